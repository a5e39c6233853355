//! A stored draft opened to be written on.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{DraftAttachment, StoredDraft, is_cid};
use gatepost_shared::email::{Email, EmailBodyPart};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;

use super::key::IdempotencyKey;
use super::save::{MAX_HTML, MAX_TEXT, check_is_draft};
use super::store::whole;
use crate::mail::error::MailError;
use crate::mail::html::editor;
use crate::mail::imap::Mail;
use crate::mail::mime::parse;

/// Reads a draft, ours or another mail program's.
pub async fn open(mail: &Mail, id: &EmailId, addresses: &[EmailAddress]) -> Result<StoredDraft, MailError> {
    check_is_draft(&mail.mailbox_with_role(Role::Drafts).await?, id)?;
    let header = parse::header(&mail.part_header(&whole(id)?).await?);
    let email = mail.email(id, MAX_TEXT).await?;
    let mut draft = header.draft;
    draft.text_body = text(&email)?;
    draft.html_body = html(mail, &email).await?;
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
        cid: part.cid.clone().filter(|cid| is_cid(cid) && part.disposition.as_deref() != Some("attachment")),
    })
}

/// The HTML, if there is any. Another program may have written it: it passes the editor's profile like what comes in.
async fn html(mail: &Mail, email: &Email) -> Result<Option<String>, MailError> {
    if !email.html_body.iter().any(|part| part.media_type == "text/html") {
        return Ok(None);
    }
    let body = mail.html_body(&email.id, None, MAX_HTML).await?;
    let mut html = String::new();
    for part in body.parts.iter().filter(|part| part.media_type == "text/html") {
        let Some(value) = part.part_id.as_ref().and_then(|id| body.values.get(id)) else { continue };
        if value.is_truncated {
            return Err(too_long());
        }
        html.push_str(&value.value);
    }
    let edited = editor::clean_bounded(html).await.map_err(|busy| MailError::Busy(busy.to_string()))?;
    Ok(Some(edited.html))
}

fn too_long() -> MailError {
    MailError::TooLarge("This draft is too long to be edited here.".to_owned())
}

/// The text as it was typed. One that is cut would lose its end at the next save, so it is refused.
fn text(email: &Email) -> Result<String, MailError> {
    let values = email.text_body.iter().filter_map(|part| email.body_values.get(part.part_id.as_ref()?));
    let mut text = String::new();
    for value in values {
        if value.is_truncated {
            return Err(too_long());
        }
        text.push_str(&value.value);
    }
    // The end of the last line belongs to the message, not to what was typed.
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}
