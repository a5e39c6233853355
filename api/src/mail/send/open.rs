//! A stored draft opened to be written on.

use futures::TryStreamExt as _;
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
use crate::mail::mime::{flowed, parse};

/// Reads a draft, ours or another mail program's.
pub async fn open(mail: &Mail, id: &EmailId, addresses: &[EmailAddress]) -> Result<StoredDraft, MailError> {
    check_is_draft(&mail.mailbox_with_role(Role::Drafts).await?, id)?;
    let header = parse::header(&mail.part_header(&whole(id)?).await?);
    let email = mail.email(id, MAX_TEXT).await?;
    let mut draft = header.draft;
    draft.text_body = text(mail, &email).await?;
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

/// The text as it was typed. What we wrote ourselves is read from its bytes, which undoes our own encoding
/// exactly; anything else is taken as a reader of mail sees it.
async fn text(mail: &Mail, email: &Email) -> Result<String, MailError> {
    let mut text = String::new();
    for part in &email.text_body {
        if let Some(own) = own_text(mail, part).await? {
            text.push_str(&own);
        } else {
            let value = part.part_id.as_ref().and_then(|id| email.body_values.get(id));
            text.push_str(value.map(|value| value.value.as_str()).unwrap_or_default());
        }
    }
    Ok(text)
}

/// The text of a flowed part in UTF-8, as [`flowed::flow`] writes it; none for any other part.
async fn own_text(mail: &Mail, part: &EmailBodyPart) -> Result<Option<String>, MailError> {
    let (Some(blob_id), "text/plain") = (&part.blob_id, part.media_type.as_str()) else { return Ok(None) };
    let is_utf8 = part.charset.as_deref().is_some_and(|charset| charset.eq_ignore_ascii_case("utf-8"));
    if !is_utf8 || !parse::part_header(&mail.part_header(blob_id).await?).is_flowed {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut blob = mail.blob(blob_id).await?.bytes;
    while let Some(chunk) = blob.try_next().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > 2 * MAX_TEXT {
            return Ok(None);
        }
    }
    Ok(String::from_utf8(bytes).ok().map(|flowed| flowed::unflow(&flowed)))
}
