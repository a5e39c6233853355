//! `PUT /settings`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::settings::Settings;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::settings;
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// Replaces all settings. What is left out has its default again; what this version does not know is kept as it is
/// sent. A client that changes one thing does better with PATCH, which leaves the others alone.
#[utoipa::path(
    put,
    path = "/settings",
    operation_id = "replaceSettings",
    tag = "settings",
    params(("If-Match" = Option<String>, Header, description = "The ETag that the settings must still have")),
    request_body = Settings,
    responses(
        (status = 200, description = "The settings as they are now", body = Settings),
        (status = 412, description = "preconditionFailed: they have changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: a setting has the wrong shape or is beyond its limit", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace(
    State(state): State<AppState>,
    who: SignedIn,
    if_match: IfMatch,
    JsonBody(wanted): JsonBody<Map<String, Value>>,
) -> ApiResult<Response> {
    let drawer = drawer::of(&state, &who);
    let changed = state.sender.complete(async move {
        settings::change::<ApiError>(&drawer, |current| if_match.check(current), |object| object.clone_from(&wanted))
            .await
    });
    etag::json(&HeaderMap::new(), &changed.await?)
}
