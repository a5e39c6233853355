//! `GET /filters`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::rule::Filters;

use crate::error::ApiResult;
use crate::routes::{etag, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// The rules for arriving mail, as the mail server has them, with what rules can say there and what else runs. The ETag
/// is for `PUT /filters`.
#[utoipa::path(
    get,
    path = "/filters",
    operation_id = "getFilters",
    tag = "filters",
    responses(
        (status = 200, description = "The rules", body = Filters),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = 404, description = "notAvailable: the mail server has no ManageSieve, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(state): State<AppState>, who: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &sieve::of(&state, &who).await?.filters().await?)
}
