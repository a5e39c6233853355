//! What handlers take from a request: ids, query parameters, JSON bodies. What cannot be read is answered
//! with a problem that says what is wrong with it, never with axum's plain text.

use std::str::FromStr;

use axum::extract::rejection::{BytesRejection, FailedToBufferBody, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::problem::ProblemType;
use gatepost_shared::token::TokenId;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::mail::send::key::IdempotencyKey;
use crate::routes::own;

/// An id from the path: `/emails/{id}`. One that names something in the drawer names nothing.
pub struct Id<T>(pub T);

/// What may be named in a path.
pub trait Named: FromStr<Err: std::fmt::Display> {
    /// The mailbox that it lies in, if it lies in one.
    fn mailbox(&self) -> Option<&MailboxId> {
        None
    }
}

impl Named for MailboxId {
    fn mailbox(&self) -> Option<&MailboxId> {
        Some(self)
    }
}

impl Named for EmailId {
    fn mailbox(&self) -> Option<&MailboxId> {
        Some(Self::mailbox(self))
    }
}

/// Uploads lie in the drawer: the one route that takes blobs tells them from what else is there ([`own::check_blob`]).
impl Named for BlobId {}
impl Named for IdempotencyKey {}
impl Named for TokenId {}

/// The query parameters: `?position=50&limit=50`.
pub struct Params<T>(pub T);

/// The JSON body.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: Named> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| ApiError::new(ProblemType::BadRequest, rejection.body_text()))?;
        let id: T = text.parse().map_err(|error: T::Err| {
            ApiError::new(
                ProblemType::BadRequest,
                format!("In the path, {error}. Use an id that this API has answered."),
            )
        })?;
        own::check(id.mailbox())?;
        Ok(Self(id))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(params) = Query::from_request_parts(parts, state)
            .await
            .map_err(|rejection| ApiError::new(ProblemType::BadRequest, rejection.body_text()))?;
        Ok(Self(params))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

fn unreadable(rejection: &JsonRejection) -> ApiError {
    match rejection {
        JsonRejection::JsonDataError(error) => ApiError::new(
            ProblemType::InvalidProperties,
            format!("The JSON has the wrong shape: {}", error.body_text()),
        ),
        JsonRejection::MissingJsonContentType(_) => {
            ApiError::new(ProblemType::BadRequest, "Send JSON, with the header `Content-Type: application/json`.")
        }
        JsonRejection::BytesRejection(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            ApiError::new(ProblemType::TooLarge, "The request is larger than this endpoint takes.")
        }
        other => ApiError::new(ProblemType::BadRequest, format!("The body cannot be read: {}", other.body_text())),
    }
}
