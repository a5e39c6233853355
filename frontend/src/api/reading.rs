//! What the reader asks besides the email itself and its conversation: mails within it; and what it sends in the
//! person's name: a receipt, a mail passed on, an answer to an invitation, a farewell to a list.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::draft::receipt::Receipt;
use gatepost_shared::draft::redirect::Redirect;
use gatepost_shared::email::Email;
use gatepost_shared::id::{BlobId, EmailId};
use gloo_net::http::Method;
use serde_json::{Value, json};

use crate::api::client::BASE;
use crate::api::{Api, ApiError};

/// How a mail's HTML is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Showing {
    /// Whether images are loaded from other servers.
    pub remote: bool,
    /// Whether it is for a page that is dark.
    pub dark: bool,
    /// The mail within the email that is meant, by its part.
    pub part: Option<String>,
}

impl Api {
    /// A mail within an email.
    pub async fn nested_email(&self, id: &EmailId, part: &str) -> Result<Email, ApiError> {
        self.get(&path(id, &("?part=".to_owned() + part))).await
    }

    /// Tells the author that the email was displayed.
    pub async fn send_receipt(&self, id: &EmailId, receipt: &Receipt) -> Result<EmailSubmission, ApiError> {
        self.post(&path(id, "/mdn"), receipt).await
    }

    /// Passes an email on as it is. Repeating it with the same key is safe.
    pub async fn redirect(&self, id: &EmailId, key: &str, to: &Redirect) -> Result<EmailSubmission, ApiError> {
        self.with_body(Method::POST, &path(id, "/redirect"), &[("idempotency-key", key)], to).await
    }

    /// Leaves the mailing list; `even_if_unverified` when the person was told that nothing proves who sent it.
    pub async fn unsubscribe(&self, id: &EmailId, even_if_unverified: bool) -> Result<Value, ApiError> {
        self.post(&path(id, "/unsubscribe"), &json!({ "evenIfUnverified": even_if_unverified })).await
    }

    /// Puts somebody into the address book.
    pub async fn add_contact(&self, who: &EmailAddress) -> Result<(), ApiError> {
        let contact = json!({ "name": { "full": who.display() }, "emails": [{ "address": who.email }] });
        self.post::<Value>("/contacts", &contact).await.map(drop)
    }

    /// Answers an invitation: `ACCEPTED`, `TENTATIVE` or `DECLINED` (RFC 5545, section 3.2.12).
    pub async fn answer_invitation(&self, id: &EmailId, partstat: &str, uid: Option<&str>) -> Result<Value, ApiError> {
        let answer = match uid {
            Some(uid) => json!({ "partstat": partstat, "uid": uid }),
            None => json!({ "partstat": partstat }),
        };
        self.post(&path(id, "/invitation"), &answer).await
    }
}

fn path(id: &EmailId, of: &str) -> String {
    "/emails/".to_owned() + &id.to_string() + of
}

/// The path of a URL of ours, as the client's calls take it.
pub fn path_of(url: &str) -> &str {
    url.strip_prefix(BASE).unwrap_or(url)
}

/// The sanitised HTML body as a document of its own.
pub fn html_url(id: &EmailId, showing: &Showing) -> String {
    let mut url = BASE.to_owned() + &path(id, if showing.dark { "/html?scheme=dark" } else { "/html?scheme=light" });
    if showing.remote {
        url += "&remote=1";
    }
    if let Some(part) = &showing.part {
        url += "&part=";
        url += part;
    }
    url
}

/// A part as the browser shows it; only pictures are shown, all else is saved.
pub fn blob_url(blob: &BlobId) -> String {
    BASE.to_owned() + "/blobs/" + &blob.to_string()
}
