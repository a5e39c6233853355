//! What happened in a mailbox since a state that the client knows (CONDSTORE and QRESYNC, RFC 7162).
//!
//! Three kinds of servers: with QRESYNC everything is known; with CONDSTORE alone what has come and what has changed,
//! and what is gone can be reckoned from the counts; with neither nothing can be said, and we say so.
//! Not here: telling that something changed ([`super::watch`]).

use std::collections::BTreeSet;

use gatepost_shared::changes::{MAX_CHANGES, MailboxChanges};
use gatepost_shared::id::{EmailId, MailboxId};

use super::encode::{Command, SequenceSet};
use super::mailboxes::state_items;
use super::patience::Pace;
use super::response::Untagged;
use super::session::Session;
use super::state::MailboxState;
use crate::mail::error::MailError;

/// From this size on a mailbox is asked how much has changed before it is asked what.
const LARGE: u32 = 2000;

/// How many UIDs may have been given out for the reckoning of what is gone: they are all asked for.
const MAX_RECKONED: u32 = 20_000;

/// What the server said has changed, by UID.
#[derive(Debug, Default)]
struct Seen {
    /// MODSEQ and UID of each message that has come or has changed, and is still there.
    touched: BTreeSet<(u64, u32)>,
    gone: BTreeSet<u32>,
}

/// What changed since the state `since`, at most `max` ids.
pub(super) async fn since(
    session: &mut Session,
    mailbox: &MailboxId,
    since: &str,
    max: u32,
) -> Result<MailboxChanges, MailError> {
    let before = MailboxState::named("since", since)?;
    let reckoned = match reckon(session, mailbox, &before, max).await {
        Err(MailError::Stale) => {
            // It may have been deleted since then under the connection, of which Cyrus says nothing to NOOP.
            session.look_away();
            reckon(session, mailbox, &before, max).await
        }
        reckoned => reckoned,
    };
    let (now, page) = reckoned?;
    let ids = |uids: Vec<u32>| {
        uids.into_iter().filter_map(|uid| EmailId::new(mailbox.clone(), before.uid_validity, uid).ok()).collect()
    };
    Ok(MailboxChanges {
        old_state: since.to_owned(),
        new_state: now.to_string(),
        has_more_changes: page.has_more,
        created: ids(page.created),
        updated: ids(page.updated),
        destroyed: ids(page.destroyed),
    })
}

async fn reckon(
    session: &mut Session,
    mailbox: &MailboxId,
    before: &MailboxState,
    max: u32,
) -> Result<(MailboxState, Page), MailError> {
    if session.look_at(mailbox).await? != before.uid_validity {
        return Err(MailError::Stale);
    }
    if before.modseq == 0 {
        return Err(MailError::CannotCalculateChanges("the server does not count changes"));
    }
    refuse_too_many(session, before).await?;
    let (now, seen) = ask(session, mailbox, before).await?;
    page(before, now, seen, max)
}

/// No request may cost a whole mailbox: a state so old that most of a large mailbox has changed is not worth it.
async fn refuse_too_many(session: &mut Session, before: &MailboxState) -> Result<(), MailError> {
    let exists = session.selected().map_or(0, |selected| selected.exists);
    if exists <= LARGE || !session.has("ESEARCH") {
        return Ok(());
    }
    let command = Command::new("UID SEARCH RETURN (COUNT) MODSEQ").at_pace(Pace::Slow).number(before.modseq + 1);
    let answer = session.run(command).await?;
    let count = answer.untagged.iter().find_map(|response| match response {
        Untagged::Esearch(found) => found.items.number("COUNT"),
        _ => None,
    });
    if count.is_some_and(|count| count > u64::from(MAX_CHANGES)) { Err(too_many()) } else { Ok(()) }
}

fn too_many() -> MailError {
    MailError::CannotCalculateChanges("too much has changed")
}

