//! Answering an invitation (iMIP, RFC 6047).

use serde::{Deserialize, Serialize};

/// The longest comment, in bytes.
pub const MAX_COMMENT: usize = 4000;

/// `POST /emails/{id}/invitation`: the answer to the organizer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationReply {
    /// Whether the person comes.
    pub partstat: Partstat,
    /// A word to the organizer; may be empty. At most 4,000 bytes.
    #[serde(default)]
    pub comment: String,
    /// Which event, where the email has several: `CalendarEvent::uid`. The first invitation, when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
}

/// Whether somebody comes (RFC 5545, section 3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Partstat {
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Perhaps.
    Tentative,
}

impl Partstat {
    /// The keyword that an invitation is marked with when it was answered so.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Accepted => "$accepted",
            Self::Declined => "$declined",
            Self::Tentative => "$tentative",
        }
    }

    /// iCalendar's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Tentative => "TENTATIVE",
        }
    }
}
