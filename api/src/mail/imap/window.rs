//! Rows of a list: a window of a mailbox, in the order of arrival ([`by_number`]) or any other ([`list`]).

mod by_number;
pub(super) mod list;
pub(super) mod look;
pub(super) mod place;
mod unreadable;

use std::collections::HashMap;

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};

use super::encode::{Command, SequenceSet};
use super::mailboxes::state_items;
use super::patience::Pace;
use super::response::{Fetch, Untagged};
use super::session::Session;
use super::value::Value;
use super::{headers, preview, structure};
use crate::mail::error::MailError;

/// How often a window is read anew because messages came or went while it was read.
const ATTEMPTS: usize = 3;

/// The most addresses of a field in a row.
const MAX_ROW_ADDRESSES: usize = 20;

/// The rows of these messages of the mailbox that is selected, in this order. What has gone is left out.
pub(super) async fn rows_of(
    session: &mut Session,
    mailbox: &MailboxId,
    uid_validity: u32,
    uids: &[u32],
) -> Result<Vec<EmailSummary>, MailError> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let set: SequenceSet = uids.iter().copied().collect();
    let mut told = Rows::new(mailbox, uid_validity);
    let commands = [fetch(session, "UID FETCH", &set)];
    let mut batch = session.run_all_seeing(&commands, &mut |response| told.note(response)).await?;
    let end = batch.ends.pop().transpose();
    let mut rows: Vec<EmailSummary> =
        told.made.into_iter().filter(|made| !made.is_deleted).map(|made| made.row).collect();
    if let Err(refusal) = end {
        unreadable::add(session, "UID FETCH", &set, refusal, (mailbox, uid_validity), &mut rows).await?;
    }
    let mut rows: HashMap<u32, EmailSummary> = rows.into_iter().map(|row| (row.id.uid, row)).collect();
    let mut rows: Vec<EmailSummary> = uids.iter().filter_map(|uid| rows.remove(uid)).collect();
    preview::complete(session, &batch.untagged, &mut rows).await;
    Ok(rows)
}

/// Rows, made of responses as they come.
struct Rows<'a> {
    mailbox: &'a MailboxId,
    uid_validity: u32,
    made: Vec<Made>,
}

struct Made {
    number: u32,
    is_deleted: bool,
    row: EmailSummary,
}

impl<'a> Rows<'a> {
    fn new(mailbox: &'a MailboxId, uid_validity: u32) -> Self {
        Self { mailbox, uid_validity, made: Vec::new() }
    }

    fn note(&mut self, response: &Untagged) {
        let Untagged::Fetch(fetch) = response else { return };
        if let Some(row) = row(fetch, self.mailbox, self.uid_validity) {
            self.made.push(Made { number: fetch.number, is_deleted: fetch.is_deleted(), row });
        }
    }

    /// The latest arrival first.
    fn by_number(mut self) -> Vec<EmailSummary> {
        self.made.sort_by_key(|made| std::cmp::Reverse(made.number));
        self.made.dedup_by_key(|made| made.number);
        self.made.into_iter().map(|made| made.row).collect()
    }
}

/// Whether a response tells that the mailbox is not what it was: FETCH with flags alone is a change of flags.
fn is_news(response: &Untagged) -> bool {
    match response {
        Untagged::Exists(_) | Untagged::Expunge(_) => true,
        Untagged::Vanished(vanished) => !vanished.is_earlier,
        Untagged::Fetch(fetch) => header_of(fetch).is_none(),
        _ => false,
    }
}

fn header_of(fetch: &Fetch) -> Option<&bytes::Bytes> {
    fetch.items.body("BODY[HEADER.FIELDS")
}

fn status(session: &Session, mailbox: &MailboxId) -> Command {
    Command::new("STATUS").mailbox(mailbox).words(state_items(session))
}

/// Asks for rows: `FETCH` by numbers, `UID FETCH` by UIDs.
fn fetch(session: &Session, name: &'static str, set: &SequenceSet) -> Command {
    let preview = if session.has("PREVIEW") { " PREVIEW" } else { "" };
    Command::new(name)
        .at_pace(Pace::Slow)
        .set(set)
        .words("(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE")
        // A header may be of any size; what a row shows stands in its first 32 KiB.
        .words("BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0.32768>")
        .close(preview)
        .close(")")
}

/// A row, if the response is one: flags alone are not.
fn row(fetch: &Fetch, mailbox: &MailboxId, uid_validity: u32) -> Option<EmailSummary> {
    let header = header_of(fetch)?;
    let structure = structure::parse(fetch.items.get("BODYSTRUCTURE")).root;
    let headers = headers::parse(header, structure.first_charset());
    let mut from = headers.from;
    let mut to = headers.to;
    from.truncate(MAX_ROW_ADDRESSES);
    to.truncate(MAX_ROW_ADDRESSES);
    Some(EmailSummary {
        id: EmailId::new(mailbox.clone(), uid_validity, fetch.uid()?).ok()?,
        mailbox_id: mailbox.clone(),
        keywords: fetch.keywords(),
        size: fetch.items.number("RFC822.SIZE").unwrap_or(0),
        received_at: received_at(fetch),
        sent_at: headers.sent_at,
        from,
        to,
        subject: headers.subject,
        has_attachment: structure.has_attachment(),
        preview: preview::offered(fetch),
        thread: None,
        is_unreadable: false,
    })
}

/// When the server received the message.
pub(super) fn received_at(fetch: &Fetch) -> gatepost_shared::date::UtcDate {
    let text = fetch.items.get("INTERNALDATE").and_then(Value::text);
    text.and_then(|text| headers::internal_date(&text)).unwrap_or_default()
}
