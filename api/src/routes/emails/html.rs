//! `GET /emails/{id}/html`: the email's HTML as a document of its own, for a frame without scripts.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::id::{BlobId, EmailId};
use gatepost_shared::problem::{Problem, ProblemType};
use serde::Deserialize;

use super::section;
use crate::error::{ApiError, ApiResult};
use crate::mail::html::{Busy, MAX_HTML, Remote, Sanitised, Scheme, sanitise_bounded, to_sanitise};
use crate::routes::csp;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// How many remote pictures were held back.
const BLOCKED: HeaderName = HeaderName::from_static("x-gatepost-blocked");

/// What else is missing from the document.
const WARNINGS: HeaderName = HeaderName::from_static("x-gatepost-warnings");

/// The document of an email never changes, but our sanitiser may: a better one shall come into force within the hour.
const CACHE: &str = "private, max-age=3600, immutable";

/// How it is to be shown.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Showing {
    /// 1 loads pictures from other servers, which tells them that the mail is read; 0, the default, does not.
    #[serde(default)]
    remote: u8,
    /// The theme to show it in: `light`, the default, or `dark`. A mail with rules of its own for dark themes is shown by them;
    /// one on a dark sheet stays as it is; the colours of all others are turned round so that their contrast stays, never
    /// their pictures. `data-scheme="dark"` on `<html>` says that the document suits a dark theme.
    #[serde(default)]
    scheme: Theme,
    /// The `partId` of a `message/rfc822` in the email: shows that message instead.
    part: Option<String>,
}

/// A theme.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// White paper.
    #[default]
    Light,
    /// Dark paper.
    Dark,
}

impl From<Theme> for Scheme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

/// The email's HTML, sanitised: no scripts, no forms, and no remote pictures unless asked for. Show it in a frame with
/// `sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin"`. How many pictures were held back stands in
/// the header `X-Gatepost-Blocked` and in `data-blocked` on the document's `<html>`; what else is missing, as kinds of
/// warnings (`htmlCut`, `htmlFlattened`), in `X-Gatepost-Warnings` and `data-warnings`.
#[utoipa::path(
    get,
    path = "/emails/{id}/html",
    operation_id = "getEmailHtml",
    tag = "emails",
    params(("id" = EmailId, Path, description = "The email"), Showing),
    responses(
        (status = 200, description = "The document", body = String, content_type = "text/html"),
        (status = 404, description = "notFound: there is no such email, or it has no HTML", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn html(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<EmailId>,
    Params(showing): Params<Showing>,
) -> ApiResult<Response> {
    let remote = if showing.remote == 0 { Remote::Blocked } else { Remote::Allowed };
    let part = showing.part.map(section).transpose()?;
    let body = mail.html_body(&id, part.as_deref(), MAX_HTML).await?;
    let (html, options) = to_sanitise(&body, remote, showing.scheme.into(), url_of).ok_or_else(no_html)?;
    let document = sanitise_bounded(html, options).await.map_err(busy)?;
    Ok(answer(document, remote))
}

/// Where a part is served to the frame.
fn url_of(blob: &BlobId) -> String {
    format!("/api/v1/blobs/{blob}")
}

fn answer(document: Sanitised, remote: Remote) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, csp::mail_document(remote)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
        (BLOCKED, HeaderValue::from(document.blocked)),
    ];
    let mut response = (headers, document.html).into_response();
    let kinds: Vec<String> = document.warnings.iter().map(ToString::to_string).collect();
    if let (false, Ok(kinds)) = (kinds.is_empty(), HeaderValue::try_from(kinds.join(", "))) {
        response.headers_mut().insert(WARNINGS, kinds);
    }
    response
}

fn no_html() -> ApiError {
    ApiError::new(ProblemType::NotFound, "This message has no HTML. Its text is in the message itself.")
}

/// That others keep the node busy with sanitising, or that it failed.
pub fn busy(busy: Busy) -> ApiError {
    match busy {
        Busy::Waited => ApiError::new(ProblemType::RateLimit, busy.to_string()).retry_after(5),
        Busy::Failed => ApiError::internal(busy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::html::{Options, sanitise};

    #[test]
    fn the_document_comes_with_its_policy_and_its_count() {
        let document = sanitise("<p>Hi<img src=https://t.example/1>", &Options::default());
        let response = answer(document, Remote::Blocked);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert!(header("content-security-policy").starts_with("sandbox "));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert!(header("cache-control").starts_with("private"));
        assert_eq!(header("x-gatepost-blocked"), "1");
    }
}
