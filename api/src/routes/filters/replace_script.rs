//! `PUT /filters/scripts/{name}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::rule::{NewScript, Script};

use crate::error::{ApiError, ApiResult};
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{etag, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// Stores a script, byte for byte, when the mail server can use it; makes one where there is none of this name. Unless
/// `isActive` says otherwise, what the mail server runs stays as it is. For people, not for tokens.
#[utoipa::path(
    put,
    path = "/filters/scripts/{name}",
    operation_id = "replaceFilterScript",
    tag = "filters",
    params(
        ("name" = String, Path, description = "The script's name; a new one has at most 128 letters, digits and signs of ASCII, without `/`"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the script must still have"),
    ),
    request_body = NewScript,
    responses(
        (status = 200, description = "The script as it is now", body = Script),
        (status = 404, description = "notAvailable: the mail server has no ManageSieve, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the script is larger, or there are more, than the mail server keeps", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "scriptRefused: `sieveResponse` says in which line and why. Or invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: there is no room for the script", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace_script(
    State(state): State<AppState>,
    who: SignedIn,
    Path(name): Path<String>,
    if_match: IfMatch,
    JsonBody(wanted): JsonBody<NewScript>,
) -> ApiResult<Response> {
    let scripts = sieve::of(&state, &who).await?;
    let changed = state.sender.complete(async move {
        scripts.replace_script::<ApiError>(&name, wanted, |current| if_match.check_there(current)).await
    });
    etag::json(&HeaderMap::new(), &changed.await?)
}
