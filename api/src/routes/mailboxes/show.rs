//! `GET /mailboxes/{id}`: one mailbox.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Mailbox;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::routes::etag;
use crate::routes::extract::Id;
use crate::session::extract::SignedIn;

/// One mailbox with its counts and its state, and with the person's rights also where the tree does not tell them.
#[utoipa::path(
    get,
    path = "/mailboxes/{id}",
    operation_id = "getMailbox",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox")),
    responses(
        (status = 200, description = "The mailbox", body = Mailbox),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(SignedIn { mail, .. }: SignedIn, Id(id): Id<MailboxId>, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &mail.mailbox(&id).await?)
}
