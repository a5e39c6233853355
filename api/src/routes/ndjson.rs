//! Answers that tell line by line how far something has got: JSON, one value a line (NDJSON).

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use gatepost_shared::bulk::NDJSON;
use serde::Serialize;

/// Whether the client asks for lines.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|media_type| {
        let name = media_type.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(NDJSON)
    })
}

/// The lines as they come. When the client goes away the stream is dropped.
pub fn answer<T: Serialize>(lines: impl Stream<Item = T> + Send + 'static) -> Response {
    let lines = lines.map(|line| {
        let mut json = serde_json::to_vec(&line)?;
        json.push(b'\n');
        Ok::<_, serde_json::Error>(Bytes::from(json))
    });
    let headers = [
        (header::CONTENT_TYPE, NDJSON),
        (header::CACHE_CONTROL, "no-store"),
        // nginx gathers answers unless it is told not to.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::from_stream(lines)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_only_to_those_who_ask_for_them() {
        let asks = |accept: &'static str| {
            is_wanted(&HeaderMap::from_iter([(header::ACCEPT, header::HeaderValue::from_static(accept))]))
        };
        assert!(asks("application/x-ndjson") && asks("application/json;q=0.5, Application/X-NDJSON; charset=utf-8"));
        assert!(!asks("*/*") && !asks("application/json") && !is_wanted(&HeaderMap::new()));
    }
}