/// The state now, and what has happened since `before`.
async fn ask(
    session: &mut Session,
    mailbox: &MailboxId,
    before: &MailboxState,
) -> Result<(MailboxState, Seen), MailError> {
    let everything = SequenceSet::range(1, u32::MAX);
    let fetch = Command::new("UID FETCH").at_pace(Pace::Slow).set(&everything).words("(FLAGS) (CHANGEDSINCE");
    let fetch = fetch.number(before.modseq).close(if session.has_qresync() { " VANISHED)" } else { ")" });
    // STATUS first: what happens in between is told twice rather than never.
    let status = Command::new("STATUS").mailbox(mailbox).words(state_items(session));
    let batch = session.run_all(&[status, fetch]).await?;
    batch.ends.into_iter().collect::<Result<Vec<_>, _>>()?;
    let state = batch.untagged.iter().find_map(|response| match response {
        Untagged::Status(_, items) => Some(MailboxState::of(items)),
        _ => None,
    });
    let now = state.ok_or(MailError::CannotCalculateChanges("the server does not tell its state"))?;
    let mut seen = Seen::default();
    for response in &batch.untagged {
        seen.note(response, before)?;
    }
    if !session.has_qresync() {
        seen.gone.extend(reckon_gone(session, before, &now, &seen).await?);
    }
    Ok((now, seen))
}

