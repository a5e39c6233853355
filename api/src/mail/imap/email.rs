//! One email: headers, tree of parts, and the text of the parts that are shown.

use gatepost_shared::email::{Email, EmailBodyPart, EmailBodyValue};
use gatepost_shared::id::{BlobId, EmailId};
use std::collections::BTreeMap;

use super::decode::Encoding;
use super::encode::{Command, Section, SequenceSet};
use super::patience::Pace;
use super::response::Fetch;
use super::session::Session;
use super::structure::{self, Part, Structure};
use super::window::received_at;
use super::{headers, preview, text};
use crate::mail::error::MailError;
use crate::mail::html::to_text;
use crate::mail::text::charset::Source;
use crate::mail::text::flowed;

/// The most bytes of header that are read.
pub(super) const MAX_HEADER: u64 = 256 * 1024;

/// The most text parts whose text is read along: mail with more is not written by people.
const MAX_TEXTS: usize = 20;

/// The most bytes of one text part that are fetched, whatever is asked for.
const MAX_FETCHED: u64 = 8 * 1024 * 1024;

/// Reads one email; the text of each part is cut at `max_text` bytes.
pub(super) async fn read(session: &mut Session, id: &EmailId, max_text: usize) -> Result<Email, MailError> {
    let fetch = fetch_head(session, id).await?;
    let Structure { root, mut warnings } = structure::parse(fetch.items.get("BODYSTRUCTURE"));
    let header = fetch.items.body("BODY[HEADER]").map(AsRef::as_ref).unwrap_or_default();
    let fields = headers::parse(header, root.first_charset());
    if header.len() as u64 >= MAX_HEADER {
        warnings.push("The header of this message is very large. What stands at its end is not shown.".to_owned());
    }
    let bodies = root.bodies();
    let (body_structure, is_cut) = root.to_body_part(id);
    if is_cut {
        warnings.push("The parts of this message are nested too deep to be listed all.".to_owned());
    }
    let mut body_values = read_texts(session, id, &bodies.text, max_text).await?;
    for part in bodies.text.iter().filter(|part| part.media_type == "text/html") {
        if let Some(value) = body_values.get_mut(&part.section) {
            value.value = to_text(&value.value);
        }
    }
    let preview = preview::offered(&fetch)
        .or_else(|| bodies.text.iter().find_map(|part| preview::of_text(&body_values.get(&part.section)?.value)));
    let leaves = |parts: &[&Part]| -> Vec<EmailBodyPart> { parts.iter().map(|part| part.to_leaf(id)).collect() };
    Ok(Email {
        id: id.clone(),
        blob_id: whole(id)?,
        mailbox_id: id.mailbox().clone(),
        keywords: fetch.keywords(),
        size: fetch.items.number("RFC822.SIZE").unwrap_or(0),
        received_at: received_at(&fetch),
        sent_at: fields.sent_at,
        message_id: fields.message_id,
        in_reply_to: fields.in_reply_to,
        references: fields.references,
        sender: fields.sender,
        from: fields.from,
        reply_to: fields.reply_to,
        to: fields.to,
        cc: fields.cc,
        bcc: fields.bcc,
        mail_followup_to: fields.mail_followup_to,
        list_post: fields.list_post,
        disposition_notification_to: fields.disposition_notification_to,
        subject: fields.subject,
        has_attachment: root.has_attachment(),
        preview,
        body_structure,
        text_body: leaves(&bodies.text),
        html_body: leaves(&bodies.html),
        attachments: leaves(&bodies.attachments),
        body_values,
        warnings,
    })
}

fn whole(id: &EmailId) -> Result<BlobId, MailError> {
    BlobId::new(id.clone(), "").map_err(|_| MailError::NotFound("email"))
}

