//! `DELETE /tokens/{id}`: the end of a token.

use axum::extract::State;
use axum::http::StatusCode;
use gatepost_shared::problem::Problem;
use gatepost_shared::token::TokenId;

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::Id;
use crate::session::SignedIn;
use crate::state::AppState;

/// Revokes a token. This node refuses it from now on, the others within a minute.
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    operation_id = "revokeToken",
    tag = "tokens",
    params(("id" = TokenId, Path, description = "The token")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 404, description = "notFound: there is no such token (any more)", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(State(state): State<AppState>, who: SignedIn, Id(id): Id<TokenId>) -> ApiResult<StatusCode> {
    if state.tokens.revoke(&who.drawer(&state), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("token"))
    }
}
