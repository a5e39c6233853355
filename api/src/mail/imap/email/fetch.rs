//! Fetching of one message: an answer that is about it, and the texts of its parts.

use std::collections::BTreeMap;

use gatepost_shared::email::EmailBodyValue;
use gatepost_shared::id::EmailId;

use crate::mail::error::MailError;
use crate::mail::imap::decode::Encoding;
use crate::mail::imap::encode::{Command, Section, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Fetch;
use crate::mail::imap::session::Session;
use crate::mail::imap::structure::Part;
use crate::mail::imap::text;
use crate::mail::text::charset::Source;
use crate::mail::text::flowed;

/// The most text parts whose text is read along: mail with more is not written by people.
const MAX_TEXTS: usize = 20;

/// The most bytes of one part that are fetched at once, whatever is asked for.
pub(super) const MAX_FETCHED: u64 = 8 * 1024 * 1024;

/// Runs a `UID FETCH` of one message and answers what it says of it. `wanted` is an item that it asks for,
/// which tells the answer from news of flags.
pub(in crate::mail::imap) async fn fetch_one(
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

/// How much of part 1 is asked for along with the structure. Every message has a part 1 (RFC 3501, section 6.4.5), and
/// most show nothing else: then the structure and the text are one round trip.
const GUESSED: u64 = 32 * 1024;

/// Asks for the beginning of what is probably the text.
pub(super) fn with_guess(command: Command) -> Command {
    match Section::part("1") {
        Some(section) => command.body(&section, Some((0, GUESSED))),
        None => command,
    }
}

/// The bytes that were guessed.
pub(super) fn guess_in(fetch: &Fetch) -> Option<&[u8]> {
    fetch.items.body("BODY[1]").map(AsRef::as_ref)
}

/// The texts of these parts, when the guess was right and holds all that is wanted of them.
pub(super) fn guessed_text(parts: &[&Part], raw: &[u8], max_text: usize) -> Option<BTreeMap<String, EmailBodyValue>> {
    let [part] = parts else { return None };
    let wanted = encoded_length(part.encoding, max_text).min(GUESSED.saturating_add(1));
    let is_whole = (raw.len() as u64) < GUESSED || wanted <= GUESSED;
    let is_it = part.section == "1" && part.is_text() && is_whole;
    is_it.then(|| BTreeMap::from([(part.section.clone(), value(part, raw, max_text))]))
}

/// Reads the texts of these parts, by section.
pub(in crate::mail::imap) async fn read_texts(
    session: &mut Session,
    id: &EmailId,
    parts: &[&Part],
    max_text: usize,
) -> Result<BTreeMap<String, EmailBodyValue>, MailError> {
    let texts: Vec<&&Part> = parts.iter().filter(|part| part.is_text()).take(MAX_TEXTS).collect();
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
pub(in crate::mail::imap) fn read_part(part: &Part, raw: &[u8], is_cut: bool, max_text: usize) -> EmailBodyValue {
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
