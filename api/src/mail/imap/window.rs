//! Rows of a list: a window of a mailbox by position, latest arrival first.
//!
//! Message numbers are in order of arrival (RFC 3501, section 2.3.1.2), so a window is one FETCH of a range:
//! no SORT, no SEARCH, whatever the size of the mailbox.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::Window;

use super::encode::{Command, SequenceSet};
use super::mailboxes::{state_items, state_of};
use super::patience::Pace;
use super::response::{Fetch, Untagged};
use super::session::{Selected, Session};
use super::value::Value;
use super::{headers, preview, structure};
use crate::mail::error::MailError;

/// How often a window is read anew because messages came or went while it was read.
const ATTEMPTS: usize = 3;

/// The most addresses of a field in a row.
const MAX_ROW_ADDRESSES: usize = 20;

/// Reads the rows from `position` (0 is the newest).
pub(super) async fn read(
    session: &mut Session,
    mailbox: &MailboxId,
    position: u32,
    limit: u32,
) -> Result<Window, MailError> {
    let mut is_fresh = session.select(mailbox).await?;
    for attempt in 1.. {
        let Some(selected) = session.selected().cloned() else { break };
        let batch = session.run_all(&commands(session, &selected, position, limit, is_fresh)).await?;
        is_fresh = true;
        // Dovecot also answers NO [EXPUNGEISSUED] when a message has gone meanwhile.
        if batch.untagged.iter().any(is_news) && attempt < ATTEMPTS {
            continue;
        }
        batch.ends.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut window = window(&batch.untagged, &selected, position);
        preview::complete(session, &batch.untagged, &mut window.list).await;
        return Ok(window);
    }
    Err(MailError::NotFound("mailbox"))
}

/// What is asked in one round trip.
fn commands(session: &Session, selected: &Selected, position: u32, limit: u32, is_fresh: bool) -> Vec<Command> {
    let mut commands = vec![status(session, &selected.mailbox)];
    let range = range(selected.exists, position, limit);
    commands.extend(range.map(|range| fetch(session, &range)));
    if !is_fresh {
        // Tells what has come and gone since the mailbox was last looked at. Dovecot does it after the FETCH,
        // wherever it stands: if it tells anything, the rows are old, and are read anew.
        commands.push(Command::new("NOOP"));
    }
    commands
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

/// The message numbers of a window, or none when it lies beyond the end.
fn range(exists: u32, position: u32, limit: u32) -> Option<SequenceSet> {
    let newest = exists.checked_sub(position).filter(|number| *number > 0)?;
    let oldest = newest.saturating_sub(limit.max(1) - 1).max(1);
    Some(SequenceSet::range(oldest, newest))
}

fn status(session: &Session, mailbox: &MailboxId) -> Command {
    Command::new("STATUS").mailbox(mailbox).words(state_items(session))
}

fn fetch(session: &Session, range: &SequenceSet) -> Command {
    let preview = if session.has("PREVIEW") { " PREVIEW" } else { "" };
    Command::new("FETCH")
        .at_pace(Pace::Slow)
        .set(range)
        .words("(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE")
        // A header may be of any size; what a row shows stands in its first 32 KiB.
        .words("BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0.32768>")
        .close(preview)
        .close(")")
}

fn window(responses: &[Untagged], selected: &Selected, position: u32) -> Window {
    let mut state = String::new();
    let mut rows: Vec<(u32, EmailSummary)> = Vec::new();
    for response in responses {
        match response {
            Untagged::Status(_, items) => state = state_of(items),
            Untagged::Fetch(fetch) => {
                let row = row(fetch, &selected.mailbox, selected.uid_validity);
                rows.extend(row.map(|row| (fetch.number, row)));
            }
            _ => {}
        }
    }
    rows.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    rows.dedup_by_key(|(number, _)| *number);
    Window { position, total: selected.exists, state, list: rows.into_iter().map(|(_, row)| row).collect() }
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
    })
}

/// When the server received the message.
pub(super) fn received_at(fetch: &Fetch) -> gatepost_shared::date::UtcDate {
    let text = fetch.items.get("INTERNALDATE").and_then(Value::text);
    text.and_then(|text| headers::internal_date(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_the_newest() {
        assert_eq!(range(100, 0, 50), Some(SequenceSet::range(51, 100)));
        assert_eq!(range(100, 98, 50), Some(SequenceSet::range(1, 2)));
        assert_eq!(range(100, 100, 50), None);
        assert_eq!(range(0, 0, 50), None);
        assert_eq!(range(u32::MAX, u32::MAX - 1, u32::MAX), Some(SequenceSet::one(1)));
    }
}
