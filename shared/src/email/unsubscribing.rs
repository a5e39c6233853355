//! Getting off a mailing list (RFC 2369, RFC 8058): what is asked, and what came of it.

use serde::{Deserialize, Serialize};

/// `POST /emails/{id}/unsubscribe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnsubscribeRequest {
    /// By which way; the best that there is, when it is left out: one click before a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<UnsubscribeWay>,
    /// The person has been told that nothing proves who sent this email, and wants it all the same.
    #[serde(default)]
    pub even_if_unverified: bool,
}

/// The ways that a node can go for a person. A page they open themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum UnsubscribeWay {
    /// One POST to the list's server, without any name or cookie of the person's (RFC 8058).
    OneClick,
    /// A mail from the address that the list has.
    Mail,
}

/// What came of it: the list was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unsubscribed {
    /// By which way.
    pub way: UnsubscribeWay,
    /// Who was told: the server's name, or the address.
    #[cfg_attr(feature = "openapi", schema(example = "lists.example.net"))]
    pub told: String,
}
