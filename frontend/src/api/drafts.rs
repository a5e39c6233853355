//! `/drafts`: saving what a person writes, and sending it. (Uploads need progress, which `fetch` cannot tell:
//! see `dom`.)

use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::start::Start;
use gatepost_shared::draft::{Draft, EmailSubmission, SavedDraft, StoredDraft, UploadedBlob};
use gatepost_shared::id::EmailId;
use gloo_net::http::Method;

use crate::api::client::BASE;
use crate::api::{Api, ApiError};

impl Api {
    /// Saves a new draft. `idempotency_key` is a UUID that stays the same for the life of the composer:
    /// the Message-ID is derived from it.
    pub async fn create_draft(&self, idempotency_key: &str, draft: &Draft) -> Result<SavedDraft, ApiError> {
        self.with_body(Method::POST, "/drafts", &[("idempotency-key", idempotency_key)], draft).await
    }

    /// Saves a draft anew; its id changes.
    pub async fn update_draft(
        &self,
        id: &EmailId,
        idempotency_key: &str,
        draft: &Draft,
    ) -> Result<SavedDraft, ApiError> {
        let headers = [("idempotency-key", idempotency_key)];
        self.with_body(Method::PUT, &format!("/drafts/{id}"), &headers, draft).await
    }

    /// Throws a draft away; with `force` even though nobody knows whether it was sent.
    pub async fn discard_draft(&self, id: &EmailId, force: bool) -> Result<(), ApiError> {
        let query = if force { "?force=true" } else { "" };
        self.delete(&format!("/drafts/{id}{query}")).await
    }

    /// A saved draft, to be written on.
    pub async fn draft(&self, id: &EmailId) -> Result<StoredDraft, ApiError> {
        self.get(&format!("/drafts/{id}")).await
    }

    /// An answer or a forward as it begins. Nothing is stored.
    pub async fn start_draft(&self, id: &EmailId, wanted: &Start) -> Result<Draft, ApiError> {
        self.post(&format!("/emails/{id}/draft"), wanted).await
    }

    /// Sends a saved draft, at once or at this time. Repeating it with the same key is safe: nothing is sent twice. With `force` it is
    /// sent even though nobody knows whether it was sent before: the person has decided so.
    pub async fn submit_draft(
        &self,
        id: &EmailId,
        idempotency_key: &str,
        force: bool,
        send_at: Option<UtcDate>,
    ) -> Result<EmailSubmission, ApiError> {
        let headers = [("idempotency-key", idempotency_key)];
        let query = match (force, send_at) {
            (_, Some(time)) => "?sendAt=".to_owned() + &time.to_string(),
            (true, None) => "?force=true".to_owned(),
            (false, None) => String::new(),
        };
        let nothing = std::collections::BTreeMap::<String, String>::new();
        self.with_body(Method::POST, &format!("/drafts/{id}/submit{query}"), &headers, &nothing).await
    }

    /// What the node answered to an upload that was posted to [`upload_url`]; the status is 0 when it was not reached.
    pub fn uploaded(&self, status: u16, body: &str) -> Result<UploadedBlob, ApiError> {
        self.read_answer(status, body)
    }
}

/// Where a file is posted to become an attachment.
pub fn upload_url(name: &str) -> String {
    format!("{BASE}/blobs?name={}", String::from(js_sys::encode_uri_component(name)))
}
