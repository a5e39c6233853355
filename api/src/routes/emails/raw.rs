//! `GET /emails/{id}/raw`: the message as it stands on the server, as a file.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use gatepost_shared::id::{BlobId, EmailId};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::blobs::piece;
use crate::routes::content_disposition;
use crate::routes::extract::Id;
use crate::session::extract::SignedIn;

/// The whole message, byte for byte (RFC 5322); in pieces with `Range`.
#[utoipa::path(
    get,
    path = "/emails/{id}/raw",
    operation_id = "getRawEmail",
    tag = "emails",
    params(
        ("id" = EmailId, Path, description = "The email"),
        ("Range" = Option<String>, Header, description = "One range of bytes: `bytes=0-1023`, `bytes=1024-`, `bytes=-512`"),
    ),
    responses(
        (status = 200, description = "The message", body = Vec<u8>, content_type = "message/rfc822"),
        (status = 206, description = "The piece asked for", body = Vec<u8>, content_type = "message/rfc822"),
        (status = 304, description = "The client has it already, by the ETag in If-None-Match"),
        (status = 416, description = "rangeNotSatisfiable: there are fewer bytes", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn raw(SignedIn { mail, .. }: SignedIn, Id(id): Id<EmailId>, request: HeaderMap) -> ApiResult<Response> {
    let name = format!("message-{}.eml", id.uid);
    let whole = BlobId::new(id, "").map_err(ApiError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822")),
        (header::CONTENT_DISPOSITION, content_disposition::attachment(&name)),
    ];
    piece::answer(&mail, &whole, &request, |_| headers).await
}
