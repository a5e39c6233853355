//! `GET /settings`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::settings::Settings;

use crate::error::ApiResult;
use crate::mail::drawer::settings;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// The person's settings: what they have set, and defaults for the rest.
#[utoipa::path(
    get,
    path = "/settings",
    operation_id = "getSettings",
    tag = "settings",
    responses(
        (status = 200, description = "The settings", body = Settings),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(state): State<AppState>, who: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    let view = drawer::of(&state, &who).view().await?;
    etag::json(&headers, &settings::of(&view))
}
