//! `DELETE /drafts/{id}`: a draft thrown away.

use axum::http::StatusCode;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::save;
use crate::routes::extract::Id;
use crate::session::SignedIn;

/// Deletes a draft for ever. One that is gone already is deleted, too.
#[utoipa::path(
    delete,
    path = "/drafts/{id}",
    operation_id = "discardDraft",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The draft")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 404, description = "notFound: this id is not in Drafts", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn discard(who: SignedIn, Id(id): Id<EmailId>) -> ApiResult<StatusCode> {
    save::discard(&who.mail, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
