//! What an opened email holds beside its text: invitations, and what Outlook has packed into `winmail.dat`.
//!
//! Broken ones cost a warning, not the email.

use gatepost_shared::email::{Email, EmailBodyPart, EmailBodyValue, Warning, WarningKind};
use gatepost_shared::id::{BlobId, EmailId};

use super::fetch::{self, fetch_one, read_texts};
use crate::mail::error::MailError;
use crate::mail::html::to_text;
use crate::mail::imap::encode::{Command, Section, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;
use crate::mail::imap::structure::Part;
use crate::mail::imap::text;
use crate::mail::reader::calendar::{self, MAX_CALENDAR, MAX_EVENTS};
use crate::mail::reader::tnef::{self, Item, MAX_TNEF};
use crate::mail::text::charset::Source;

/// The most calendar parts of one email.
const MAX_CALENDARS: usize = 3;

/// Adds what there is to an email.
pub(super) async fn add(
    session: &mut Session,
    id: &EmailId,
    root: &Part,
    max_text: usize,
    email: &mut Email,
) -> Result<(), MailError> {
    let leaves = root.leaves();
    let calendars: Vec<&Part> = leaves.iter().copied().filter(|part| part.is_calendar()).take(MAX_CALENDARS).collect();
    if !calendars.is_empty() {
        add_events(session, id, &calendars, email).await?;
    }
    if let Some(part) = leaves.into_iter().find(|part| part.is_tnef()) {
        add_packed(session, id, part, max_text, email).await?;
    }
    Ok(())
}

async fn add_events(
    session: &mut Session,
    id: &EmailId,
    calendars: &[&Part],
    email: &mut Email,
) -> Result<(), MailError> {
    for (section, value) in read_texts(session, id, calendars, MAX_CALENDAR).await? {
        match calendar::events(&section, &value.value) {
            // Outlook sends the same calendar twice: to be read, and as a file.
            Some(events) => {
                let is_new = |event: &_| !email.calendar_events.iter().any(|known| is_same(known, event));
                let events: Vec<_> = events.into_iter().filter(is_new).collect();
                email.calendar_events.extend(events);
            }
            None => email.warnings.push(WarningKind::CalendarUnread.into()),
        }
    }
    email.calendar_events.truncate(MAX_EVENTS);
    Ok(())
}

fn is_same(one: &gatepost_shared::email::CalendarEvent, other: &gatepost_shared::email::CalendarEvent) -> bool {
    one.uid.is_some() && one.uid == other.uid && one.start == other.start && one.sequence == other.sequence
}

/// Puts what is packed in the place of the pack.
async fn add_packed(
    session: &mut Session,
    id: &EmailId,
    part: &Part,
    max_text: usize,
    email: &mut Email,
) -> Result<(), MailError> {
    let Some(items) = unpack(session, id, part).await?.filter(|items| !items.is_empty()) else {
        let name = part.name.as_deref().unwrap_or("winmail.dat");
        email.warnings.push(Warning::new(WarningKind::TnefUnread, [("name", name)]));
        return Ok(());
    };
    let has_own_text = email.body_values.values().any(|value| !value.value.trim().is_empty());
    for (place, item) in items.iter().enumerate() {
        let section = format!("{}/{}", part.section, place + 1);
        if item.is_text() && !has_own_text {
            show(&section, item, max_text, email);
        } else if !item.is_text() {
            email.attachments.push(to_body_part(id, section, item));
        }
    }
    email.attachments.retain(|known| known.part_id.as_deref() != Some(part.section.as_str()));
    email.has_attachment = !email.attachments.is_empty();
    Ok(())
}

/// Reads and unpacks a pack; none when it is too large or is none.
pub(in crate::mail::imap) async fn unpack(
    session: &mut Session,
    id: &EmailId,
    part: &Part,
) -> Result<Option<Vec<Item>>, MailError> {
    if part.encoding.decoded_size(part.octets) > MAX_TNEF || part.octets > fetch::MAX_FETCHED {
        return Ok(None);
    }
    let section = Section::part(&part.section).ok_or(MailError::NotFound("part"))?;
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::one(id.uid))
        .words("(UID")
        .body(&section, Some((0, fetch::MAX_FETCHED)))
        .close(")");
    let fetch = fetch_one(session, id, command, "BODY[").await?;
    let mut decoder = part.encoding.decoder();
    let mut bytes = decoder.push(fetch.items.body("BODY[").map(AsRef::as_ref).unwrap_or_default());
    bytes.extend(decoder.finish());
    Ok(tnef::items(&bytes))
}

/// Shows the packed text where the email has none of its own. As words: nobody has sanitised its HTML.
fn show(section: &str, item: &Item, max_text: usize, email: &mut Email) {
    let is_html = item.media_type == "text/html";
    if email.body_values.contains_key(section)
        || email.text_body.iter().any(|part| part.part_id.as_deref() == Some(section))
    {
        return;
    }
    let source = Source { declared: item.charset.as_deref(), is_html, is_cut: false };
    let mut value: EmailBodyValue = text::body_value(&item.bytes, source, max_text);
    if is_html {
        value.value = to_text(&value.value);
    }
    let is_first = email.text_body.iter().all(|part| part.part_id.as_deref().is_none_or(|id| !id.contains('/')));
    if is_first && !value.value.trim().is_empty() {
        email.body_values.insert(section.to_owned(), value);
        email.text_body.push(EmailBodyPart {
            part_id: Some(section.to_owned()),
            media_type: "text/plain".to_owned(),
            ..EmailBodyPart::default()
        });
    }
}

fn to_body_part(id: &EmailId, section: String, item: &Item) -> EmailBodyPart {
    EmailBodyPart {
        blob_id: BlobId::new(id.clone(), section.clone()).ok(),
        part_id: Some(section),
        size: item.bytes.len() as u64,
        name: item.name.clone(),
        media_type: item.media_type.clone(),
        charset: item.charset.clone(),
        disposition: Some("attachment".to_owned()),
        cid: item.cid.clone(),
        sub_parts: Vec::new(),
    }
}
