//! `PUT /vacation`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::vacation::VacationResponse;

use crate::error::{ApiError, ApiResult};
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{etag, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// Replaces the vacation answer. It is given to people who wrote to the person themselves, each once in some days, never
/// to lists and robots (RFC 5230), and not to mail that a rule throws away. Another script that is active runs after it
/// from then on, as with `PUT /filters`.
#[utoipa::path(
    put,
    path = "/vacation",
    operation_id = "replaceVacation",
    tag = "filters",
    params(("If-Match" = Option<String>, Header, description = "The ETag that the answer must still have")),
    request_body = VacationResponse,
    responses(
        (status = 200, description = "The answer as it is now", body = VacationResponse),
        (status = 404, description = "notAvailable: the mail server has no ManageSieve or no vacation answers, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "stateMismatch: another script is active and cannot run after it; see `PUT /filters`", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the script is larger, or there are more, than the mail server keeps", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: something makes no sense, or not on this server. Or scriptRefused: `sieveResponse` says why", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: there is no room for the script", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace(
    State(state): State<AppState>,
    who: SignedIn,
    if_match: IfMatch,
    JsonBody(wanted): JsonBody<VacationResponse>,
) -> ApiResult<Response> {
    let scripts = sieve::of(&state, &who).await?;
    let changed = state
        .sender
        .complete(async move { scripts.replace_vacation::<ApiError>(wanted, |current| if_match.check(current)).await });
    etag::json(&HeaderMap::new(), &changed.await?)
}
