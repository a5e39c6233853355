//! What can be wrong with a configuration: each with a sentence that says where and what to do.

use std::path::PathBuf;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not TOML, or it has a key that does not exist.
    #[error("the configuration cannot be understood: {0}")]
    Syntax(toml::de::Error),
    /// The value of a key makes no sense.
    #[error("`{key}`: {reason}")]
    Value {
        /// The key with its section: `session.idle_minutes`.
        key: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
}

impl ConfigError {
    /// The value of `key` makes no sense.
    pub fn value(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Value { key: key.into(), reason: reason.into() }
    }
}
