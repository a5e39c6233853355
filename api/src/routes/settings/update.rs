//! `PATCH /settings`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::settings::{self as shared, Settings};
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::settings;
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// Changes some settings by a merge patch (RFC 7396): what is named is set, null gives the default back, the rest stays.
/// Of two devices that change different things at once, both win.
#[utoipa::path(
    patch,
    path = "/settings",
    operation_id = "updateSettings",
    tag = "settings",
    params(("If-Match" = Option<String>, Header, description = "The ETag that the settings must still have; usually none is needed")),
    request_body(content = Object, description = "A merge patch", content_type = "application/merge-patch+json",
        example = json!({"theme": "dark", "imageSenders": {"news@example.net": true}, "language": null})),
    responses(
        (status = 200, description = "The settings as they are now", body = Settings),
        (status = 412, description = "preconditionFailed: they have changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: a setting has the wrong shape or is beyond its limit", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update(
    State(state): State<AppState>,
    who: SignedIn,
    if_match: IfMatch,
    JsonBody(patch): JsonBody<Map<String, Value>>,
) -> ApiResult<Response> {
    let drawer = drawer::of(&state, &who);
    let changed = state.sender.complete(async move {
        settings::change::<ApiError>(&drawer, |current| if_match.check(current), |object| shared::merge(object, &patch))
            .await
    });
    etag::json(&HeaderMap::new(), &changed.await?)
}
