//! `/mailboxes`: the tree with its counts, and what can be done with a mailbox as a whole.

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

    /// Renames a mailbox, or moves it.
    pub async fn update_mailbox(&self, id: &MailboxId, update: &UpdateMailbox) -> Result<UpdatedMailbox, ApiError> {
        self.with_body(Method::PATCH, &format!("/mailboxes/{id}"), &[], update).await
    }

    /// Deletes a mailbox for ever, and all mail in it.
    pub async fn delete_mailbox(&self, id: &MailboxId) -> Result<(), ApiError> {
        self.delete(&format!("/mailboxes/{id}?onDestroyRemoveEmails=true")).await
    }
}
