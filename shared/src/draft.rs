//! Drafts: what a person is writing, and the rules of replying and forwarding.
//!
//! The shapes stand here; the rules are in the modules: who gets an answer (`reply`), how it is called
//! (`subject`), how the original stands in it (`quote`), what a typed line of recipients means (`recipients`), and what a
//! program says when the node is to begin a draft for it (`start`).

pub mod quote;
pub mod receipt;
pub mod recipients;
pub mod redirect;
pub mod reply;
pub mod start;
pub mod subject;

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;
#[cfg(feature = "whole")]
use crate::date::UtcDate;
use crate::id::{BlobId, EmailId};

/// The most recipients of one message, To, Cc and Bcc together.
pub const MAX_RECIPIENTS: usize = 500;

/// What a person is writing. The answer to "reply" is one of these, too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    /// The author: one of the identities.
    pub from: EmailAddress,
    /// The recipients.
    #[serde(default)]
    pub to: Vec<EmailAddress>,
    /// Who gets a copy.
    #[serde(default)]
    pub cc: Vec<EmailAddress>,
    /// Who gets a copy without the others seeing it.
    #[serde(default)]
    pub bcc: Vec<EmailAddress>,
    /// Where answers shall go, if not to the author.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reply_to: Vec<EmailAddress>,
    /// The subject; may be empty.
    #[serde(default)]
    pub subject: String,
    /// The text, with `\n` line ends. Where there is `htmlBody`, the text is made from it, so that both say the same,
    /// and what stands here is not read.
    #[serde(default)]
    pub text_body: String,
    /// The HTML, for a message with formatting: at most 1 MiB. It passes the editor's profile (no scripts, no styles
    /// but of text, no pictures from elsewhere) before it is stored. Pictures are attachments with a `cid`, named as
    /// `<img src="cid:...">`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html_body: Option<String>,
    /// Message-IDs without angle brackets.
    #[serde(default)]
    pub in_reply_to: Vec<String>,
    /// Message-IDs without angle brackets, oldest first.
    #[serde(default)]
    pub references: Vec<String>,
    /// Files: uploads, or parts of other emails.
    #[serde(default)]
    pub attachments: Vec<DraftAttachment>,
    /// The email that this one answers or forwards: marked so when this one has been sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<DraftReference>,
    /// Asks recipients to confirm that they have read it (RFC 8098). They are asked, and may say no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub request_read_receipt: bool,
}

/// A file of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftAttachment {
    /// Where its bytes are: an upload (`POST /blobs`), or a part of an email.
    pub blob_id: BlobId,
    /// The file name that the recipient sees.
    pub name: String,
    /// The media type: `application/pdf`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The size in bytes after decoding.
    pub size: u64,
    /// The name that the HTML calls this picture by, without `cid:`: letters, digits and `. _ @ + -`, at most 200. A
    /// file that the HTML does not call is an ordinary attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
}

/// The email that a draft answers or forwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftReference {
    /// The email.
    pub email_id: EmailId,
    /// What is done with it.
    pub action: DraftAction,
}

/// What a draft does with the email that it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum DraftAction {
    /// Answers it: it gets `$answered`.
    Reply,
    /// Passes it on: it gets `$forwarded`.
    Forward,
    /// Passes it on as it is, under the author's name (RFC 5322, section 3.6.6): it gets `$forwarded`.
    Redirect,
}

/// The answer to saving a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SavedDraft {
    /// The draft's id now. Each save makes a new message, so the id changes.
    pub id: EmailId,
    /// The attachments, now parts of the draft itself: name these in the next save.
    pub attachments: Vec<DraftAttachment>,
    /// What the person should know, in sentences: the draft is saved all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The answer to `GET /drafts/{id}`: a stored draft, ready to be written on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StoredDraft {
    /// The draft's id.
    pub id: EmailId,
    /// What is written so far; the attachments are parts of the stored draft.
    pub draft: Draft,
    /// The Idempotency-Key that it was saved with: use it again, so that two devices cannot send it twice.
    /// None for a draft of another mail program: save it with a new key.
    pub idempotency_key: Option<String>,
    /// Whether its sending began and nobody knows how it ended (`$submitpending`).
    pub is_submit_pending: bool,
}

/// The answer to an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UploadedBlob {
    /// Names the bytes. Swept when it has been in no draft for a week.
    pub blob_id: BlobId,
    /// The media type as given.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
}

/// How far an upload in parts has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UploadState {
    /// The size of the whole file in bytes.
    pub size: u64,
    /// What has come, in order.
    pub received: Vec<ByteRange>,
    /// The file, once it is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<UploadedBlob>,
}

/// Some bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ByteRange {
    /// The first.
    pub from: u64,
    /// The one behind the last.
    pub to: u64,
}

