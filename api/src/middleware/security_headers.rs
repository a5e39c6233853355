//! What browsers are told to forbid. A header that a handler has set stands: mail as HTML is its own document and
//! brings its own, stricter policy.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// The application's Content-Security-Policy (CSP Level 3), one directive a line with its reason.
const CSP: &[&str] = &[
    // Nothing that is not named below.
    "default-src 'none'",
    // Our own scripts, and compiling our own WebAssembly; no inline script, no eval.
    "script-src 'self' 'wasm-unsafe-eval'",
    // Style sheets from files only: no style attribute that mail text could smuggle in.
    "style-src 'self'",
    // data: for icons in style sheets, blob: for previews of attachments before they are uploaded.
    "img-src 'self' data: blob:",
    // The API and its event stream.
    "connect-src 'self'",
    // Mail as HTML is shown in a frame, served by the API under a policy of its own. blob: for the browser's viewer of PDFs,
    // which gets bytes that the client has called a PDF: never a page of this origin.
    "frame-src 'self' blob:",
    // Fonts come with the application.
    "font-src 'self'",
    // The service worker, which keeps the program on the device.
    "worker-src 'self'",
    // The web app manifest.
    "manifest-src 'self'",
    // No <base> may turn our relative links elsewhere.
    "base-uri 'none'",
    // The sign-in form is sent by script: no injected form may send a password anywhere.
    "form-action 'none'",
    // Nobody may put the application into a frame (clickjacking).
    "frame-ancestors 'none'",
];

/// The other headers, each with its reason.
static HEADERS: [(HeaderName, &str); 5] = [
    // An attachment is what its type says; browsers shall not guess that it is a script.
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // No site that a link in a mail leads to learns where it was clicked.
    (header::REFERRER_POLICY, "no-referrer"),
    // A window that a mail opens has no handle on ours.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    // No other site may load our answers as pictures or scripts (Spectre, cross-site leaks).
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Nothing here needs the camera and its like.
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The middleware.
pub async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, || HeaderValue::try_from(CSP.join("; ")).ok());
    for (name, value) in &HEADERS {
        set(headers, name.clone(), || Some(HeaderValue::from_static(value)));
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: impl FnOnce() -> Option<HeaderValue>) {
    if !headers.contains_key(&name)
        && let Some(value) = value()
    {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_policy_that_a_handler_has_set_stands_alone() {
        let own = [(header::CONTENT_SECURITY_POLICY, "sandbox")];
        let node = Router::new().route("/", get(async move || (own, "mail"))).layer(from_fn(add));
        let response = node.oneshot(Request::new(Body::empty())).await.unwrap();
        let policies: Vec<_> = response.headers().get_all(header::CONTENT_SECURITY_POLICY).into_iter().collect();
        assert_eq!(policies, ["sandbox"]);
    }
}
