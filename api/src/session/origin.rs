//! Refuses what another site makes a browser send (cross-site request forgery).
//!
//! The cookie is `SameSite=Strict` already; this is the second wall, for browsers that err and for sister hosts, which
//! are the same "site". Browsers say where a request comes from (`Sec-Fetch-Site`, or `Origin` compared with `Host`);
//! programs that say nothing are not browsers, and carry no cookie that they were not given.
//!
//! A token is never sent by a browser of its own accord, only by whoever holds it: such a request comes from nowhere. A
//! password of HTTP Basic is: browsers keep it, and add it to what other sites make them ask ([`refuse_ambient`]).

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gatepost_shared::problem::ProblemType;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::config::PublicUrl;
use crate::error::ApiError;
use crate::session::authorization;

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The layer. It knows the address that people type, since a proxy may have rewritten `Host`.
pub fn same_origin(public: &PublicUrl) -> CsrfLayer<fn(ProtectionError) -> Response> {
    // Never an error: a `PublicUrl` is the origin of a parsed URL. Were it one, the stricter layer would stand.
    let layer = CsrfLayer::new().add_trusted_origin(&public.origin).unwrap_or_default();
    layer.with_rejection_response(refuse)
}

/// The middleware before the layer: a request with a token says nothing of where it comes from.
pub async fn spare_tokens(mut request: Request, next: Next) -> Response {
    if authorization::is_bearer(request.headers()) {
        request.headers_mut().remove(header::ORIGIN);
        request.headers_mut().remove(SEC_FETCH_SITE);
    }
    next.run(request).await
}

/// Refuses a password that a browser may have added by itself to what another site made it ask, reading included.
pub fn refuse_ambient(headers: &HeaderMap) -> Result<(), ApiError> {
    let site = headers.get(SEC_FETCH_SITE).map(axum::http::HeaderValue::as_bytes);
    match site {
        Some(b"cross-site" | b"same-site") => Err(cross_site()),
        _ => Ok(()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the error over")]
fn refuse(error: ProtectionError) -> Response {
    tracing::warn!("refused a request from another site: {error}");
    cross_site().into_response()
}

fn cross_site() -> ApiError {
    ApiError::new(
        ProblemType::CrossSite,
        "This request came from another site and was not carried out. Open Gatepost itself and try again there.",
    )
}
