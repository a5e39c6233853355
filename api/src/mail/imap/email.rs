//! One email, or a message inside one: headers, tree of parts, the text of the parts that are shown, and, where it is
//! opened by a reader, what that reader is told beside it.

mod extras;
mod fetch;

use std::collections::BTreeMap;
use std::sync::Arc;

use gatepost_shared::email::{Email, EmailBodyPart, EmailBodyValue, WarningKind};
use gatepost_shared::id::{BlobId, EmailId};

use super::encode::{Command, Section, SequenceSet};
use super::headers;
use super::patience::Pace;
use super::preview;
use super::response::Fetch;
use super::session::Session;
use super::structure::{self, Bodies, Part, Structure};
use super::window::received_at;
use crate::mail::error::MailError;
use crate::mail::html::to_text;
use crate::mail::reader::{Context, authentication, mailing_list, sender};

pub(super) use self::extras::unpack;
pub(super) use self::fetch::{fetch_one, read_part, read_texts};

use self::fetch::{guess_in, guessed_text, with_guess};

/// The most bytes of header that are read.
pub(super) const MAX_HEADER: u64 = 256 * 1024;

/// How an email is opened.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The section of a message inside the email (`message/rfc822`); none is the email itself.
    pub part: Option<String>,
    /// The text of each part in `text_body` is cut at so many bytes.
    pub max_text: usize,
    /// Who reads it. None: only what every use needs, without invitations, packed files and judgements.
    pub reader: Option<Arc<Context>>,
}

/// Reads one email.
pub(super) async fn read(session: &mut Session, id: &EmailId, opening: &Opening) -> Result<Email, MailError> {
    let path = opening.part.as_deref().unwrap_or_default();
    let fetch = fetch_head(session, id, path).await?;
    let Structure { root: whole, mut warnings } = structure::parse(fetch.items.get("BODYSTRUCTURE"));
    let (root, size) = match path {
        "" => (&whole, fetch.items.number("RFC822.SIZE").unwrap_or(0)),
        path => whole.message(path).ok_or(MailError::NotFound("message in this email"))?,
    };
    let header = fetch.items.body(&header_name(path)).map(AsRef::as_ref).unwrap_or_default();
    let fields = headers::parse(header, root.first_charset());
    if header.len() as u64 >= MAX_HEADER {
        warnings.push(WarningKind::HeaderCut.into());
    }
    let bodies = root.bodies();
    let (body_structure, is_cut) = root.to_body_part(id);
    if is_cut {
        warnings.push(WarningKind::PartsCut.into());
    }
    let guess = guess_in(&fetch).filter(|_| path.is_empty());
    let body_values = read_shown(session, id, &bodies, opening.max_text, guess).await?;
    let preview = preview::offered(&fetch).filter(|_| path.is_empty()).or_else(|| begin_of(&bodies, &body_values));
    let leaves = |parts: &[&Part]| -> Vec<EmailBodyPart> { parts.iter().map(|part| part.to_leaf(id)).collect() };
    let mut email = Email {
        id: id.clone(),
        blob_id: BlobId::new(id.clone(), path).map_err(|_| MailError::NotFound("email"))?,
        mailbox_id: id.mailbox().clone(),
        keywords: fetch.keywords(),
        size,
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
        authentication: None,
        mailing_list: mailing_list::of(header),
        calendar_events: Vec::new(),
    };
    if let Some(reader) = &opening.reader {
        judge(&mut email, header, path, reader);
        extras::add(session, id, root, opening.max_text, &mut email).await?;
    }
    Ok(email)
}

/// The texts of the parts that are shown; HTML in words.
async fn read_shown(
    session: &mut Session,
    id: &EmailId,
    bodies: &Bodies<'_>,
    max_text: usize,
    guess: Option<&[u8]>,
) -> Result<BTreeMap<String, EmailBodyValue>, MailError> {
    let guessed = guess.and_then(|raw| guessed_text(&bodies.text, raw, max_text));
    let mut values = match guessed {
        Some(values) => values,
        None => read_texts(session, id, &bodies.text, max_text).await?,
    };
    for part in bodies.text.iter().filter(|part| part.media_type == "text/html") {
        if let Some(value) = values.get_mut(&part.section) {
            value.value = to_text(&value.value);
        }
    }
    Ok(values)
}

fn begin_of(bodies: &Bodies<'_>, values: &BTreeMap<String, EmailBodyValue>) -> Option<String> {
    bodies.text.iter().find_map(|part| preview::of_text(&values.get(&part.section)?.value))
}

/// What the header lets one think of the sender.
fn judge(email: &mut Email, header: &[u8], path: &str, reader: &Context) {
    // Only what the person's own server received: a message inside was put there by whoever sent the outer one.
    if path.is_empty() {
        email.authentication = authentication::results(header, reader);
    }
    let sender = sender::Sender { from: &email.from, reply_to: &email.reply_to, is_list: email.mailing_list.is_some() };
    email.warnings.extend(sender::warnings(sender, reader));
}

async fn fetch_head(session: &mut Session, id: &EmailId, path: &str) -> Result<Fetch, MailError> {
    let preview = if session_has_preview(session, id).await? { " PREVIEW" } else { "" };
    let section = Section::message_header(path).ok_or(MailError::NotFound("message in this email"))?;
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::one(id.uid))
        .words("(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE")
        .body(&section, Some((0, MAX_HEADER)))
        .close(preview);
    let command = if path.is_empty() { with_guess(command) } else { command };
    fetch_one(session, id, command.close(")"), "BODYSTRUCTURE").await
}

/// How servers name the header of a message in their answer.
fn header_name(path: &str) -> String {
    if path.is_empty() { "BODY[HEADER]".to_owned() } else { format!("BODY[{path}.HEADER]") }
}

async fn session_has_preview(session: &mut Session, id: &EmailId) -> Result<bool, MailError> {
    session.select_for(id.mailbox(), id.uid_validity).await?;
    Ok(session.has("PREVIEW"))
}
