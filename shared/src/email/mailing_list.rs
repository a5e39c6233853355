//! Mail to many: which list it is from, and how to get off it (RFC 2369, RFC 2919, RFC 8058).

use serde::{Deserialize, Serialize};

/// What the header says of the list that an email came by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailingList {
    /// `List-Id` without angle brackets: `weekly.example.org`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to write to everybody (`List-Post`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<MailTarget>,
    /// Older messages (`List-Archive`), https or http.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// How to get off the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<Unsubscribe>,
}

/// The ways off a list. What a client does with them: with `mail`, or where `isOneClick`, ask the node
/// (`POST /emails/{id}/unsubscribe`); with `url` alone, let the person open it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unsubscribe {
    /// A message to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailTarget>,
    /// A page to open; https or http only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether a POST of `List-Unsubscribe=One-Click` to `url`, which is https then, is enough (RFC 8058).
    #[serde(default)]
    pub is_one_click: bool,
}

/// A `mailto:` URL taken apart (RFC 6068).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailTarget {
    /// The one recipient.
    pub to: String,
    /// The subject; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The text; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
}
