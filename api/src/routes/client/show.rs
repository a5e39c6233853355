//! `GET /client`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::client::ClientInfo;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::routes::etag;
use crate::state::AppState;

/// How the farm is named, and its pages elsewhere: for the sign-in screen. Nobody needs to be signed in; `GET /session`
/// has the same.
#[utoipa::path(
    get,
    path = "/client",
    operation_id = "getClient",
    tag = "session",
    responses(
        (status = 200, description = "The farm", body = ClientInfo),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &state.config.client)
}
