//! `WWW-Authenticate` on each 401 (RFC 9110, section 15.5.2): how a program can prove who it works for.
//!
//! Browsers answer the word `Basic` with a dialog of their own over the application's, so it is not said to them; `Bearer`
//! means nothing to them.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"Gatepost\"");
const BASIC: HeaderValue = HeaderValue::from_static("Basic realm=\"Gatepost\", charset=\"UTF-8\"");

/// The middleware.
pub async fn add(request: Request, next: Next) -> Response {
    let is_program = !is_browser(request.headers());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        let headers = response.headers_mut();
        if !headers.contains_key(header::WWW_AUTHENTICATE) {
            headers.append(header::WWW_AUTHENTICATE, BEARER);
        }
        if is_program {
            headers.append(header::WWW_AUTHENTICATE, BASIC);
        }
    }
    response
}

/// Every browser says `Mozilla`; the newer ones say, besides, where a request comes from.
fn is_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    headers.contains_key("sec-fetch-site") || headers.contains_key("sec-fetch-mode") || agent.starts_with(b"Mozilla/")
}
