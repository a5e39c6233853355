//! What an error of the API means to the person, as sentences.

use crate::api::ApiError;
use crate::i18n::{t, words};

/// What happened and what to do. The node's own sentence wherever it said one: it knows more.
pub fn sentence(error: &ApiError) -> String {
    match error {
        ApiError::Problem(problem) if !problem.detail.is_empty() => problem.detail.clone(),
        ApiError::Problem(problem) => problem.title.clone(),
        ApiError::Unreachable => t(words::common::OFFLINE).to_owned(),
        ApiError::Unreadable { .. } => t(words::common::STRANGE_ANSWER).to_owned(),
    }
}
