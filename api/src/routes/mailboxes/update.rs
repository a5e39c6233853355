//! `PATCH /mailboxes/{id}`: rename, move, subscribe.

use axum::Json;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{UpdateMailbox, UpdatedMailbox};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::{Id, JsonBody};
use crate::session::extract::SignedIn;

/// Changes a mailbox. One that is renamed or moved has a new id, and so have all inside it: the answer tells them. The
/// ids of the emails in all these are new, too: read their lists again. The inbox stays as it is; a mailbox with a role
/// does unless `force` is true.
#[utoipa::path(
    patch,
    path = "/mailboxes/{id}",
    operation_id = "updateMailbox",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox")),
    request_body = UpdateMailbox,
    responses(
        (status = 200, description = "The mailbox, and the new ids", body = UpdatedMailbox),
        (status = 403, description = "forbidden: the inbox, a mailbox with a role, or one that is not yours to change", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound: no such mailbox, or no such parent", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "alreadyExists: the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the name or the parent cannot be had", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<MailboxId>,
    JsonBody(wanted): JsonBody<UpdateMailbox>,
) -> ApiResult<Json<UpdatedMailbox>> {
    if (UpdateMailbox { force: false, ..wanted.clone() }) == UpdateMailbox::default() {
        return Err(ApiError::invalid("name", "Say what to change: name, parentId or isSubscribed."));
    }
    Ok(Json(mail.update_mailbox(&id, wanted).await?))
}
