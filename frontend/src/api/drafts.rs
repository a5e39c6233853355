//! `/drafts`: saving what a person writes, and sending it. (Uploads need progress, which `fetch` cannot tell:
//! see `dom`.)

use gatepost_shared::draft::{Draft, EmailSubmission, SavedDraft};
use gatepost_shared::id::EmailId;
use gloo_net::http::Method;

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

    /// Throws a draft away.
    pub async fn discard_draft(&self, id: &EmailId) -> Result<(), ApiError> {
        self.delete(&format!("/drafts/{id}")).await
    }

    /// Sends a saved draft. Repeating it with the same key is safe: nothing is sent twice.
    pub async fn submit_draft(&self, id: &EmailId, idempotency_key: &str) -> Result<EmailSubmission, ApiError> {
        let headers = [("idempotency-key", idempotency_key)];
        self.with_body(Method::POST, &format!("/drafts/{id}/submit"), &headers, &serde_json::Map::new()).await
    }
}
