//! How full the mailbox is (RFC 9425, JMAP for Quotas).

use serde::{Deserialize, Serialize};

/// What is counted (RFC 9425, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ResourceType {
    /// Bytes of mail.
    Octets,
    /// Emails.
    Count,
}

/// Who shares it (RFC 9425, section 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// This person alone.
    Account,
}

/// A limit of the person's mail, and how much of it is used (RFC 9425, section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    /// Names it among the person's quotas.
    pub id: String,
    /// What is counted.
    pub resource_type: ResourceType,
    /// How much is used: bytes or emails.
    pub used: u64,
    /// How much may be used. What would go beyond it is refused with `overQuota`.
    pub hard_limit: u64,
    /// Who shares it.
    pub scope: Scope,
    /// What the mail server calls it.
    pub name: String,
    /// The kinds of data that count: mail.
    pub types: Vec<String>,
}
