//! `DELETE /contacts/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::routes::drawer;
use crate::routes::etag::IfMatch;
use crate::session::SignedIn;
use crate::state::AppState;

/// Deletes a contact or a group, and takes it out of the groups that it was in.
#[utoipa::path(
    delete,
    path = "/contacts/{id}",
    operation_id = "deleteContact",
    tag = "contacts",
    params(
        ("id" = String, Path, description = "The contact"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the contact must still have"),
    ),
    responses(
        (status = 204, description = "Deleted"),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    let drawer = drawer::of(&state, &who);
    let deleted = state
        .sender
        .complete(async move { book::delete::<ApiError>(&drawer, &id, |current| if_match.check(current)).await });
    deleted.await?;
    Ok(StatusCode::NO_CONTENT)
}
