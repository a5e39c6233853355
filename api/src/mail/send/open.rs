//! A stored draft opened to be written on.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{DraftAttachment, StoredDraft};
use gatepost_shared::email::{Email, EmailBodyPart};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;

use super::key::IdempotencyKey;
use super::save::{MAX_TEXT, check_is_draft};
use super::store::whole;
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::mime::parse;

/// Reads a draft, ours or another mail program's.
pub async fn open(mail: &Mail, id: &EmailId, addresses: &[EmailAddress]) -> Result<StoredDraft, MailError> {
    check_is_draft(&mail.mailbox_with_role(Role::Drafts).await?, id)?;
    let header = parse::header(&mail.part_header(&whole(id)?).await?);
    let email = mail.email(id, MAX_TEXT).await?;
    let mut draft = header.draft;
    draft.text_body = text(&email)?;
    draft.attachments = email.attachments.iter().filter_map(attachment).collect();
    Ok(StoredDraft {
        id: id.clone(),
        draft,
        idempotency_key: header
            .message_id
            .and_then(|message_id| IdempotencyKey::of_message_id(&message_id, addresses))
            .map(|key| key.to_string()),
        is_submit_pending: email.keywords.has(Keyword::SUBMIT_PENDING),
    })
}

fn attachment(part: &EmailBodyPart) -> Option<DraftAttachment> {
    Some(DraftAttachment {
        blob_id: part.blob_id.clone()?,
        name: part.name.clone().unwrap_or_default(),
        media_type: part.media_type.clone(),
        size: part.size,
    })
}

/// The text as it was typed. One that is cut would lose its end at the next save, so it is refused.
fn text(email: &Email) -> Result<String, MailError> {
    let values = email.text_body.iter().filter_map(|part| email.body_values.get(part.part_id.as_ref()?));
    let mut text = String::new();
    for value in values {
        if value.is_truncated {
            return Err(MailError::TooLarge("This draft is too long to be edited here.".to_owned()));
        }
        text.push_str(&value.value);
    }
    // The end of the last line belongs to the message, not to what was typed.
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}
