//! The application's files: the built single-page application, inside the binary, compressed beforehand.
//!
//! Files whose name carries a digest of their content never change under that name and are kept for ever; the page
//! that names them is asked for anew each time. An address that is no file is a place within the application.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use gatepost_shared::problem::ProblemType;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

/// What Trunk has built. Without it the node serves its API all the same, and says that the application is missing.
#[derive(RustEmbed)]
#[folder = "../dist/"]
#[allow_missing = true]
struct Dist;

/// The page that starts the application.
const SHELL: &str = "index.html";
/// The compressed forms, the best one first: the ending of the file and the name of the coding.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];
/// A year, the longest that RFC 9111 knows a use for; `immutable` is RFC 8246.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Answers with a file, with the application's shell, or with 404.
pub fn serve(request: &Request) -> Response {
    serve_from::<Dist>(request)
}

fn serve_from<Files: RustEmbed>(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::new(ProblemType::MethodNotAllowed, "This address can only be read.").into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_precompressed = CODINGS.iter().any(|(ending, _)| path.ends_with(&format!(".{ending}")));
    if !path.is_empty() && !is_precompressed && Files::get(path).is_some() {
        return file::<Files>(path, request.headers());
    }
    if accepts_html(request.headers()) && !looks_like_a_file(path) {
        return file::<Files>(SHELL, request.headers());
    }
    ApiError::new(ProblemType::NotFound, "There is nothing at this address.").into_response()
}

fn file<Files: RustEmbed>(path: &str, request: &HeaderMap) -> Response {
    let coded = CODINGS
        .into_iter()
        .filter(|(_, coding)| accepts_coding(request, coding))
        .find_map(|(ending, coding)| Some((Files::get(&format!("{path}.{ending}"))?, Some(coding))));
    let Some((file, coding)) = coded.or_else(|| Some((Files::get(path)?, None))) else {
        return ApiError::new(ProblemType::NotFound, "The application is not part of this build.").into_response();
    };
    let tag = tag(&file);
    let caching = if has_digest(path) { FOR_EVER } else { "no-cache" };
    let mut response = if is_known(request, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        let mut response = Body::from(bytes).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        if let Some(coding) = coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// A strong validator: the digest of the bytes as they are sent (RFC 9110, section 8.8.3).
fn tag(file: &EmbeddedFile) -> String {
    let digest = file.metadata.sha256_hash();
    let hex = digest[..12].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("\"{hex}\"")
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// Whether the name carries a digest of the content: `gatepost-1a2b3c4d5e6f7a8b_bg.wasm`.
fn has_digest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['-', '_', '.']).skip(1).any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether the address was meant for a file: the shell in its place would be taken for a broken script.
fn looks_like_a_file(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn accepts_html(request: &HeaderMap) -> bool {
    let accept = request.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    accept.contains("text/html") || accept.contains("*/*")
}

/// Whether the client takes this coding (RFC 9110, section 12.5.3); `q=0` means that it does not.
fn accepts_coding(request: &HeaderMap, coding: &str) -> bool {
    let values = request.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| {
        let mut parts = part.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let is_refused = parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        is_named && !is_refused
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A build of the application, small enough to see through.
    #[derive(RustEmbed)]
    #[folder = "tests/fixtures/dist/"]
    struct Built;

    fn get(path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        serve_from::<Built>(&request.body(Body::empty()).unwrap())
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    async fn text(response: Response) -> String {
        String::from_utf8(axum::body::to_bytes(response.into_body(), 1024).await.unwrap().to_vec()).unwrap()
    }

    const SCRIPT: &str = "/app-0123456789abcdef.js";

    #[tokio::test]
    async fn the_best_coding_that_the_browser_takes_is_sent_as_it_lies() {
        for (accepts, coding, body) in
            [("gzip, deflate, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("", "", "plain")]
        {
            let response = get(SCRIPT, &[("accept-encoding", accepts)]);
            assert_eq!(header(&response, "content-encoding"), coding);
            assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
            assert_eq!(header(&response, "vary"), "accept-encoding");
            assert_eq!(text(response).await, body);
        }
        assert_eq!(get(&format!("{SCRIPT}.br"), &[]).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn what_carries_a_digest_is_kept_for_ever_and_the_rest_is_asked_for_anew() {
        assert_eq!(header(&get(SCRIPT, &[]), "cache-control"), FOR_EVER);
        let module = get("/app-0123456789abcdef_bg.wasm", &[]);
        assert_eq!(header(&module, "cache-control"), FOR_EVER);
        assert_eq!(header(&module, "content-type"), "application/wasm");
        assert_eq!(header(&get("/touch-icon.png", &[]), "cache-control"), "no-cache");
        assert_eq!(header(&get("/", &[]), "cache-control"), "no-cache");
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again_in_the_coding_that_it_has() {
        let tag = header(&get(SCRIPT, &[("accept-encoding", "br")]), "etag").to_owned();
        let again = |coding| get(SCRIPT, &[("accept-encoding", coding), ("if-none-match", &tag)]).status();
        assert_eq!(again("br"), StatusCode::NOT_MODIFIED);
        assert_eq!(again("gzip"), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_place_in_the_application_is_the_shell_and_a_lost_file_is_not() {
        let accepts = [("accept", "text/html")];
        assert_eq!(text(get("/mail/inbox/7", &accepts)).await, text(get("/", &accepts)).await);
        assert_eq!(get("/lost-0123456789abcdef.js", &accepts).status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/mail/inbox/7", &[("accept", "application/json")]).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn names_with_a_digest_are_kept_for_ever() {
        for name in ["gatepost-frontend-1a2b3c4d5e6f7a8b_bg.wasm", "main-0123456789abcdef.css", "a/b.89abcdef.js"] {
            assert!(has_digest(name), "{name}");
        }
        for name in ["index.html", "boot.mjs", "favicon.ico", "gatepost-frontend.js", "deadbeef.js"] {
            assert!(!has_digest(name), "{name}");
        }
    }

    #[test]
    fn a_coding_is_taken_only_when_it_is_wanted() {
        let request =
            |value: &'static str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        assert!(accepts_coding(&request("gzip, br;q=0.9"), "br"));
        assert!(!accepts_coding(&request("gzip, br;q=0"), "br"));
        assert!(!accepts_coding(&HeaderMap::new(), "gzip"));
    }
}
