//! `GET /emails/{id}/raw`: the message as it stands on the server, as a file.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::id::{BlobId, EmailId};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::blobs::IMMUTABLE;
use crate::routes::content_disposition;
use crate::routes::extract::Id;
use crate::session::extract::SignedIn;

/// The whole message, byte for byte (RFC 5322).
#[utoipa::path(
    get,
    path = "/emails/{id}/raw",
    operation_id = "getRawEmail",
    tag = "emails",
    params(("id" = EmailId, Path, description = "The email")),
    responses(
        (status = 200, description = "The message", body = Vec<u8>, content_type = "message/rfc822"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn raw(SignedIn { mail, .. }: SignedIn, Id(id): Id<EmailId>) -> ApiResult<Response> {
    let name = format!("message-{}.eml", id.uid);
    let whole = BlobId::new(id, "").map_err(ApiError::internal)?;
    let message = mail.raw_section(&whole).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822")),
        (header::CONTENT_LENGTH, HeaderValue::from(message.size)),
        (header::CONTENT_DISPOSITION, content_disposition::attachment(&name)),
        (header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE)),
    ];
    Ok((headers, Body::from_stream(message.bytes)).into_response())
}
