//! The header `Idempotency-Key`: names a message from its first save to its sending.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use gatepost_shared::problem::ProblemType;

use crate::error::ApiError;
use crate::mail::send::key::IdempotencyKey;

/// The header's name.
pub const HEADER: &str = "idempotency-key";

/// The key of a request that must have one.
#[derive(Debug)]
pub struct Key(pub IdempotencyKey);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let missing = || {
            ApiError::new(
                ProblemType::BadRequest,
                "The header Idempotency-Key is missing. Make up a UUID when a message is begun and send it with each request for it: it keeps the message from being sent twice.",
            )
        };
        let value = parts.headers.get(HEADER).ok_or_else(missing)?;
        let invalid =
            |reason: String| ApiError::new(ProblemType::BadRequest, format!("The header is not valid: {reason}."));
        let text = value.to_str().map_err(|error| invalid(error.to_string()))?;
        text.trim().parse().map(Self).map_err(|error: crate::mail::send::key::InvalidKey| invalid(error.to_string()))
    }
}
