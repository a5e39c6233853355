//! `DELETE /mailboxes/{id}`.

use axum::http::StatusCode;
use gatepost_shared::id::MailboxId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::ApiResult;
use crate::mail::imap::Deletion;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// `?onDestroyRemoveEmails=true`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Query {
    /// Whether the mail inside is deleted for ever with it. Without this, a mailbox that holds mail stays.
    #[serde(default)]
    on_destroy_remove_emails: bool,
    /// Whether it is deleted although it has a role. The inbox never is.
    #[serde(default)]
    force: bool,
}

/// Deletes a mailbox that has none inside it.
#[utoipa::path(
    delete,
    path = "/mailboxes/{id}",
    operation_id = "deleteMailbox",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox"), Query),
    responses(
        (status = 204, description = "Deleted"),
        (status = 403, description = "forbidden: the inbox, a mailbox with a role, or one that is not yours to delete", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "mailboxHasChild, mailboxHasEmail", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<MailboxId>,
    Params(query): Params<Query>,
) -> ApiResult<StatusCode> {
    let deletion = Deletion { remove_emails: query.on_destroy_remove_emails, force: query.force };
    mail.delete_mailbox(&id, deletion).await?;
    Ok(StatusCode::NO_CONTENT)
}
