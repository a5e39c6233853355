//! JSON is compressed on its way; nothing else is. The application's files are stored compressed, attachments mostly
//! are already, and an event stream must not wait for a block to fill.

use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Below this, a compressed answer is hardly smaller.
const WORTH_IT: u64 = 512;

type IsJson = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// The layer. Fastest, since a node has many people to serve; brotli's first level halves JSON as well.
pub fn of_json() -> CompressionLayer<And<SizeAbove, IsJson>> {
    let when = SizeAbove::new(WORTH_IT).and(is_json as IsJson);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(when)
}

fn is_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}
