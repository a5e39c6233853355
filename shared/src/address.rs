//! Mail addresses: what a person types into "To", what a row shows, and when two of them are the same mailbox.

use serde::{Deserialize, Serialize};

/// A name and an address (RFC 8621, section 4.1.2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailAddress {
    /// The display name, decoded, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The addr-spec: `alice@example.org`. In mail from outside it may be anything, the empty text included.
    pub email: String,
}

impl EmailAddress {
    /// An address without a name.
    pub fn bare(email: impl Into<String>) -> Self {
        Self { name: None, email: email.into() }
    }

    /// An address with a display name.
    pub fn named(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self { name: Some(name.into()), email: email.into() }
    }

    /// What a person reads: the name, or the address where there is none.
    pub fn display(&self) -> &str {
        match self.name.as_deref().map(str::trim) {
            Some(name) if !name.is_empty() => name,
            _ => &self.email,
        }
    }

    /// Whether both reach the same mailbox: domains compare without case, and so do local parts, since no
    /// farm in practice tells `Alice@` from `alice@` (RFC 5321, section 2.4 lets the receiving host decide).
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.email.trim().eq_ignore_ascii_case(other.email.trim())
    }
}
