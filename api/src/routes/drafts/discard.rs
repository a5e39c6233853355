//! `DELETE /drafts/{id}`: a draft thrown away.

use axum::http::StatusCode;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::ApiResult;
use crate::mail::send::save;
use crate::routes::extract::{Id, Params};
use crate::session::SignedIn;

/// `?force=true`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Delete it although its sending has begun and nobody knows how that ended: the person says so.
    #[serde(default)]
    force: bool,
}

/// Deletes a draft for ever. One that is gone already is deleted, too. One that is being sent is not.
#[utoipa::path(
    delete,
    path = "/drafts/{id}",
    operation_id = "discardDraft",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The draft"), Query),
    responses(
        (status = 204, description = "Deleted"),
        (status = 404, description = "notFound: this id is not in Drafts", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "submissionInProgress: it is being sent, or nobody knows whether it was; stateMismatch: it was sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn discard(who: SignedIn, Id(id): Id<EmailId>, Params(query): Params<Query>) -> ApiResult<StatusCode> {
    save::discard(&who.mail, &id, query.force).await?;
    Ok(StatusCode::NO_CONTENT)
}
