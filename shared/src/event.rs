//! Events: what the server tells the client without being asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::MailboxId;

/// Some mailboxes have changed (RFC 8620, section 7.1): fetch what you show of them anew.
/// It travels as the SSE event `state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", tag = "@type")]
pub struct StateChange {
    /// The new state by mailbox.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub changed: BTreeMap<MailboxId, String>,
}

/// The name of the SSE event that carries a [`StateChange`].
pub const STATE_EVENT: &str = "state";

/// The name of the SSE event by which a node says that it is about to stop: reconnect, to any node.
pub const GOODBYE_EVENT: &str = "goodbye";
