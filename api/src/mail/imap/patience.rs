//! How long a server may take: each limit is a share of one length, so that a test can be impatient.

use std::time::Duration;

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// TCP and TLS, signs of life: a sixth (5 s).
    Quick,
    /// The greeting and each word of the login, which may have to ask a directory: a third (10 s).
    Login,
    /// Most commands: 30 s.
    Usual,
    /// Reading, searching, storing and moving many or large messages: twice as long (60 s).
    Slow,
}

impl Pace {
    /// The limit, where most commands have `usual`.
    pub(super) fn limit(self, usual: Duration) -> Duration {
        match self {
            Self::Quick => usual / 6,
            Self::Login => usual / 3,
            Self::Usual => usual,
            Self::Slow => usual * 2,
        }
    }
}
