//! Invitations: what a calendar part of an email says (RFC 5545, RFC 5546), as far as a reader needs it.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;
use crate::date::UtcDate;

/// One event of a calendar part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalendarEvent {
    /// The part that it stands in.
    pub part_id: String,
    /// What the part is for: `REQUEST`, `CANCEL`, `REPLY`, `PUBLISH`, ... in upper case (RFC 5546, section 1.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The same in each message about this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// Counts the organizer's changes.
    #[serde(default)]
    pub sequence: u32,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// More about it, at most 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<CalendarTime>,
    /// When it ends: the first moment, or for whole days the first day, that does not belong to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<CalendarTime>,
    /// Which time of a series it is about (RFC 5545, section 3.8.4.4): when that one began in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg(feature = "whole")]
    pub recurrence_id: Option<CalendarTime>,
    /// Whether it comes again.
    #[serde(default)]
    pub is_recurring: bool,
    /// The rule by which it does, in RFC 5545's words: `FREQ=WEEKLY;COUNT=4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence_rule: Option<String>,
    /// Who invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer: Option<EmailAddress>,
    /// Who is invited; the first 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Attendee>,
}

/// A time as the organizer wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalendarTime {
    /// On the organizer's clock: `2026-11-23T09:30:00`, or a whole day, `2026-11-23`.
    pub local: String,
    /// The zone of that clock, as an IANA name where it is known (`Europe/Berlin`), else as written; none for whole days
    /// and for times that are the same everywhere on the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The moment, where the zone is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc: Option<UtcDate>,
}

/// Somebody who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// Who.
    pub address: EmailAddress,
    /// `NEEDS-ACTION`, `ACCEPTED`, `DECLINED`, `TENTATIVE` or `DELEGATED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `CHAIR`, `REQ-PARTICIPANT`, `OPT-PARTICIPANT` or `NON-PARTICIPANT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}