impl Seen {
    fn note(&mut self, response: &Untagged, before: &MailboxState) -> Result<(), MailError> {
        match response {
            // Whose messages the client has never known cannot be gone for it.
            Untagged::Vanished(vanished) => {
                let known = vanished.uids.up_to(before.uid_next.saturating_sub(1));
                if known.len() > MAX_CHANGES {
                    return Err(too_many());
                }
                self.gone.extend(known.numbers());
            }
            Untagged::Fetch(fetch) => {
                let Some(uid) = fetch.uid() else { return Ok(()) };
                if fetch.is_deleted() {
                    // A message that waits for its removal is not shown in any list.
                    self.gone.insert(uid);
                } else {
                    self.touched.insert((fetch.modseq().unwrap_or(u64::MAX), uid));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Which messages are gone, on a server that cannot say so: when the counts do not add up, all that were ever there
/// and are there no more, since nobody knows which of them the client knew.
async fn reckon_gone(
    session: &mut Session,
    before: &MailboxState,
    now: &MailboxState,
    seen: &Seen,
) -> Result<Vec<u32>, MailError> {
    let come = seen.touched.iter().filter(|(_, uid)| *uid >= before.uid_next).count();
    let should_be = u64::from(before.messages) + u64::try_from(come).unwrap_or(u64::MAX);
    if should_be == u64::from(now.messages) {
        return Ok(Vec::new());
    }
    let last = before.uid_next.saturating_sub(1);
    if last > MAX_RECKONED {
        return Err(MailError::CannotCalculateChanges("the server does not say what is gone"));
    }
    let known = SequenceSet::range(1, last.max(1));
    let answer = session.run(Command::new("UID SEARCH UID").at_pace(Pace::Slow).set(&known)).await?;
    let there: BTreeSet<u32> = answer.found().collect();
    Ok((1..=last).filter(|uid| !there.contains(uid)).collect())
}

/// A page of the changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    created: Vec<u32>,
    updated: Vec<u32>,
    destroyed: Vec<u32>,
    has_more: bool,
}

/// The first `max` changes, and the state after them. Changes are in order of MODSEQ, so a page may end where MODSEQ
/// grows. What is gone has no MODSEQ, hence stands on every page; being told twice that it is gone hurts nobody.
fn page(before: &MailboxState, now: MailboxState, mut seen: Seen, max: u32) -> Result<(MailboxState, Page), MailError> {
    let gone = std::mem::take(&mut seen.gone);
    let mut touched: Vec<(u64, u32)> = seen.touched.into_iter().filter(|(_, uid)| !gone.contains(uid)).collect();
    let destroyed: Vec<u32> = gone.into_iter().filter(|uid| *uid < before.uid_next).collect();
    let room = usize::try_from(max).unwrap_or(usize::MAX).checked_sub(destroyed.len()).ok_or_else(too_many)?;
    let mut after = now;
    let has_more = touched.len() > room;
    if has_more {
        // Where many messages were changed at once they share a MODSEQ, and belong on one page.
        let first_left_out = touched[room].0;
        touched.retain(|(modseq, _)| *modseq < first_left_out);
        let last = touched.last().ok_or_else(too_many)?.0;
        // To the next page, what has come since then is still new.
        after = MailboxState { modseq: last, ..*before };
    }
    let mut page = Page { destroyed, has_more, ..Page::default() };
    for (_, uid) in touched {
        if uid >= before.uid_next { page.created.push(uid) } else { page.updated.push(uid) }
    }
    page.created.sort_unstable();
    page.updated.sort_unstable();
    Ok((after, page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    const BEFORE: MailboxState = MailboxState { uid_validity: 9, modseq: 10, uid_next: 100, messages: 50, unseen: 0 };

    fn seen(lines: &[&str]) -> Seen {
        let mut seen = Seen::default();
        for line in lines {
            seen.note(&Untagged::parse(&Bytes::from((*line).to_owned())), &BEFORE).unwrap();
        }
        seen
    }

    fn paged(lines: &[&str], max: u32) -> Result<(MailboxState, Page), MailError> {
        page(&BEFORE, MailboxState { modseq: 20, ..BEFORE }, seen(lines), max)
    }

    #[test]
    fn what_is_told_as_changed_and_as_gone_is_gone() {
        // Cyrus tells the flags of a message that was expunged before anybody looked.
        let told = [
            "* VANISHED (EARLIER) 1,3,120\r\n",
            "* 1 FETCH (FLAGS (\\Recent \\Seen) UID 1 MODSEQ (11))\r\n",
            "* 2 FETCH (FLAGS (\\Flagged) UID 2 MODSEQ (12))\r\n",
            "* 4 FETCH (FLAGS (\\deleted) UID 5 MODSEQ (13))\r\n",
            "* 7 FETCH (FLAGS () UID 100 MODSEQ (14))\r\n",
        ];
        let (state, page) = paged(&told, 100).unwrap();
        assert_eq!(
            page,
            Page { created: vec![100], updated: vec![2], destroyed: vec![1, 3, 5], has_more: false },
            "UID 120 came and went: the client never knew it"
        );
        assert_eq!(state.modseq, 20);
    }

    #[test]
    fn a_page_ends_where_the_modseq_grows() {
        let told = [
            "* 1 FETCH (FLAGS () UID 1 MODSEQ (11))\r\n",
            "* 2 FETCH (FLAGS () UID 2 MODSEQ (12))\r\n",
            "* 3 FETCH (FLAGS () UID 3 MODSEQ (12))\r\n",
            "* 4 FETCH (FLAGS () UID 101 MODSEQ (13))\r\n",
        ];
        let (state, first) = paged(&told, 2).unwrap();
        assert_eq!((first.updated, first.has_more, state.modseq, state.uid_next), (vec![1], true, 11, 100));
        let (_, next) = paged(&told[1..], 2).unwrap();
        assert_eq!((next.updated, next.created, next.has_more), (vec![2, 3], vec![], true));
        let all_at_once = paged(&told[1..], 1);
        assert!(matches!(all_at_once, Err(MailError::CannotCalculateChanges(_))), "no page can hold them");
    }

    #[test]
    fn a_set_that_names_half_of_all_numbers_is_not_read_out() {
        let vanished = Untagged::parse(&Bytes::from_static(b"* VANISHED (EARLIER) 1:4294967295\r\n"));
        let much = MailboxState { uid_next: u32::MAX, ..BEFORE };
        assert!(Seen::default().note(&vanished, &much).is_err());
    }
}
