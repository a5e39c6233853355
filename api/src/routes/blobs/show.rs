//! `GET /blobs/{id}`: a part of an email, decoded, as a stream.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::id::BlobId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use super::IMMUTABLE;
use crate::error::ApiResult;
use crate::routes::content_disposition;
use crate::routes::extract::{Id, Params};
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

/// A part of an email, decoded. Pictures may be shown by the browser; all else is saved.
#[utoipa::path(
    get,
    path = "/blobs/{id}",
    operation_id = "getBlob",
    tag = "blobs",
    params(("id" = BlobId, Path, description = "The part"), Handing),
    responses(
        (status = 200, description = "The bytes, with the part's media type", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<BlobId>,
    Params(handing): Params<Handing>,
) -> ApiResult<Response> {
    let blob = mail.blob(&id).await?;
    let name = handing.name.or(blob.name).unwrap_or_default();
    let saved = handing.download.is_some_and(|flag| flag != 0) || !content_disposition::may_be_inline(&blob.media_type);
    let disposition = if saved { content_disposition::attachment(&name) } else { content_disposition::inline(&name) };
    let headers = [
        (header::CONTENT_TYPE, content_disposition::media_type(&blob.media_type, blob.charset.as_deref())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(BLOB_CSP)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE)),
    ];
    let mut response = (headers, Body::from_stream(blob.bytes)).into_response();
    if let Some(size) = blob.size {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    Ok(response)
}
