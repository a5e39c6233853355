//! Emails: one row of a list, and one email with its parts (RFC 8621, section 4).

mod authentication;
mod calendar;
pub mod invitation;
mod mailing_list;
pub mod unsubscribing;
mod warning;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;
use crate::date::UtcDate;
use crate::id::{BlobId, EmailId, MailboxId};
use crate::keyword::Keywords;
use crate::thread::ThreadSummary;

pub use self::authentication::{Authentication, AuthenticationResult, Verdict};
pub use self::calendar::{Attendee, CalendarEvent, CalendarTime};
pub use self::mailing_list::{MailTarget, MailingList, Unsubscribe};
pub use self::warning::{Warning, WarningKind};

/// One row of a list: what a person decides by whether to open the email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailSummary {
    /// Opaque; changes when the email moves.
    pub id: EmailId,
    /// The mailbox that holds it.
    pub mailbox_id: MailboxId,
    /// What is marked on it.
    pub keywords: Keywords,
    /// Its size on the server in bytes.
    pub size: u64,
    /// When the server received it (IMAP INTERNALDATE).
    pub received_at: UtcDate,
    /// The `Date` header, when it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<UtcDate>,
    /// The authors.
    pub from: Vec<EmailAddress>,
    /// The recipients: what a list of sent mail shows.
    pub to: Vec<EmailAddress>,
    /// The subject, decoded; none when the header is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether a part is offered as an attachment.
    pub has_attachment: bool,
    /// The beginning of the text, at most 256 characters; none where the server offers no PREVIEW (RFC 8970).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<String>,
    /// What this mailbox holds of the conversation of which the row is the newest email: in collapsed lists only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Box<ThreadSummary>>,
    /// Whether the mail server cannot read this message: it can be moved and deleted, and asked for as it is by
    /// `/emails/{id}/raw`. What else a row shows is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unreadable: bool,
}

/// One email with its headers, its parts and, where asked for, its text (RFC 8621, section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Email {
    /// Opaque; changes when the email moves.
    pub id: EmailId,
    /// The whole message as it stands on the server: what `/emails/{id}/raw` answers.
    pub blob_id: BlobId,
    /// The mailbox that holds it.
    pub mailbox_id: MailboxId,
    /// What is marked on it.
    pub keywords: Keywords,
    /// Its size on the server in bytes.
    pub size: u64,
    /// When the server received it (IMAP INTERNALDATE).
    pub received_at: UtcDate,
    /// The `Date` header, when it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<UtcDate>,
    /// `Message-ID` without angle brackets; more than one only in broken mail.
    pub message_id: Vec<String>,
    /// `In-Reply-To` without angle brackets.
    pub in_reply_to: Vec<String>,
    /// `References` without angle brackets.
    pub references: Vec<String>,
    /// `Sender`.
    pub sender: Vec<EmailAddress>,
    /// `From`.
    pub from: Vec<EmailAddress>,
    /// `Reply-To`.
    pub reply_to: Vec<EmailAddress>,
    /// `To`.
    pub to: Vec<EmailAddress>,
    /// `Cc`.
    pub cc: Vec<EmailAddress>,
    /// `Bcc`: in one's own drafts and sent mail.
    pub bcc: Vec<EmailAddress>,
    /// `Mail-Followup-To`: where the author wants answers to everybody to go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail_followup_to: Vec<EmailAddress>,
    /// `List-Post` (RFC 2369, section 3.4): where one writes to the mailing list; at most one address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list_post: Vec<EmailAddress>,
    /// `Disposition-Notification-To` (RFC 8098, section 2.1): who asks for a read receipt. Nothing is answered by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disposition_notification_to: Vec<EmailAddress>,
    /// `Subject`, decoded; none when the header is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether `attachments` holds anything.
    pub has_attachment: bool,
    /// The beginning of the text, at most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<String>,
    /// The tree of parts.
    pub body_structure: EmailBodyPart,
    /// The parts to show, in order, to a reader of plain text (RFC 8621, section 4.1.4).
    pub text_body: Vec<EmailBodyPart>,
    /// The parts to show, in order, to a reader of HTML (RFC 8621, section 4.1.4).
    pub html_body: Vec<EmailBodyPart>,
    /// The parts to offer for download (RFC 8621, section 4.1.4).
    pub attachments: Vec<EmailBodyPart>,
    /// Decoded text by part id, for the parts in `text_body`. A part that is HTML, since the mail has no plain text, is
    /// turned into text here; as HTML it is shown by `/emails/{id}/html`.
    pub body_values: BTreeMap<String, EmailBodyValue>,
    /// What is unusual about the message: a broken structure, a sender who is not who they seem.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// What the receiving server found out about the sender, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Authentication>,
    /// The mailing list that it came by, and the way off it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailing_list: Option<MailingList>,
    /// The events of its calendar parts, the first 20. Only where one email is opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendar_events: Vec<CalendarEvent>,
}

/// One node of the MIME tree (RFC 8621, section 4.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailBodyPart {
    /// The IMAP section (`1.2`); none for a multipart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_id: Option<String>,
    /// Names the decoded bytes; none for a multipart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob_id: Option<BlobId>,
    /// The size in bytes after decoding; for base64 and quoted-printable an estimate from the encoded size.
    pub size: u64,
    /// The file name, decoded, as the sender gave it: not safe as a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The media type in lower case: `text/plain`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The charset parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// `attachment`, `inline` or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// `Content-ID` without angle brackets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
    /// The children of a multipart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub sub_parts: Vec<EmailBodyPart>,
}

/// Decoded text of a part (RFC 8621, section 4.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailBodyValue {
    /// The text, decoded, line ends as `\n`.
    pub value: String,
    /// Whether some bytes could not be decoded.
    pub is_encoding_problem: bool,
    /// Whether the text was cut at the limit.
    pub is_truncated: bool,
}

impl Email {
    /// The row that stands for this email in a list.
    pub fn summary(&self) -> EmailSummary {
        EmailSummary {
            id: self.id.clone(),
            mailbox_id: self.mailbox_id.clone(),
            keywords: self.keywords.clone(),
            size: self.size,
            received_at: self.received_at,
            sent_at: self.sent_at,
            from: self.from.clone(),
            to: self.to.clone(),
            subject: self.subject.clone(),
            has_attachment: self.has_attachment,
            preview: self.preview.clone(),
            thread: None,
            is_unreadable: false,
        }
    }
}