/// The answer to a submission (RFC 8621, section 7, in short).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailSubmission {
    /// The email in Sent; none when it could not be filed there (a warning says why).
    pub email_id: Option<EmailId>,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// What the SMTP server said of each recipient: all were accepted, since a message is sent to all of its
    /// recipients or to none. Empty when this is the replay of an earlier answer.
    pub recipients: Vec<crate::problem::RecipientReply>,
    /// The final SMTP reply, with the queue id.
    pub smtp_reply: String,
    /// Not delivered before this time: the sending server holds it, as `sendAt` asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg(feature = "whole")]
    pub send_at: Option<UtcDate>,
    /// Whether it can still be recalled (RFC 8621, section 7).
    #[serde(default)]
    #[cfg(feature = "whole")]
    pub undo_status: UndoStatus,
    /// Whether this is the repeated answer to a request that had succeeded before.
    pub is_replay: bool,
    /// What went wrong after the message was accepted, in sentences: it is sent all the same.
    pub warnings: Vec<String>,
}

/// Whether a message can be recalled (RFC 8621, section 7).
#[cfg(feature = "whole")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum UndoStatus {
    /// It cannot: the sending server has it and takes nothing back, not even while it holds it until `sendAt`. Who wants to
    /// leave time to think again waits before asking for the submission.
    #[default]
    Final,
}

/// What is wrong with a draft that is to be sent. The client has a sentence for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftFault {
    /// Nobody would get it.
    NoRecipients,
    /// More than [`MAX_RECIPIENTS`].
    TooManyRecipients,
    /// This recipient's address is not one, and why.
    Recipient(String, recipients::AddressFault),
}

impl Draft {
    /// Whether this attachment, by its place, is a picture in the HTML rather than a file beside it. Of two with one
    /// name the first is meant.
    pub fn is_inline(&self, place: usize) -> bool {
        let cid = |attachment: &DraftAttachment| attachment.cid.clone().filter(|cid| is_cid(cid));
        let (Some(html), Some(name)) = (&self.html_body, self.attachments.get(place).and_then(cid)) else {
            return false;
        };
        let is_first = !self.attachments[..place].iter().any(|other| cid(other).as_ref() == Some(&name));
        is_first && html.contains(&format!("\"cid:{name}\""))
    }

    /// Everybody who would get it: To, Cc and Bcc.
    pub fn recipients(&self) -> impl Iterator<Item = &EmailAddress> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }

    /// What must be put right before it can be sent. A draft can be saved with faults.
    pub fn faults(&self) -> Vec<DraftFault> {
        let mut faults = Vec::new();
        match self.recipients().count() {
            0 => faults.push(DraftFault::NoRecipients),
            1..=MAX_RECIPIENTS => {}
            _ => faults.push(DraftFault::TooManyRecipients),
        }
        faults.extend(self.recipients().filter_map(|recipient| {
            let fault = recipients::validate(&recipient.email).err()?;
            Some(DraftFault::Recipient(recipient.email.clone(), fault))
        }));
        faults
    }
}

/// Whether a text may be a Content-ID of ours: what needs escaping neither in a header nor in a URL nor in HTML.
pub fn is_cid(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._@+-".contains(&byte);
    (1..=200).contains(&text.len()) && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_the_html_calls_by_name() {
        let id = EmailId::new(crate::id::MailboxId::new("Gatepost").unwrap(), 1, 7).unwrap();
        let picture = |cid: &str| DraftAttachment {
            blob_id: BlobId::new(id.clone(), "1").unwrap(),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: 1,
            cid: Some(cid.to_owned()),
        };
        let attachments = vec![picture("a@x"), picture("a@x"), picture("b@x"), picture("\"")];
        let html_body = Some("<p><img src=\"cid:a@x\">".to_owned());
        let draft = Draft { html_body, attachments, ..Draft::default() };
        assert_eq!((0..5).map(|at| draft.is_inline(at)).collect::<Vec<_>>(), [true, false, false, false, false]);
        assert!(!Draft { html_body: None, ..draft }.is_inline(0));
    }

    fn draft_to(addresses: &[&str]) -> Draft {
        Draft { to: addresses.iter().map(|address| EmailAddress::bare(*address)).collect(), ..Draft::default() }
    }

    #[test]
    fn a_draft_with_one_good_recipient_can_be_sent() {
        assert_eq!(draft_to(&["carol@example.org"]).faults(), []);
    }

    #[test]
    fn what_must_be_put_right_is_said_by_name() {
        assert_eq!(draft_to(&[]).faults(), [DraftFault::NoRecipients]);
        let faults = draft_to(&["carol@example.org", "carol"]).faults();
        assert_eq!(faults, [DraftFault::Recipient("carol".to_owned(), recipients::AddressFault::NoDomain)]);
        let many: Vec<String> = (0..=MAX_RECIPIENTS).map(|number| format!("p{number}@example.org")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(draft_to(&many).faults(), [DraftFault::TooManyRecipients]);
    }
}
