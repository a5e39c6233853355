//! `/mailboxes`: the tree with its counts, and changing it.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, UpdateMailbox, UpdatedMailbox};
use gatepost_shared::query::Collection;
use gloo_net::http::Method;

use crate::api::{Api, ApiError};

impl Api {
    /// All mailboxes in the order of a tree read from top to bottom.
    pub async fn mailboxes(&self) -> Result<Collection<Mailbox>, ApiError> {
        self.get("/mailboxes").await
    }

    /// Makes a mailbox.
    pub async fn create_mailbox(&self, wanted: &CreateMailbox) -> Result<Mailbox, ApiError> {
        self.post("/mailboxes", wanted).await
    }

    /// Renames, moves or subscribes a mailbox.
    pub async fn update_mailbox(&self, id: &MailboxId, wanted: &UpdateMailbox) -> Result<UpdatedMailbox, ApiError> {
        self.with_body(Method::PATCH, &path(id, ""), &[], wanted).await
    }

    /// Deletes a mailbox with all mail in it.
    pub async fn delete_mailbox(&self, id: &MailboxId) -> Result<(), ApiError> {
        self.delete(&path(id, "?onDestroyRemoveEmails=true")).await
    }
}

fn path(id: &MailboxId, rest: &str) -> String {
    ["/mailboxes/", &id.to_string(), rest].concat()
}
