//! A window in the order of arrival: message numbers are in that order (RFC 3501, section 2.3.1.2), so it is one
//! FETCH of a range, whatever the size of the mailbox.
//!
//! Messages with `\Deleted` are gone for the person. Where a mailbox has some, numbers are no places any more, and
//! the window is read by an order of UIDs instead ([`super::list`]). Whether it has is asked once when it is
//! selected, in the same round trip as the rows, and learned from then on from what the server tells.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::MailboxId;
use gatepost_shared::query::Window;

use super::list::Listed;
use super::place::{Cursor, Place, moved};
use super::{ATTEMPTS, Rows, fetch, is_news, status, unreadable};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::mailboxes::{is_state_exact, state_of};
use crate::mail::imap::preview;
use crate::mail::imap::response::{Fetch, Untagged};
use crate::mail::imap::search::Wanted;
use crate::mail::imap::session::{Selected, Session};

/// Reads a window; none when numbers are no places in this mailbox.
pub(super) async fn read(
    session: &mut Session,
    mailbox: &MailboxId,
    place: &Place,
    limit: u32,
) -> Result<Option<Listed>, MailError> {
    let mut is_fresh = session.select(mailbox).await?;
    for attempt in 1.. {
        let position = locate(session, place).await?;
        let Some(selected) = session.selected().cloned() else { break };
        if selected.has_deleted == Some(true) {
            return Ok(None);
        }
        let mut rows = Rows::new(mailbox, selected.uid_validity);
        let commands = commands(session, &selected, position, limit, is_fresh);
        let batch = session.run_all_seeing(&commands, &mut |response| rows.note(response)).await?;
        is_fresh = true;
        // Dovecot also answers NO [EXPUNGEISSUED] when a message has gone meanwhile.
        if batch.untagged.iter().any(is_news) && attempt < ATTEMPTS {
            continue;
        }
        let mut refusal = None;
        for end in batch.ends {
            match end {
                Err(error @ MailError::Refused { command: "FETCH", .. }) => refusal = Some(error),
                end => drop(end?),
            }
        }
        if selected.has_deleted.is_none() {
            session.note_deleted(batch.untagged.iter().any(is_hit));
        }
        let has_deleted = session.selected().is_some_and(|selected| selected.has_deleted == Some(true));
        if has_deleted {
            return Ok(None);
        }
        let mut listed = window(&batch.untagged, rows.by_number(), &selected, position);
        if let (Some(refusal), Some(range)) = (refusal, range(selected.exists, position, limit)) {
            let list = &mut listed.window.list;
            unreadable::add(session, "FETCH", &range, refusal, (mailbox, selected.uid_validity), list).await?;
        }
        preview::complete(session, &batch.untagged, &mut listed.window.list).await;
        return Ok(Some(listed));
    }
    Err(MailError::NotFound("mailbox"))
}

fn is_hit(response: &Untagged) -> bool {
    matches!(response, Untagged::Search(numbers) if !numbers.is_empty())
}

/// What is asked in one round trip.
fn commands(session: &Session, selected: &Selected, position: u32, limit: u32, is_fresh: bool) -> Vec<Command> {
    let mut commands = vec![status(session, &selected.mailbox)];
    let range = range(selected.exists, position, limit);
    commands.extend(range.map(|range| fetch(session, "FETCH", &range)));
    if selected.has_deleted.is_none() {
        commands.push(Command::new("SEARCH").words("DELETED"));
    }
    if !is_fresh {
        // Tells what has come and gone since the mailbox was last looked at. Dovecot does it after the FETCH,
        // wherever it stands: if it tells anything, the rows are old, and are read anew.
        commands.push(Command::new("NOOP"));
    }
    commands
}

/// The message numbers of a window, or none when it lies beyond the end.
fn range(exists: u32, position: u32, limit: u32) -> Option<SequenceSet> {
    let newest = exists.checked_sub(position).filter(|number| *number > 0)?;
    let oldest = newest.saturating_sub(limit.max(1) - 1).max(1);
    Some(SequenceSet::range(oldest, newest))
}

fn window(responses: &[Untagged], list: Vec<EmailSummary>, selected: &Selected, position: u32) -> Listed {
    let items = responses.iter().rev().find_map(|response| match response {
        Untagged::Status(_, items) => Some(items),
        _ => None,
    });
    let uids: Vec<u32> = list.iter().map(|row| row.id.uid).collect();
    let total = selected.exists;
    let cursor = Cursor::after(selected.uid_validity, &Wanted::default(), position, &uids, total);
    let window = Window {
        position,
        total,
        state: items.map(state_of).unwrap_or_default(),
        list,
        cursor: cursor.map(|cursor| cursor.to_string()),
        is_partial: false,
    };
    Listed { window, is_exact: items.is_some_and(is_state_exact) }
}

/// The place at which the window begins.
async fn locate(session: &mut Session, place: &Place) -> Result<u32, MailError> {
    let Some(selected) = session.selected().cloned() else { return Err(MailError::NotFound("mailbox")) };
    match place {
        Place::Position(position) => Ok(*position),
        Place::Anchor(id, _) if id.uid_validity != selected.uid_validity => Err(MailError::Stale),
        Place::Anchor(id, offset) => {
            let number = number_of(session, id.uid).await?.ok_or(MailError::NotFound("email"))?;
            let exists = session.selected().map_or(0, |selected| selected.exists);
            Ok(moved(exists.saturating_sub(number), *offset))
        }
        Place::Cursor(cursor) => {
            cursor.check(selected.uid_validity, &Wanted::default())?;
            after_uid(session, cursor.uids[0]).await
        }
    }
}

/// The number of a message; none when it has gone.
async fn number_of(session: &mut Session, uid: u32) -> Result<Option<u32>, MailError> {
    // It may have come by another connection since this one last looked.
    session.run(Command::new("NOOP")).await?;
    let command = Command::new("UID FETCH").set(&SequenceSet::one(uid)).words("(UID)");
    let answer = session.run(command).await?;
    Ok(answer.fetches().find(|fetch| fetch.uid() == Some(uid)).map(|fetch| fetch.number))
}

/// The place of the first message that arrived before this one. If this one has gone, halving finds where it was:
/// UIDs are in the order of arrival, too, and any server can be asked for that of a number.
async fn after_uid(session: &mut Session, uid: u32) -> Result<u32, MailError> {
    let number = number_of(session, uid).await?;
    let exists = session.selected().map_or(0, |selected| selected.exists);
    if let Some(number) = number {
        return Ok(exists.saturating_sub(number) + 1);
    }
    let (mut older, mut newer) = (0, exists + 1);
    while newer - older > 1 {
        let middle = older + (newer - older) / 2;
        let command = Command::new("FETCH").set(&SequenceSet::one(middle)).words("(UID)");
        let answer = session.run(command).await?;
        let found = answer.fetches().filter(|fetch| fetch.number == middle).find_map(Fetch::uid);
        if found.is_some_and(|found| found < uid) {
            older = middle;
        } else {
            newer = middle;
        }
    }
    Ok(exists.saturating_sub(older))
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
