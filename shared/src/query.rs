//! Windows: the part of a list that a person looks at.

use serde::{Deserialize, Serialize};

use crate::email::EmailSummary;

/// The most rows that one request may ask for.
pub const MAX_LIMIT: u32 = 200;

/// A window of a mailbox, the latest arrival in this mailbox first. A message that is moved in arrives then,
/// whatever its date: IMAP numbers messages in order of arrival (RFC 3501, section 2.3.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// The place of the first row, from 0 for the newest.
    pub position: u32,
    /// How many emails the whole list has.
    pub total: u32,
    /// The mailbox's state when the rows were read: compare with [`crate::mailbox::Mailbox::state`].
    pub state: String,
    /// The rows.
    pub list: Vec<EmailSummary>,
}

/// Answers that are a whole collection: `{"list": […], "state": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Collection<T> {
    /// The members.
    pub list: Vec<T>,
    /// Changes when any member changes.
    pub state: String,
}

/// `POST /emails/get`: several emails at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetEmails {
    /// At most 50 ids.
    pub ids: Vec<crate::id::EmailId>,
}

/// The answer to [`GetEmails`] (RFC 8620, section 5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GotEmails {
    /// The emails found, in the order asked for.
    pub list: Vec<crate::email::Email>,
    /// The ids that name nothing (any more).
    pub not_found: Vec<crate::id::EmailId>,
}
