//! `GET /tokens`: which tokens there are, not the tokens themselves.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::date::UtcDate;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::Collection;
use gatepost_shared::token::TokenInfo;
use time::OffsetDateTime;

use crate::error::ApiResult;
use crate::mail::drawer::tokens;
use crate::routes::etag;
use crate::routes::session::first_paint::collection;
use crate::session::SignedIn;
use crate::state::AppState;

/// The person's tokens that are valid, the newest first. The tokens themselves are not shown again.
#[utoipa::path(
    get,
    path = "/tokens",
    operation_id = "listTokens",
    tag = "tokens",
    responses(
        (status = 200, description = "The tokens", body = Collection<TokenInfo>),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(state): State<AppState>, who: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    let now = UtcDate::from_seconds(OffsetDateTime::now_utc().unix_timestamp());
    let view = who.drawer(&state).view().await?;
    let mut valid: Vec<TokenInfo> = tokens::of(&view).filter(|token| now < token.expires_at).collect();
    valid.sort_by_key(|token| std::cmp::Reverse(token.created_at));
    etag::json(&headers, &collection(valid))
}
