//! `/session`: signing in and out, and the one request of the first paint.

use gatepost_shared::session::{Session, SignIn};

use crate::api::{Api, ApiError};

/// Everything that the first paint needs, in one request.
const FIRST_PAINT: &str = "/session?include=mailboxes,identities,inbox";

impl Api {
    /// Signs in and answers what the first paint needs.
    pub async fn sign_in(&self, who: &SignIn) -> Result<Session, ApiError> {
        self.post(FIRST_PAINT, who).await
    }

    /// Who is signed in, with what the first paint needs.
    pub async fn session(&self) -> Result<Session, ApiError> {
        self.get(FIRST_PAINT).await
    }

    /// Signs out: the cookie is taken back.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.delete("/session").await
    }
}
