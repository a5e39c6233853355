//! What a mail server did, in the words that a person reads.
//!
//! It stands beside the protocols because a change of many emails answers a problem for each; statuses and
//! headers of answers are made elsewhere.

use gatepost_shared::problem::{Problem, ProblemType};

use super::error::MailError;

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
        MailError::DraftConflict(current) => Problem {
            current_id: Some(current),
            ..Problem::new(
                ProblemType::StateMismatch,
                "This draft was changed in another window or on another device. What you have written is still here: look at the other version, or save yours in its place.",
            )
        },
        MailError::Busy(text) => Problem::new(ProblemType::RateLimit, text),
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
