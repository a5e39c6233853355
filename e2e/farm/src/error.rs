//! What can go wrong with a farm, each with a sentence that says what to do.

use std::io;
use std::path::PathBuf;

/// Why a farm could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its sentence")]
pub enum FarmError {
    #[error("the farm must be started as root: Postfix, Dovecot and Cyrus change to users of their own")]
    NotRoot,
    #[error("these server packages are missing: {}. Install them with:\n  {}", .0.join(", "), crate::packages::install_command(.0))]
    PackagesMissing(Vec<&'static str>),
    #[error("cannot {doing}: {source}")]
    Io { doing: String, source: io::Error },
    #[error("{tool} failed: {words}")]
    Tool { tool: &'static str, words: String },
    #[error("{server} did not come up; its log is {}", .log.display())]
    Silent { server: &'static str, log: PathBuf },
    #[error("no farm is described in {}; start one with `farm up`", .0.display())]
    NoFarm(PathBuf),
    #[error("a farm already runs in {}; end it with `farm down`", .0.display())]
    AlreadyUp(PathBuf),
    #[error("no free block of loopback addresses was found")]
    NoAddresses,
    #[error("making a certificate failed: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("TLS with {host}: {words}")]
    Tls { host: String, words: String },
    #[error("{host} answered `{answer}` to {command}")]
    Refused { host: String, command: String, answer: String },
    #[error("{0} has no mailbox on the farm")]
    NoMailbox(String),
    #[error("nobody on the farm is called {0}")]
    Nobody(String),
}

/// `result.doing(|| "write /x/y".into())`: an I/O error with the sentence of what was being done.
pub(crate) trait Doing<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, FarmError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, FarmError> {
        self.map_err(|source| FarmError::Io { doing: what(), source })
    }
}
