//! `PUT /filters`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::rule::{Filters, NewFilters};

use crate::error::{ApiError, ApiResult};
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{etag, own, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// Replaces all rules and makes the mail server run them. Another script that is active runs after them from then on,
/// as it is; so does what stands in Gatepost's own script besides. The mail server checks everything first: refused,
/// nothing has changed. For people, not for tokens: who writes rules can send all mail elsewhere.
#[utoipa::path(
    put,
    path = "/filters",
    operation_id = "replaceFilters",
    tag = "filters",
    params(("If-Match" = Option<String>, Header, description = "The ETag that the rules must still have")),
    request_body = NewFilters,
    responses(
        (status = 200, description = "The rules as they are now", body = Filters),
        (status = 404, description = "notAvailable: the mail server has no ManageSieve, or none is configured. Or notFound: there is no such mailbox", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "stateMismatch: another script is active and cannot run after the rules; say `replaceActive`", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: they have changed since", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the script is larger, or there are more, than the mail server keeps", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: a rule makes no sense, or not on this server. Or scriptRefused: `sieveResponse` says why", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: there is no room for the script", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace(
    State(state): State<AppState>,
    who: SignedIn,
    if_match: IfMatch,
    JsonBody(wanted): JsonBody<NewFilters>,
) -> ApiResult<Response> {
    let actions = wanted.rules.iter().flat_map(|rule| &rule.actions);
    own::check(actions.filter_map(|action| action.mailbox_id.as_ref()))?;
    let scripts = sieve::of(&state, &who).await?;
    let changed = state
        .sender
        .complete(async move { scripts.replace_filters::<ApiError>(wanted, |current| if_match.check(current)).await });
    etag::json(&HeaderMap::new(), &changed.await?)
}
