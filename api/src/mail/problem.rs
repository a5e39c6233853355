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
        MailError::OutOfState => Problem::new(
            ProblemType::StateMismatch,
            "This folder has changed since you looked at it, so nothing was done. Reload the list and try again.",
        ),
        MailError::Forbidden(sentence) => Problem::new(ProblemType::Forbidden, sentence),
        MailError::Invalid { property, sentence } => Problem {
            invalid_properties: vec![property.to_owned()],
            ..Problem::new(ProblemType::InvalidProperties, sentence)
        },
        MailError::AlreadyExists(sentence) => Problem::new(ProblemType::AlreadyExists, sentence),
        MailError::HasChildren => Problem::new(
            ProblemType::MailboxHasChild,
            "There are folders inside this folder. Delete or move them first.",
        ),
        MailError::HasEmails => Problem::new(
            ProblemType::MailboxHasEmail,
            "There is mail in this folder. Move it elsewhere first, or delete the folder with all its mail.",
        ),
        MailError::CannotCalculateChanges(why) => Problem::new(
            ProblemType::CannotCalculateChanges,
            format!("What changed since then cannot be said, since {why}. Read the list again."),
        ),
        MailError::Modified => Problem::new(
            ProblemType::StateMismatch,
            "This message was changed elsewhere in the meantime. Open it again.",
        ),
        MailError::PlaceLost => Problem::new(
            ProblemType::StateMismatch,
            "The emails at this place have left the list in the meantime, so nobody can say where it went on. Read it from the top.",
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
        MailError::NotOffered(sentence) => Problem::new(ProblemType::NotAvailable, sentence),
        MailError::SieveLogin(text) => Problem {
            sieve_response: Some(text),
            ..Problem::new(
                ProblemType::BackendUnavailable,
                "The server for rules does not accept your sign-in now. Nothing was changed. Try again in a minute; if it goes on, sign out and in again.",
            )
        },
        MailError::SieveRefused { command, code, text } => sieve_refused(command, &code, text),
        MailError::ScriptRefused(text) => Problem {
            sieve_response: Some(text),
            ..Problem::new(
                ProblemType::ScriptRefused,
                "The mail server cannot use this script, so nothing was changed. What it says of it stands below.",
            )
        },
        MailError::ScriptActive => Problem::new(
            ProblemType::StateMismatch,
            "Your mail is sorted by this script now, so it was not deleted. Put it out of action first.",
        ),
        MailError::ScriptInTheWay(name) => Problem::new(
            ProblemType::StateMismatch,
            format!(
                "Another program's script, \"{name}\", sorts your mail now, and this server cannot run both. Nothing was changed. Choose which one shall run."
            ),
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

/// RFC 5804's response codes, in our vocabulary.
fn sieve_refused(command: &str, code: &str, text: String) -> Problem {
    let kind = match code.split('/').next().unwrap_or_default() {
        // RFC 5804, section 1.3: a limit for scripts; without more the room of the whole mailbox.
        "QUOTA" if code.contains('/') => ProblemType::TooLarge,
        "QUOTA" => ProblemType::OverQuota,
        "ACTIVE" => ProblemType::StateMismatch,
        "TRYLATER" => ProblemType::BackendUnavailable,
        _ => ProblemType::BackendRefused,
    };
    let detail = format!("The server for rules refused this ({command}): {text}");
    Problem { sieve_response: Some(text), ..Problem::new(kind, detail) }
}

/// RFC 5530's response codes, in our vocabulary.
fn refused(command: &str, code: &str, text: String) -> Problem {
    let kind = match first_word(code, &text).as_str() {
        "NOPERM" | "READ-ONLY" => return not_yours(code, text),
        "OVERQUOTA" => ProblemType::OverQuota,
        "CANNOT" => ProblemType::Forbidden,
        "ALREADYEXISTS" => ProblemType::AlreadyExists,
        "HASCHILDREN" => ProblemType::MailboxHasChild,
        "NONEXISTENT" | "TRYCREATE" => ProblemType::NotFound,
        "TOOBIG" | "LIMIT" => ProblemType::TooLarge,
        "UNAVAILABLE" | "INUSE" | "SERVERBUG" => ProblemType::BackendUnavailable,
        _ => ProblemType::BackendRefused,
    };
    let detail = format!("The mail server refused this ({command}): {text}");
    Problem { imap_response: Some(spoken(code, text)), ..Problem::new(kind, detail) }
}

/// The name of the code. Cyrus 3.6 has none for what the access list forbids, nor for a large message that does not fit:
/// it says so in words only.
fn first_word(code: &str, text: &str) -> String {
    let name = code.split(' ').next().unwrap_or_default().to_ascii_uppercase();
    match text.to_ascii_lowercase().as_str() {
        "permission denied" if name.is_empty() => "NOPERM".to_owned(),
        "over quota" if name.is_empty() => "OVERQUOTA".to_owned(),
        words if name.is_empty() && words.contains("read-only") => "READ-ONLY".to_owned(),
        _ => name,
    }
}

/// The person has no right to it (RFC 4314; RFC 5530, NOPERM).
fn not_yours(code: &str, text: String) -> Problem {
    let detail = "You may look at this folder but not change it in this way: its owner has not given you the right to.";
    Problem { imap_response: Some(spoken(code, text)), ..Problem::new(ProblemType::Forbidden, detail) }
}

/// What the server said, code and text.
fn spoken(code: &str, text: String) -> String {
    if code.is_empty() { text } else { format!("[{code}] {text}") }
}
