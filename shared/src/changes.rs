//! Changes: what happened in a mailbox since a state that the client knows (RFC 8620, section 5.2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{EmailId, MailboxId};

/// The most changes that one answer tells.
pub const MAX_CHANGES: u32 = 5000;

/// The most mailboxes whose states may be compared in one request.
pub const MAX_KNOWN_STATES: usize = 5000;

/// The answer to `GET /mailboxes/{id}/changes` (RFC 8620, section 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailboxChanges {
    /// The state that was asked about.
    pub old_state: String,
    /// The state after these changes: what to ask about next.
    pub new_state: String,
    /// Whether there are more changes than these: ask again with `newState`.
    pub has_more_changes: bool,
    /// Emails that have come.
    pub created: Vec<EmailId>,
    /// Emails whose keywords have changed; an email itself never does.
    pub updated: Vec<EmailId>,
    /// Emails that are gone, those that have been moved away included. Some may be ids that the client has never
    /// known: a server need not remember exactly when a message went (RFC 7162, section 3.2.5.2).
    pub destroyed: Vec<EmailId>,
}

/// `POST /mailboxes/changes`: the states that a client knows. The answer is a
/// [`StateChange`](crate::event::StateChange): the mailboxes that are now in another state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownStates {
    /// The state by mailbox, at most 5000.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub states: BTreeMap<MailboxId, String>,
}
