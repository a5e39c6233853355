//! `DELETE /filters/scripts/{name}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::etag::IfMatch;
use crate::routes::sieve;
use crate::session::SignedIn;
use crate::state::AppState;

/// Deletes a script that the mail server does not run. Servers keep a few only: Cyrus, five. For people, not for tokens.
#[utoipa::path(
    delete,
    path = "/filters/scripts/{name}",
    operation_id = "deleteFilterScript",
    tag = "filters",
    params(
        ("name" = String, Path, description = "The script's name"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the script must still have"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "notFound: there is no such script. Or notAvailable: the mail server has no ManageSieve, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "stateMismatch: the mail server runs it; put it out of action first", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete_script(
    State(state): State<AppState>,
    who: SignedIn,
    Path(name): Path<String>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    let scripts = sieve::of(&state, &who).await?;
    let deleted = state
        .sender
        .complete(async move { scripts.delete_script::<ApiError>(&name, |current| if_match.check(current)).await });
    deleted.await?;
    Ok(StatusCode::NO_CONTENT)
}
