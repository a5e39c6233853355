//! `GET /blobs/{id}`: a part of an email, decoded, as a stream.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use gatepost_shared::id::BlobId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use super::piece;
use crate::error::ApiResult;
use crate::mail::imap::Blob;
use crate::routes::content_disposition;
use crate::routes::extract::{Id, Params};
use crate::routes::own;
use crate::session::extract::SignedIn;

/// What comes from mail runs nothing and loads nothing, even when somebody opens its URL by itself.
const BLOB_CSP: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// How it is to be handed over.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Handing {
    /// The file name to save it under, instead of the sender's.
    name: Option<String>,
    /// Whether to save a picture as well, rather than show it.
    #[serde(default)]
    download: Option<u8>,
}

/// A part of an email, decoded. Pictures may be shown by the browser; all else is saved. The bytes behind an id never
/// change: the answer may be kept for ever, has a strong `ETag`, and can be asked for in pieces with `Range` and `If-Range`
/// (a single range; of a large part in quoted-printable or in irregular base64 the whole is answered).
#[utoipa::path(
    get,
    path = "/blobs/{id}",
    operation_id = "getBlob",
    tag = "blobs",
    params(
        ("id" = BlobId, Path, description = "The part"),
        Handing,
        ("Range" = Option<String>, Header, description = "One range of bytes: `bytes=0-1023`, `bytes=1024-`, `bytes=-512`"),
        ("If-Range" = Option<String>, Header, description = "The ETag of the bytes that the client has: another one asks for the whole"),
    ),
    responses(
        (status = 200, description = "The bytes, with the part's media type", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The piece asked for; `Content-Range` says which it is, and how many bytes there are", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already, by the ETag in If-None-Match"),
        (status = 416, description = "rangeNotSatisfiable: there are fewer bytes", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<BlobId>,
    Params(handing): Params<Handing>,
    request: HeaderMap,
) -> ApiResult<Response> {
    own::check_blob(&mail, &id).await?;
    piece::answer(&mail, &id, &request, |blob| handing.headers(blob)).await
}

impl Handing {
    fn headers(self, blob: &Blob) -> [(HeaderName, HeaderValue); 4] {
        let name = self.name.as_deref().or(blob.name.as_deref()).unwrap_or_default();
        let is_saved =
            self.download.is_some_and(|flag| flag != 0) || !content_disposition::may_be_inline(&blob.media_type);
        let disposition =
            if is_saved { content_disposition::attachment(name) } else { content_disposition::inline(name) };
        [
            (header::CONTENT_TYPE, content_disposition::media_type(&blob.media_type, blob.charset.as_deref())),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(BLOB_CSP)),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ]
    }
}
