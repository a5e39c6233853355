//! `GET /drafts/{id}`: a draft to write on.

use axum::Json;
use axum::http::{HeaderName, header};
use gatepost_shared::draft::StoredDraft;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::open;
use crate::routes::extract::Id;
use crate::session::SignedIn;

/// A stored draft as it was left, with the key to save and send it under.
#[utoipa::path(
    get,
    path = "/drafts/{id}",
    operation_id = "getDraft",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The draft")),
    responses(
        (status = 200, description = "The draft", body = StoredDraft),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    who: SignedIn,
    Id(id): Id<EmailId>,
) -> ApiResult<([(HeaderName, &'static str); 1], Json<StoredDraft>)> {
    let draft = open::open(&who.mail, &id, &who.account.addresses).await?;
    Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(draft)))
}
