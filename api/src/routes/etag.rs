//! Answers that a client may keep and ask about: JSON with an ETag, and 304 when nothing has changed
//! (RFC 9110, section 13.1.2).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatepost_shared::problem::ProblemType;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::{ApiError, ApiResult};

/// `private`: it is one person's mail. `no-cache`: keep it, but ask each time whether it still holds.
const REVALIDATE: &str = "private, no-cache";

/// The JSON of `body`, or 304 when the client has it already.
///
/// The tag is a digest of the answer itself, so it holds whatever the mail server can or cannot tell of changes.
pub fn json(request: &HeaderMap, body: &impl Serialize) -> ApiResult<Response> {
    let json = serde_json::to_vec(body).map_err(ApiError::internal)?;
    let tag = tag(&json);
    let headers = kept_as(&tag);
    if is_known(request, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// The same for an answer that is known by its version, a text that is another whenever the answer would be.
pub fn json_of(request: &HeaderMap, version: &str, body: &impl Serialize) -> ApiResult<Response> {
    if let Some(unchanged) = unchanged(request, version) {
        return Ok(unchanged);
    }
    let json = serde_json::to_vec(body).map_err(ApiError::internal)?;
    Ok((kept_as(&tag(version.as_bytes())), [(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// 304, when the client has the answer of this version already: told before anything of it is read.
pub fn unchanged(request: &HeaderMap, version: &str) -> Option<Response> {
    let tag = tag(version.as_bytes());
    is_known(request, &tag).then(|| (StatusCode::NOT_MODIFIED, kept_as(&tag)).into_response())
}

fn tag(of: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(of)[..12]))
}

fn kept_as(tag: &str) -> [(header::HeaderName, String); 2] {
    [(header::ETAG, tag.to_owned()), (header::CACHE_CONTROL, REVALIDATE.to_owned())]
}

/// The header `If-Match`: a change is made only if the thing is as the client knows it (RFC 9110, section 13.1.1).
#[derive(Debug, Clone, Default)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// Whether there is a condition.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Refuses unless the thing, as its GET would answer it, has one of the tags given. Without the header everything
    /// may be changed; `*` asks only that there is something.
    pub fn check(&self, current: &impl Serialize) -> ApiResult<()> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        let tag = tag(&serde_json::to_vec(current).map_err(ApiError::internal)?);
        let fits = |known: &str| known == "*" || known.trim_start_matches("W/") == tag;
        if wanted.split(',').any(|known| fits(known.trim())) { Ok(()) } else { Err(changed_meanwhile()) }
    }

    /// The same for what may not be there: then nothing but the absence of the header fits.
    pub fn check_there(&self, current: Option<&impl Serialize>) -> ApiResult<()> {
        match current {
            Some(current) => self.check(current),
            None if self.is_some() => Err(changed_meanwhile()),
            None => Ok(()),
        }
    }
}

fn changed_meanwhile() -> ApiError {
    let sentence = "This was changed elsewhere in the meantime. Read it again, then make your change anew.";
    ApiError::new(ProblemType::PreconditionFailed, sentence)
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let values: Vec<&str> =
            parts.headers.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok()).collect();
        Ok(Self((!values.is_empty()).then(|| values.join(","))))
    }
}

/// Compression makes a strong tag weak on its way, hence the comparison without `W/` (RFC 9110, section 8.8.3.2).
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let first = json(&HeaderMap::new(), &["a"]).unwrap();
        let mut again = HeaderMap::new();
        again.insert(
            header::IF_NONE_MATCH,
            format!("\"x\", W/{}", first.headers()[header::ETAG].to_str().unwrap()).parse().unwrap(),
        );
        assert_eq!(json(&again, &["a"]).unwrap().status(), StatusCode::NOT_MODIFIED);
        assert_eq!(json(&again, &["b"]).unwrap().status(), StatusCode::OK);
    }

    #[test]
    fn a_condition_holds_for_what_the_client_knows() {
        let answer = json(&HeaderMap::new(), &["a"]).unwrap();
        let known = answer.headers()[header::ETAG].to_str().unwrap();
        for header in [known.to_owned(), format!("W/{known}"), format!("\"x\", {known}"), "*".to_owned()] {
            assert!(IfMatch(Some(header.clone())).check(&["a"]).is_ok(), "{header}");
        }
        assert!(IfMatch(None).check(&["a"]).is_ok());
        let refused = IfMatch(Some(known.to_owned())).check(&["b"]).unwrap_err();
        assert_eq!((refused.problem().kind, refused.problem().status), (ProblemType::PreconditionFailed, 412));
    }
}
