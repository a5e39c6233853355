//! What an error of the API means to the person, as sentences.

use gatepost_shared::problem::ProblemType;

use crate::api::ApiError;
use crate::dom::page;
use crate::i18n::{Message, t, words};

/// What happened and what to do. In English the node's own sentence: it knows more. The node speaks nothing else, so in
/// other languages ours, wherever there is one for what happened.
pub fn sentence(error: &ApiError) -> String {
    match error {
        ApiError::Problem(problem) => match own(problem.kind).filter(|_| !page::language().starts_with("en")) {
            Some(ours) => t(ours).to_owned(),
            None if problem.detail.is_empty() => problem.title.clone(),
            None => problem.detail.clone(),
        },
        ApiError::Unreachable => t(words::common::OFFLINE).to_owned(),
        ApiError::Unreadable { .. } => t(words::common::STRANGE_ANSWER).to_owned(),
    }
}

/// None where only the node can say what is wrong: with what was typed, or with what another server has said.
fn own(kind: ProblemType) -> Option<Message> {
    Some(match kind {
        ProblemType::WrongCredentials => words::problem::WRONG_CREDENTIALS,
        ProblemType::Forbidden => words::problem::FORBIDDEN,
        ProblemType::NotFound | ProblemType::StaleId => words::problem::NOT_FOUND,
        ProblemType::AlreadyExists => words::problem::ALREADY_EXISTS,
        ProblemType::StateMismatch | ProblemType::PreconditionFailed => words::problem::CHANGED_MEANWHILE,
        ProblemType::TooLarge => words::problem::TOO_LARGE,
        ProblemType::OverQuota => words::problem::OVER_QUOTA,
        ProblemType::RateLimit => words::problem::RATE_LIMIT,
        ProblemType::DirectoryUnavailable => words::problem::DIRECTORY_UNAVAILABLE,
        ProblemType::BackendUnavailable => words::problem::BACKEND_UNAVAILABLE,
        ProblemType::SubmissionUnavailable => words::problem::SUBMISSION_UNAVAILABLE,
        ProblemType::Internal | ProblemType::ShuttingDown => words::problem::INTERNAL,
        _ => return None,
    })
}