async fn fetch_head(session: &mut Session, id: &EmailId) -> Result<Fetch, MailError> {
    let preview = if session_has_preview(session, id).await? { " PREVIEW" } else { "" };
    let Some(section) = Section::header_of("") else { return Err(MailError::NotFound("email")) };
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::one(id.uid))
        .words("(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE")
        .body(&section, Some((0, MAX_HEADER)))
        .close(preview)
        .close(")");
    fetch_one(session, id, command, "BODYSTRUCTURE").await
}

async fn session_has_preview(session: &mut Session, id: &EmailId) -> Result<bool, MailError> {
    session.select_for(id.mailbox(), id.uid_validity).await?;
    Ok(session.has("PREVIEW"))
}

/// Runs a `UID FETCH` of one message and answers what it says of it. `wanted` is an item that it asks for,
/// which tells the answer from news of flags.
pub(super) async fn fetch_one(
    session: &mut Session,
    id: &EmailId,
    command: Command,
    wanted: &str,
) -> Result<Fetch, MailError> {
    let is_it = |fetch: &&Fetch| {
        fetch.uid() == Some(id.uid) && (fetch.items.get(wanted).is_some() || fetch.items.body(wanted).is_some())
    };
    let answer = session.read_in(id.mailbox(), id.uid_validity, command.clone()).await?;
    if let Some(fetch) = answer.fetches().find(is_it) {
        return Ok(fetch.clone());
    }
    // It may have come by another connection since this one last looked.
    session.run(Command::new("NOOP")).await?;
    let answer = session.run(command).await?;
    answer.fetches().find(is_it).cloned().ok_or(MailError::NotFound("email"))
}

/// Reads the texts of these parts, by section.
pub(super) async fn read_texts(
    session: &mut Session,
    id: &EmailId,
    parts: &[&Part],
    max_text: usize,
) -> Result<BTreeMap<String, EmailBodyValue>, MailError> {
    let texts: Vec<&&Part> = parts.iter().filter(|part| part.media_type.starts_with("text/")).take(MAX_TEXTS).collect();
    if texts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&SequenceSet::one(id.uid)).words("(UID");
    for part in &texts {
        if let Some(section) = Section::part(&part.section) {
            command = command.body(&section, Some((0, encoded_length(part.encoding, max_text))));
        }
    }
    let fetch = fetch_one(session, id, command.close(")"), "BODY[").await?;
    let values = texts.into_iter().filter_map(|part| {
        let raw = fetch.items.body(&format!("BODY[{}]", part.section))?;
        Some((part.section.clone(), value(part, raw, max_text)))
    });
    Ok(values.collect())
}

/// How many bytes as they stand in the message give this many of text, and one more to see whether it goes on.
fn encoded_length(encoding: Encoding, max_text: usize) -> u64 {
    let text = max_text as u64 + 1;
    let encoded = match encoding {
        Encoding::Identity => text,
        Encoding::Base64 => text.saturating_mul(3) / 2,
        Encoding::QuotedPrintable => text.saturating_mul(3),
    };
    encoded.saturating_add(64).min(MAX_FETCHED)
}

fn value(part: &Part, raw: &[u8], max_text: usize) -> EmailBodyValue {
    let is_cut = raw.len() as u64 >= encoded_length(part.encoding, max_text);
    read_part(part, raw, is_cut, max_text)
}

/// The text of a part from its bytes as they stand in the message, which may be only the beginning of it.
pub(super) fn read_part(part: &Part, raw: &[u8], is_cut: bool, max_text: usize) -> EmailBodyValue {
    let mut decoder = part.encoding.decoder();
    let mut bytes = decoder.push(raw);
    if !is_cut {
        bytes.extend(decoder.finish());
    }
    let source = Source { declared: part.charset.as_deref(), is_html: part.media_type == "text/html", is_cut };
    let mut value = text::body_value(&bytes, source, max_text);
    if let Some(flow) = part.flow {
        value.value = flowed::unflow(&value.value, flow.deletes_space);
    }
    value
}
