//! Errors on their way out: every failure becomes a problem (RFC 9457), in one place, and is logged once.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gatepost_shared::problem::{MEDIA_TYPE, Problem, ProblemType};

use crate::directory::DirectoryError;
use crate::mail::error::MailError;

/// What a handler answers.
pub type ApiResult<T> = Result<T, ApiError>;

/// A problem, and what only the operator may read of it.
#[derive(Debug)]
pub struct ApiError {
    problem: Box<Problem>,
    /// For the log: never sent.
    cause: Option<String>,
    /// Seconds until a retry makes sense (RFC 9110, section 10.2.3).
    retry_after: Option<u64>,
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
        Self { problem: Box::new(problem), cause: None, retry_after: None }
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

/// The one place where what a mail server did becomes what a person reads.
pub fn problem_of(error: MailError) -> Problem {
    match error {
        MailError::Unreachable { .. } | MailError::TimedOut { .. } | MailError::Disconnected { .. } => Problem::new(
            ProblemType::BackendUnavailable,
            "The server that holds your mail cannot be reached. Nothing is lost. Try again in a minute.",
        ),
        MailError::LoginUnavailable(text) => Problem {
            imap_response: Some(text),
            ..Problem::new(
                ProblemType::BackendUnavailable,
                "The server that holds your mail cannot check passwords now. Your password is not the problem. Try again in a minute.",
            )
        },
        MailError::WrongCredentials => Problem::new(
            ProblemType::WrongCredentials,
            "The address or the password is wrong. Check both and try again.",
        ),
        MailError::Refused { command, code, text, .. } => refused(command, &code, text),
        MailError::Unintelligible { .. } => Problem::new(
            ProblemType::BackendRefused,
            "The server that holds your mail answered in a way that cannot be understood. Tell your administrator.",
        ),
        MailError::NotFound(what) => {
            Problem::new(ProblemType::NotFound, format!("This {what} does not exist any more. Reload the list."))
        }
        MailError::Stale => Problem::new(
            ProblemType::StaleId,
            "This mailbox was made anew on the server, so what you see of it is out of date. Reload the list.",
        ),
        MailError::Modified => Problem::new(
            ProblemType::StateMismatch,
            "This message was changed elsewhere in the meantime. Open it again.",
        ),
        MailError::TooLarge(text) => Problem::new(ProblemType::TooLarge, text),
        MailError::Source(text) => {
            Problem::new(ProblemType::BadRequest, format!("The upload broke off: {text}. Try again."))
        }
        MailError::InvalidMessage(text) => Problem::new(ProblemType::InvalidProperties, text),
        MailError::SubmissionUnavailable { .. } => Problem::new(
            ProblemType::SubmissionUnavailable,
            "The sending server cannot be reached. The message was not sent; your draft is kept. Try again in a minute.",
        ),
        MailError::SubmissionLogin(reply) => Problem {
            smtp_reply: Some(reply),
            ..Problem::new(
                ProblemType::SubmissionUnavailable,
                "The sending server does not accept your sign-in now. The message was not sent; your draft is kept. Try again in a minute; if it goes on, sign out and in again.",
            )
        },
        MailError::ForbiddenFrom(address) => Problem::new(
            ProblemType::ForbiddenFrom,
            format!("\"{address}\" is not one of your addresses, so you cannot send as it. Choose another sender."),
        ),
        MailError::AlreadySent => Problem::new(
            ProblemType::StateMismatch,
            "This message was sent already. What you have written since belongs into a new message.",
        ),
        MailError::SubmissionInProgress => Problem::new(
            ProblemType::SubmissionInProgress,
            "This message is being sent. It will be in Sent in a moment.",
        ),
        MailError::SubmissionRefused { reply, is_transient, recipients } => Problem {
            smtp_reply: Some(reply.clone()),
            recipients,
            retryable: is_transient,
            ..Problem::new(
                ProblemType::SubmissionRefused,
                format!("The message was not sent. The sending server said: {reply}. Your draft is kept."),
            )
        },
        MailError::SubmissionUnknown => Problem::new(
            ProblemType::SubmissionUnknown,
            "The connection broke while the message was handed over, so it is not known whether it was sent. It is kept in Drafts: ask a recipient before you send it again.",
        ),
    }
}

/// RFC 5530's response codes, in our vocabulary.
fn refused(command: &str, code: &str, text: String) -> Problem {
    let kind = match code.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
        "OVERQUOTA" => ProblemType::OverQuota,
        "NOPERM" | "CANNOT" => ProblemType::Forbidden,
        "NONEXISTENT" | "TRYCREATE" => ProblemType::NotFound,
        "TOOBIG" | "LIMIT" => ProblemType::TooLarge,
        "UNAVAILABLE" | "INUSE" | "SERVERBUG" => ProblemType::BackendUnavailable,
        _ => ProblemType::BackendRefused,
    };
    let detail = format!("The mail server refused this ({command}): {text}");
    let response = if code.is_empty() { text } else { format!("[{code}] {text}") };
    Problem { imap_response: Some(response), ..Problem::new(kind, detail) }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { mut problem, cause, retry_after } = self;
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
