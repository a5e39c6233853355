//! `GET /mailboxes`: the whole tree with counts, roles, rights and states.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::mailbox::Mailbox;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::Collection;
use sha2::{Digest as _, Sha256};

use crate::error::ApiResult;
use crate::routes::etag;
use crate::session::extract::SignedIn;

/// The mailboxes of the person, in the order of a tree read from top to bottom.
#[utoipa::path(
    get,
    path = "/mailboxes",
    operation_id = "listMailboxes",
    tag = "mailboxes",
    responses(
        (status = 200, description = "The tree", body = Collection<Mailbox>),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(SignedIn { mail, .. }: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    let mailboxes = collection(mail.mailboxes().await?);
    etag::json(&headers, &mailboxes)
}

/// The mailboxes with a state that changes when any of theirs does.
pub fn collection(list: Vec<Mailbox>) -> Collection<Mailbox> {
    let mut digest = Sha256::new();
    for mailbox in &list {
        digest.update(mailbox.id.name());
        digest.update([0]);
        digest.update(mailbox.state.as_deref().unwrap_or_default());
        digest.update([0]);
    }
    let state = digest.finalize()[..8].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    Collection { list, state }
}
