//! `PUT /uploads/{upload}`: a part of a file.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use futures::{StreamExt as _, TryStreamExt as _};
use gatepost_shared::draft::{ByteRange, UploadState};
use gatepost_shared::problem::{Problem, ProblemType};

use super::create::{Query, without_parameters};
use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::mail::mime::Octets;
use crate::mail::send::key::IdempotencyKey;
use crate::mail::send::upload::Upload;
use crate::mail::send::upload_parts::{self, Part};
use crate::routes::extract::{Id, Params};
use crate::session::SignedIn;
use crate::state::AppState;

/// Stores a part of a file. Parts come in any order, to any node; each but the last begins and ends at a multiple of 57
/// bytes and has at most 16 MiB, and a file has at most 150. When the last has come, `blob` names the file. A part that
/// is sent again is passed over. An unfinished upload is swept after a week.
#[utoipa::path(
    put,
    path = "/uploads/{upload}",
    operation_id = "uploadPart",
    tag = "sending",
    params(
        ("upload" = String, Path, description = "A UUID that the client makes up for the file"),
        ("Content-Range" = String, Header, description = "Which bytes of the file come: `bytes 0-5699999/25000000`"),
        Query,
    ),
    request_body(content = Vec<u8>, description = "The part, with the file's Content-Type and a Content-Length", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "What has come so far", body = UploadState),
        (status = 413, description = "tooLarge: the part, the file, or the number of parts", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the part does not fit the others", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn put(
    State(state): State<AppState>,
    who: SignedIn,
    Id(upload): Id<IdempotencyKey>,
    Params(query): Params<Query>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Json<UploadState>> {
    let (range, size) = content_range(&headers)?;
    let limit = state.config.limits.upload;
    if size > limit {
        let megabytes = limit / 1_000_000;
        return Err(ApiError::new(ProblemType::TooLarge, format!("A file can have at most {megabytes} MB.")));
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bytes = body.into_data_stream().map_err(|error| MailError::Source(error.to_string())).boxed();
    let file = Octets { size: range.to - range.from, bytes };
    let part = Upload { media_type: without_parameters(media_type), name: query.name, file };
    Ok(Json(upload_parts::store(&who.mail, Part { upload, range, size, part }).await?))
}

/// RFC 9110, section 14.4: `bytes 0-499/1234`, without unknown ends.
fn content_range(headers: &HeaderMap) -> ApiResult<(ByteRange, u64)> {
    let text = headers.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let read = || {
        let (range, size) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
        let (from, last) = range.split_once('-')?;
        let (from, last, size): (u64, u64, u64) = (from.parse().ok()?, last.parse().ok()?, size.parse().ok()?);
        (from <= last && last < size).then_some((ByteRange { from, to: last + 1 }, size))
    };
    read().ok_or_else(|| {
        ApiError::new(ProblemType::BadRequest, "A part needs a Content-Range of the form `bytes 0-499/1234`.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_names_bytes_that_are_in_the_file() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_RANGE, text.parse().unwrap());
            content_range(&headers).ok()
        };
        assert_eq!(read("bytes 0-499/1234"), Some((ByteRange { from: 0, to: 500 }, 1234)));
        for text in ["", "bytes 5-4/9", "bytes 0-9/9", "bytes */9", "bytes 0-4/*", "lines 0-4/9", "bytes -1-4/9"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
