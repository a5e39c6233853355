//! `POST /blobs`: a file on its way into a message.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures::{StreamExt as _, TryStreamExt as _};
use gatepost_shared::draft::UploadedBlob;
use gatepost_shared::problem::{Problem, ProblemType};
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::mail::mime::Octets;
use crate::mail::send::upload::{self, Upload};
use crate::routes::extract::Params;
use crate::session::SignedIn;
use crate::state::AppState;

/// `?name=menu.pdf`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The file's name.
    #[serde(default)]
    pub name: String,
}

/// Stores a file, streamed into the person's own mailbox, to be named in a draft. Swept after a week.
#[utoipa::path(
    post,
    path = "/blobs",
    operation_id = "uploadBlob",
    tag = "sending",
    params(Query),
    request_body(content = Vec<u8>, description = "The bytes, with their own Content-Type and a Content-Length", content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "Stored", body = UploadedBlob),
        (status = 413, description = "tooLarge", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    Params(query): Params<Query>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<(StatusCode, Json<UploadedBlob>)> {
    let size = length(&headers)?;
    let limit = state.config.limits.upload;
    if size > limit {
        let megabytes = limit / 1_000_000;
        return Err(ApiError::new(ProblemType::TooLarge, format!("A file can have at most {megabytes} MB.")));
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bytes = body.into_data_stream().map_err(|error| MailError::Source(error.to_string())).boxed();
    let file = Upload { media_type: without_parameters(media_type), name: query.name, file: Octets { size, bytes } };
    Ok((StatusCode::CREATED, Json(upload::upload(&who.mail, file).await?)))
}

/// The size must be known before the first byte is passed on: IMAP wants it (RFC 3501, section 4.3).
pub fn length(headers: &HeaderMap) -> ApiResult<u64> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).ok_or_else(|| {
        ApiError::new(ProblemType::BadRequest, "An upload needs a Content-Length. Send the file as the whole body.")
    })
}

/// A media type in lower case, without its parameters.
pub fn without_parameters(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
