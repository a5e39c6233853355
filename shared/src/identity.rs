//! Identities: who the person may write as. The directory's addresses, and no others.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;

/// One sender that the person may use (RFC 8621, section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The address: unique among a person's identities.
    pub id: String,
    /// The display name; may be empty.
    pub name: String,
    /// The address that stands in `From`.
    pub email: String,
    /// Whether the person may delete it: never, since it comes from the directory.
    pub may_delete: bool,
}

impl Identity {
    /// The name and address that stand in `From`.
    pub fn address(&self) -> EmailAddress {
        let name = Some(self.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
        EmailAddress { name, email: self.email.clone() }
    }
}
