//! A draft begun from an email: answered, passed on, written anew. Nothing is stored. The rules are in
//! `shared::draft`; here is what they need to know, and the original as HTML where that is wanted.

use gatepost_shared::draft::quote::ForwardWords;
use gatepost_shared::draft::reply::Audience;
use gatepost_shared::draft::start::{Start, StartAction, StartWords};
use gatepost_shared::draft::{Draft, DraftAttachment, is_cid};
use gatepost_shared::email::{Email, EmailBodyPart};
use gatepost_shared::id::EmailId;
use gatepost_shared::identity::Identity;

use super::save::{MAX_HTML, MAX_TEXT};
use crate::mail::error::MailError;
use crate::mail::html::editor::{self, Standing};
use crate::mail::imap::Mail;

/// Begins a draft from an email.
pub async fn start(mail: &Mail, id: &EmailId, wanted: &Start, me: &[Identity]) -> Result<Draft, MailError> {
    let email = mail.email(id, MAX_TEXT).await?;
    let text = text(&email);
    let sent_at = sent_at(&email, &wanted.words);
    let words = &wanted.words;
    let attribution = attribution(&email, words, &sent_at);
    let forward = ForwardWords {
        heading: &words.heading,
        from: &words.from,
        date: &words.date,
        subject: &words.subject,
        to: &words.to,
        cc: &words.cc,
        sent_at: &sent_at,
    };
    let reply = |audience| Draft::reply(&email, &text, &attribution, me, audience);
    let mut draft = match wanted.action {
        StartAction::Reply => reply(Audience::Author),
        StartAction::ReplyAll => reply(Audience::Everybody),
        StartAction::ReplyList => reply(Audience::List),
        StartAction::Forward => Draft::forward(&email, &text, &forward, me),
        StartAction::ForwardAsFile => Draft::forward_as_file(&email, me),
        StartAction::EditAsNew => Draft::edit_as_new(&email, &text, me),
    };
    if wanted.html {
        let standing = match wanted.action {
            StartAction::Reply | StartAction::ReplyAll | StartAction::ReplyList => Standing::Quoted(attribution),
            StartAction::Forward => {
                Standing::Below(gatepost_shared::draft::quote::forwarded("", &email, &forward).trim().to_owned())
            }
            StartAction::EditAsNew => Standing::Alone,
            StartAction::ForwardAsFile => return Ok(Draft { html_body: Some(String::new()), ..draft }),
        };
        draft.html_body = Some(original(mail, &email, text, standing).await?);
        take_pictures(&mut draft, &email.body_structure);
    }
    Ok(draft)
}

/// The text of an email as it is quoted: its parts one after the other.
fn text(email: &Email) -> String {
    let value = |part: &EmailBodyPart| Some(email.body_values.get(part.part_id.as_deref()?)?.value.clone());
    email.text_body.iter().filter_map(value).collect::<Vec<_>>().join("\n")
}

fn sent_at(email: &Email, words: &StartWords) -> String {
    match words.sent_at.as_str() {
        "" => email.sent_at.unwrap_or(email.received_at).to_string(),
        given => given.to_owned(),
    }
}

fn attribution(email: &Email, words: &StartWords, sent_at: &str) -> String {
    match words.attribution.as_str() {
        "" => format!("On {sent_at}, {} wrote:", email.from.first().map_or("somebody", |from| from.display())),
        given => given.to_owned(),
    }
}

/// The original as HTML that may be written on.
async fn original(mail: &Mail, email: &Email, text: String, standing: Standing) -> Result<String, MailError> {
    let is_html = |part: &&EmailBodyPart| part.media_type == "text/html";
    if !email.html_body.iter().any(|part| is_html(&part)) {
        return Ok(editor::standing(&editor::of_text(&text), &standing));
    }
    let body = mail.html_body(&email.id, None, MAX_HTML).await?;
    let values = body.parts.iter().filter(is_html).filter_map(|part| body.values.get(part.part_id.as_ref()?));
    let html: String = values.map(|value| value.value.as_str()).collect();
    let edited = editor::clean_bounded(html).await.map_err(|busy| MailError::Busy(busy.to_string()))?;
    Ok(editor::standing(&edited.html, &standing))
}

/// The pictures that the quoted HTML calls come along, and no others.
fn take_pictures(draft: &mut Draft, part: &EmailBodyPart) {
    for child in &part.sub_parts {
        take_pictures(draft, child);
    }
    let (Some(cid), Some(blob_id)) = (part.cid.clone().filter(|cid| is_cid(cid)), part.blob_id.clone()) else { return };
    if !draft.html_body.as_ref().is_some_and(|html| html.contains(&format!("\"cid:{cid}\""))) {
        return;
    }
    match draft.attachments.iter_mut().find(|attachment| attachment.blob_id == blob_id) {
        Some(attachment) => attachment.cid = Some(cid),
        None => draft.attachments.push(DraftAttachment {
            blob_id,
            name: part.name.clone().unwrap_or_default(),
            media_type: part.media_type.clone(),
            size: part.size,
            cid: Some(cid),
        }),
    }
}
