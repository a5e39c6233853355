//! `/emails` and the windows of a mailbox: reading and changing mail, and the URLs that the browser itself opens.

use gatepost_shared::email::Email;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::query::Window;

use crate::api::client::BASE;
use crate::api::{Api, ApiError};

impl Api {
    /// `limit` rows of a mailbox from `position`, newest received first.
    pub async fn window(&self, mailbox: &MailboxId, position: u32, limit: u32) -> Result<Window, ApiError> {
        self.get(&format!("/mailboxes/{mailbox}/emails?position={position}&limit={limit}")).await
    }

    /// One email with its parts and its text.
    pub async fn email(&self, id: &EmailId) -> Result<Email, ApiError> {
        self.get(&format!("/emails/{id}")).await
    }

    /// Changes emails; the answer says what happened to each.
    pub async fn set_emails(&self, changes: &SetEmails) -> Result<EmailsSet, ApiError> {
        self.post("/emails/set", changes).await
    }
}

/// The whole message as it stands on the server.
pub fn raw_url(id: &EmailId) -> String {
    format!("{BASE}/emails/{id}/raw")
}

/// A part as a file to keep.
pub fn download_url(blob: &BlobId, name: &str) -> String {
    format!("{BASE}/blobs/{blob}?name={}&download=1", String::from(js_sys::encode_uri_component(name)))
}
