//! What can go wrong between the client and the API. The words for the person are in `i18n`.

use gatepost_shared::id::EmailId;
use gatepost_shared::problem::{Problem, ProblemType};

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The node answered with a problem (RFC 9457).
    Problem(Box<Problem>),
    /// The request did not reach the node: no network, or the node is away.
    Unreachable,
    /// Something answered, but not as our API does: a proxy's error page, or another version of Gatepost.
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// The word of the vocabulary, where the node said one.
    pub fn kind(&self) -> Option<ProblemType> {
        match self {
            Self::Problem(problem) => Some(problem.kind),
            Self::Unreachable | Self::Unreadable { .. } => None,
        }
    }

    /// The draft that has taken the place of the one that was to be saved.
    pub fn current_id(&self) -> Option<EmailId> {
        match self {
            Self::Problem(problem) => problem.current_id.clone(),
            Self::Unreachable | Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same call may succeed later, without the person changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Problem(problem) => problem.retryable,
            Self::Unreachable => true,
            Self::Unreadable { status } => *status >= 500,
        }
    }
}
