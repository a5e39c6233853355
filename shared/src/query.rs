//! Windows: the part of a list that a person looks at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::email::EmailSummary;
use crate::filter::{Comparator, Filter};
use crate::id::{EmailId, MailboxId};
use crate::problem::Problem;

/// The most rows that one request may ask for.
pub const MAX_LIMIT: u32 = 200;

/// A window of a mailbox; without another order, the latest arrival in this mailbox first. A message that is moved in
/// arrives then, whatever its date: IMAP numbers messages in order of arrival (RFC 3501, section 2.3.1.2).
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
    /// Continues the list behind the last row, whatever comes or goes before it; none at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "whole"), serde(skip))]
    pub cursor: Option<String>,
    /// Whether older emails could not all be looked at in the time of one request, so that some that match may be
    /// missing and `total` may be too small. The same request again looks further.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_partial: bool,
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

/// `POST /emails/query`: a search in one mailbox, several, or all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"q": "from:alice has:attachment", "limit": 20, "snippets": true})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueryEmails {
    /// Which emails (RFC 8621, section 4.4.1). Instead of `q`, or beside it: then both must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Which emails, in the language of the search box; at most 2,000 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub q: Option<String>,
    /// How many minutes the person's clock is ahead of UTC: when the days of `q` begin.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "openapi", schema(minimum = -1440, maximum = 1440))]
    pub utc_offset: i32,
    /// Where to look; none: in every mailbox but Trash and Junk, unless `q` says `in:anywhere` or the filter names
    /// one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox_ids: Option<Vec<MailboxId>>,
    /// In which order; none: the newest first. A search that streams is always newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 6))]
    pub sort: Vec<Comparator>,
    /// The place of the first row, from 0; the last row's is below 5,000. A search that streams begins at 0.
    #[serde(default)]
    pub position: u32,
    /// How many rows, 1 to 200. Of a search that streams: of each mailbox.
    #[serde(default = "default_limit")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 200, default = 50))]
    pub limit: u32,
    /// Whether rows come with what matches in them; then at most 50 rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snippets: bool,
}

fn default_limit() -> u32 {
    50
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &i32) -> bool {
    *number == 0
}

/// The most rows with snippets that one request may ask for: each may cost a look into a message's text.
pub const MAX_SNIPPETS: u32 = 50;

/// The answer to [`QueryEmails`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FoundEmails {
    /// The place of the first row.
    pub position: u32,
    /// How many emails match. One that stands in several mailboxes counts in each.
    pub total: u32,
    /// The rows; each says its mailbox.
    pub list: Vec<EmailSummary>,
    /// What matches in them, by email, where asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Snippet>))]
    pub snippets: BTreeMap<EmailId, Snippet>,
    /// The mailboxes that could not be searched, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Problem>))]
    pub failed: BTreeMap<MailboxId, Problem>,
    /// As in [`Window::is_partial`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_partial: bool,
}

/// One line of a search that streams (`Accept: application/x-ndjson`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FoundLine {
    /// Emails of one mailbox, newest first: to be sorted in among those of the lines before.
    Emails {
        /// The rows.
        list: Vec<EmailSummary>,
        /// What matches in them, by email, where asked for.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Snippet>))]
        snippets: BTreeMap<EmailId, Snippet>,
    },
    /// A mailbox was searched to its end.
    Mailbox {
        /// The mailbox.
        mailbox_id: MailboxId,
        /// How many emails match in it.
        total: u32,
    },
    /// A mailbox could not be searched to its end.
    Failed {
        /// The mailbox.
        mailbox_id: MailboxId,
        /// Why.
        problem: Box<Problem>,
    },
    /// The last line: without it the search broke off.
    Done {
        /// How many emails match in all mailboxes.
        total: u32,
        /// The mailboxes that could not be searched.
        failed: Vec<MailboxId>,
        /// As in [`Window::is_partial`].
        is_partial: bool,
    },
}

/// What matches in an email (RFC 8621, section 5), as pieces of text rather than HTML: a subject may hold any sign.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// The subject, when something in it matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Vec<SnippetPart>>,
    /// The text around the first place that matches, at most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Vec<SnippetPart>>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
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
