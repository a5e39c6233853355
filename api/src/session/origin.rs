//! Refuses what another site makes a browser send (cross-site request forgery).
//!
//! The cookie is `SameSite=Strict` already; this is the second wall, for browsers that err and for sister hosts, which
//! are the same "site". Browsers say where a request comes from (`Sec-Fetch-Site`, or `Origin` compared with `Host`);
//! programs that say nothing are not browsers, and carry no cookie that they were not given.

use axum::response::{IntoResponse, Response};
use gatepost_shared::problem::ProblemType;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::config::PublicUrl;
use crate::error::ApiError;

/// The layer. It knows the address that people type, since a proxy may have rewritten `Host`.
pub fn same_origin(public: &PublicUrl) -> CsrfLayer<fn(ProtectionError) -> Response> {
    // Never an error: a `PublicUrl` is the origin of a parsed URL. Were it one, the stricter layer would stand.
    let layer = CsrfLayer::new().add_trusted_origin(&public.origin).unwrap_or_default();
    layer.with_rejection_response(refuse)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the error over")]
fn refuse(error: ProtectionError) -> Response {
    tracing::warn!("refused a request from another site: {error}");
    ApiError::new(
        ProblemType::CrossSite,
        "This request came from another site and was not carried out. Open Gatepost itself and try again there.",
    )
    .into_response()
}
