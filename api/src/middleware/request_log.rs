//! One line a request: method, route, status, time, and a name that other lines about it carry too.
//!
//! Never the query, the body or a header: they may hold secrets, and mail is nobody's business. The route is the
//! pattern (`/emails/{id}`), not the path: an id names a mailbox.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::middleware::metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware.
pub async fn log(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);

    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span.clone()).await;

    let (status, took) = (response.status(), began.elapsed());
    metrics::count(&method, route, status, took);
    let _entered = span.entered();
    let ms = took.as_millis();
    // What machines ask every few seconds, and the application's files, are of interest only when something is wrong.
    if status.is_success() && !route.starts_with("/api/") {
        tracing::debug!(%method, route, status = status.as_u16(), ms, "answered");
    } else {
        tracing::info!(%method, route, status = status.as_u16(), ms, "answered");
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn request_id() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness the name is not unique, which is no reason to fail the request.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(16), |id, byte| format!("{id}{byte:02x}"))
}
