//! Immutable bytes over HTTP: whole, in pieces (`Range`, RFC 9110, section 14), or not at all because the client has them.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::id::BlobId;
use gatepost_shared::problem::ProblemType;

use super::IMMUTABLE;
use crate::error::{ApiError, ApiResult};
use crate::mail::imap::{Blob, Mail, Slice, Sliced};

/// The answer to a request for a part; `describe` gives the headers that say what it is.
pub async fn answer<H: IntoIterator<Item = (HeaderName, HeaderValue)>>(
    mail: &Mail,
    id: &BlobId,
    request: &HeaderMap,
    describe: impl FnOnce(&Blob) -> H,
) -> ApiResult<Response> {
    // The bytes behind an id never change, so the id is their tag.
    let tag = format!("\"{id}\"");
    let tag_header = HeaderValue::try_from(&tag).map_err(ApiError::internal)?;
    if is_known(request, &tag) {
        let headers = [(header::ETAG, tag_header), (header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE))];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let sliced = match wanted(request, &tag) {
        Some(slice) => mail.slice(id, slice).await?,
        None => Sliced::Whole(mail.blob(id).await?),
    };
    let (blob, piece) = match sliced {
        Sliced::Whole(blob) => (blob, None),
        Sliced::Piece { blob, range, total } => {
            (blob, Some(format!("bytes {}-{}/{total}", range.start, range.end.saturating_sub(1))))
        }
        Sliced::Beyond(total) => return Ok(beyond(total)),
    };
    let mut headers: HeaderMap = describe(&blob).into_iter().collect();
    headers.insert(header::ETAG, tag_header);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.extend(blob.size.map(|size| (header::CONTENT_LENGTH, HeaderValue::from(size))));
    let status = if piece.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    if let Some(piece) = piece {
        headers.insert(header::CONTENT_RANGE, HeaderValue::try_from(piece).map_err(ApiError::internal)?);
    }
    Ok((status, headers, Body::from_stream(blob.bytes)).into_response())
}

fn beyond(total: u64) -> Response {
    let detail = format!("This part has {total} bytes, and the ones asked for come after them.");
    let mut response = ApiError::new(ProblemType::RangeNotSatisfiable, detail).into_response();
    if let Ok(range) = HeaderValue::try_from(format!("bytes */{total}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// The piece asked for. Several pieces, other units and what cannot be read ask for the whole (RFC 9110, section 14.2);
/// so does `If-Range` with anything but our tag (section 13.1.5).
fn wanted(request: &HeaderMap, tag: &str) -> Option<Slice> {
    let is_same = request.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == tag.as_bytes());
    let range = request.get(header::RANGE).filter(|_| is_same)?.to_str().ok()?;
    let (unit, set) = range.split_once('=')?;
    let (first, last) = set.trim().split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes"))?;
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Some(Slice::From { first, last: Some(last) }),
        (Some(first), None) if last.is_empty() => Some(Slice::From { first, last: None }),
        (None, Some(last)) if first.is_empty() => Some(Slice::Last(last)),
        _ => None,
    }
}

/// Digits and nothing else; more than fit are as good as the largest number.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(range: &str, if_range: Option<&str>) -> Option<Slice> {
        let mut request = HeaderMap::new();
        request.insert(header::RANGE, range.parse().unwrap());
        request.extend(if_range.map(|tag| (header::IF_RANGE, tag.parse().unwrap())));
        wanted(&request, "\"tag\"")
    }

    #[test]
    fn one_piece_is_understood_and_everything_else_is_the_whole() {
        assert_eq!(asked("bytes=0-9", None), Some(Slice::From { first: 0, last: Some(9) }));
        assert_eq!(asked("Bytes= 5-", None), Some(Slice::From { first: 5, last: None }));
        assert_eq!(asked("bytes=-5", Some("\"tag\"")), Some(Slice::Last(5)));
        assert_eq!(asked("bytes=99999999999999999999-", None), Some(Slice::From { first: u64::MAX, last: None }));
        for range in
            ["bytes=9-0", "bytes=0-1,3-4", "bytes=-", "bytes", "items=0-1", "bytes=a-b", "bytes=0-1-2", "bytes=+1-2"]
        {
            assert_eq!(asked(range, None), None, "{range}");
        }
        for other in ["\"other\"", "W/\"tag\"", "Mon, 23 Nov 2026 10:00:00 GMT"] {
            assert_eq!(asked("bytes=0-9", Some(other)), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_range_makes_it_panic(range in "[ -~]{0,40}", digits in "bytes=[0-9-]{0,30}") {
            asked(&range, None);
            asked(&digits, None);
        }
    }
}
