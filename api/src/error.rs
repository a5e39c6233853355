//! Errors on their way out: every failure becomes a problem (RFC 9457), in one place, and is logged once.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::problem::{MEDIA_TYPE, Problem, ProblemType};

use crate::directory::DirectoryError;
use crate::mail::error::MailError;
use crate::mail::problem::problem_of;

/// What a handler answers.
pub type ApiResult<T> = Result<T, ApiError>;

/// A problem, and what only the operator may read of it.
#[derive(Debug, Clone)]
pub struct ApiError {
    problem: Box<Problem>,
    /// For the log: never sent.
    cause: Option<String>,
    /// Seconds until a retry makes sense (RFC 9110, section 10.2.3).
    retry_after: Option<u64>,
    /// How the caller could prove more (RFC 9110, section 11.6.1), where this problem says it itself.
    challenge: Option<String>,
}

impl ApiError {
    /// A problem of this kind, with a sentence that says what happened and what to do.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        Problem::new(kind, detail).into()
    }

    /// Nothing is there.
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemType::NotFound, format!("This {what} does not exist any more. Reload the list."))
    }

    /// A property of the request is wrong.
    pub fn invalid(property: &str, detail: impl Into<String>) -> Self {
        let mut problem = Problem::new(ProblemType::InvalidProperties, detail);
        problem.invalid_properties.push(property.to_owned());
        problem.into()
    }

    /// A fault of ours: the person reads that it is not theirs, the operator reads the cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let problem = Problem::new(ProblemType::Internal, "Something went wrong on our side. Try again in a moment.");
        Self { cause: Some(cause.to_string()), ..problem.into() }
    }

    /// Says when a retry makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Says how the caller could prove more: for `WWW-Authenticate`. Words of ours only.
    #[must_use]
    pub fn challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// Says something before the sentence: what was done before it failed.
    #[must_use]
    pub fn preceded_by(mut self, sentence: &str) -> Self {
        self.problem.detail.insert_str(0, sentence);
        self
    }

    /// The problem as the client will read it.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The problem, for answers that carry one per id.
    pub fn into_problem(self) -> Problem {
        *self.problem
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), cause: None, retry_after: None, challenge: None }
    }
}

impl From<DirectoryError> for ApiError {
    fn from(error: DirectoryError) -> Self {
        let cause = error.to_string();
        let problem = match error {
            DirectoryError::Unavailable => Problem::new(
                ProblemType::DirectoryUnavailable,
                "The directory cannot be reached, so nobody can be found in it now. Your password is not the problem. Try again in a minute.",
            ),
            DirectoryError::Ambiguous | DirectoryError::Invalid(_) => Problem::new(
                ProblemType::DirectoryInvalid,
                "The directory's entry for this person is not usable. Tell your administrator.",
            ),
        };
        Self { cause: Some(cause), ..problem.into() }
    }
}

impl From<MailError> for ApiError {
    fn from(error: MailError) -> Self {
        let cause = error.to_string();
        Self { cause: Some(cause), ..problem_of(error).into() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { mut problem, cause, retry_after, challenge } = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            let instance = occurrence();
            let cause = cause.as_deref().unwrap_or_default();
            tracing::error!(problem = problem.kind.urn(), %instance, cause, "answered {status}: {}", problem.title);
            problem.instance = Some(instance);
        }
        let retry_after = retry_after.or(problem.retryable.then_some(10));
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = challenge.and_then(|challenge| HeaderValue::try_from(challenge).ok()) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// A name for this occurrence, which finds it in the log.
fn occurrence() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness the name is not unique, which is no reason to fail the answer.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold("urn:gatepost:occurrence:".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_servers_and_strangers_say_a_problem_is_json_and_its_words_reach_no_header(text in "(?s).{0,60}") {
            let mut problem = Problem::new(ProblemType::BackendRefused, text.clone());
            problem.imap_response = Some(text.clone());
            problem.smtp_reply = Some(text.clone());
            problem.invalid_properties = vec![text.clone()];
            let response = ApiError::from(problem).challenge(text.clone()).retry_after(3).into_response();
            for (name, value) in response.headers().iter().filter(|(name, _)| *name != header::WWW_AUTHENTICATE) {
                prop_assert!(text.len() < 4 || !value.to_str().unwrap().contains(&text), "{}", name);
            }
            for value in response.headers().get_all(header::WWW_AUTHENTICATE) {
                prop_assert!(!value.as_bytes().contains(&b'\n') && !value.as_bytes().contains(&b'\r'));
            }
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 100_000)).unwrap();
            let read: Problem = serde_json::from_slice(&body).unwrap();
            prop_assert_eq!(read.detail, text.clone());
            prop_assert_eq!(read.invalid_properties, [text]);
        }
    }
}
