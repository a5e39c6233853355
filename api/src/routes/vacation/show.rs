//! `GET /vacation`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::vacation::VacationResponse;

use crate::error::ApiResult;
use crate::routes::{etag, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// The vacation answer as it stands on the mail server; one that was never written is off and empty.
#[utoipa::path(
    get,
    path = "/vacation",
    operation_id = "getVacation",
    tag = "filters",
    responses(
        (status = 200, description = "The answer", body = VacationResponse),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = 404, description = "notAvailable: the mail server has no ManageSieve or no vacation answers, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(state): State<AppState>, who: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &sieve::of(&state, &who).await?.vacation().await?)
}
