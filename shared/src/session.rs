//! Sessions: signing in, and what the client needs for its first paint.

use serde::{Deserialize, Serialize};

#[cfg(feature = "whole")]
use crate::client::ClientInfo;
#[cfg(feature = "whole")]
use crate::date::UtcDate;
use crate::identity::Identity;
use crate::mailbox::Mailbox;
use crate::query::{Collection, Window};
#[cfg(feature = "whole")]
use crate::settings::Settings;

/// `POST /session`: who wants in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    /// The mail address or the login name; at most 256 bytes.
    pub username: String,
    /// The password; 1 to 1024 bytes.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Who is signed in, and what this account can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The login name.
    pub username: String,
    /// What to call the person: the directory's display name, or the address.
    pub display_name: String,
    /// The person's main address.
    pub email: String,
    /// What the mail server offers, in our words.
    pub capabilities: Capabilities,
    /// What requests may ask for.
    pub limits: Limits,
    /// How the farm is named, and its pages elsewhere: what `GET /client` says.
    #[serde(default)]
    #[cfg(feature = "whole")]
    pub client: ClientInfo,
    /// When the person signed in; none for who came with a password or token in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg(feature = "whole")]
    pub began_at: Option<UtcDate>,
    /// When this session ends whatever is done in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg(feature = "whole")]
    pub ends_at: Option<UtcDate>,
    /// With `?include=mailboxes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailboxes: Option<Collection<Mailbox>>,
    /// With `?include=identities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identities: Option<Collection<Identity>>,
    /// With `?include=settings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg(feature = "whole")]
    pub settings: Option<Settings>,
    /// With `?include=inbox`: the first window of the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<Window>,
}

/// What the mail server behind this account offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Whether mail can be sent: a submission server is configured.
    pub submission: bool,
    /// Whether new mail is announced at once (IDLE, RFC 2177); otherwise within a minute.
    pub push: bool,
    /// Whether there are rules and a vacation answer (`/filters`, `/vacation`): ManageSieve is configured for the mail server.
    #[serde(default)]
    pub filters: bool,
    /// Whether the node asks a list's server itself to take the person off (`/emails/{id}/unsubscribe` with `oneClick`).
    #[serde(default)]
    #[cfg(feature = "whole")]
    pub one_click_unsubscribe: bool,
    /// What the sending server can; none while that is not known: ask again in a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<SendingCapabilities>,
}

/// What the sending server behind this account offers, as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SendingCapabilities {
    /// The longest that a message is held before it is sent, in seconds (`sendAt`; FUTURERELEASE, RFC 4865); 0 when it
    /// can only be sent at once.
    pub max_delayed_send: u64,
    /// Whether it gives word of the delivery (`notify`; DSN, RFC 3461).
    pub delivery_notices: bool,
    /// Whether it takes addresses with letters outside a-z before the @ (SMTPUTF8, RFC 6531).
    pub utf8_addresses: bool,
    /// The largest message that it takes, in bytes (SIZE, RFC 1870); none when it names no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size_message: Option<u64>,
}

/// What requests may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The largest upload in bytes.
    pub max_size_upload: u64,
    /// The largest message that may be sent, in bytes after encoding.
    pub max_size_message: u64,
    /// The most recipients of one message.
    pub max_recipients: u32,
    /// The most rows of one window.
    pub max_window: u32,
}
