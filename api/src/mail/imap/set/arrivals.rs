//! Which UIDs copies got, on a server that does not tell (no UIDPLUS, RFC 4315).
//!
//! What is there after the copy and was not before it is compared with the originals: as many, in the same order, each
//! of the same size and date (COPY keeps both: RFC 3501, section 6.4.7). Whatever does not fit exactly, such as mail that
//! came in the same moment, leaves the new ids unknown, which is an answer, too: none is ever guessed.

use gatepost_shared::id::MailboxId;

use super::new_uids::NewUids;
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::mailboxes;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;
use crate::mail::imap::state::MailboxState;
use crate::mail::imap::value::Value;

/// A message by what a copy has in common with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    uid: u32,
    size: Option<u64>,
    date: Option<String>,
}

impl Look {
    fn is_copy_of(&self, original: &Self) -> bool {
        self.size.is_some() && (self.size, &self.date) == (original.size, &original.date)
    }
}

/// How things were before the copy.
#[derive(Debug)]
pub(super) struct Before {
    target: MailboxId,
    state: MailboxState,
    originals: Vec<Look>,
}

impl Before {
    /// Looks, where the server will not tell.
    pub(super) async fn look(
        session: &mut Session,
        set: &SequenceSet,
        target: &MailboxId,
    ) -> Result<Option<Self>, MailError> {
        let is_same = session.selected().is_some_and(|selected| selected.mailbox == *target);
        if is_same || session.has("UIDPLUS") {
            return Ok(None);
        }
        let originals = looks(session, set).await?;
        let state = mailboxes::state_now(session, target).await?;
        Ok(Some(Self { target: target.clone(), state, originals }))
    }

    /// Finds the copies, and looks at the mailbox of the originals again.
    pub(super) async fn find_copies(self, session: &mut Session) -> Result<NewUids, MailError> {
        let Some(source) = session.selected().cloned() else { return Ok(NewUids::default()) };
        let found = self.copies(session).await;
        session.select_for(&source.mailbox, source.uid_validity).await?;
        match found {
            Err(MailError::Refused { .. } | MailError::NotFound(_) | MailError::Stale) => Ok(NewUids::default()),
            found => found,
        }
    }

    async fn copies(&self, session: &mut Session) -> Result<NewUids, MailError> {
        session.select_for(&self.target, self.state.uid_validity).await?;
        let mut copies = looks(session, &SequenceSet::range(self.state.uid_next, u32::MAX)).await?;
        // A range that begins behind the last message names that one (RFC 3501, section 9, seq-range).
        copies.retain(|copy| copy.uid >= self.state.uid_next);
        Ok(pair(self.state.uid_validity, &self.originals, &copies))
    }
}

fn pair(uid_validity: u32, originals: &[Look], copies: &[Look]) -> NewUids {
    let fit = originals.len() == copies.len()
        && originals.iter().zip(copies).all(|(original, copy)| copy.is_copy_of(original));
    let pairs = originals.iter().zip(copies).map(|(original, copy)| (original.uid, copy.uid));
    if fit { NewUids::new(uid_validity, pairs.collect()) } else { NewUids::default() }
}

/// These messages in the order of their UIDs.
async fn looks(session: &mut Session, set: &SequenceSet) -> Result<Vec<Look>, MailError> {
    let ask = Command::new("UID FETCH").at_pace(Pace::Slow).set(set).words("(UID INTERNALDATE RFC822.SIZE)");
    let answer = session.run(ask).await?;
    let mut looks: Vec<Look> = answer
        .fetches()
        .filter_map(|fetch| {
            let date = fetch.items.get("INTERNALDATE").and_then(Value::text);
            Some(Look { uid: fetch.uid()?, size: fetch.items.number("RFC822.SIZE"), date })
        })
        .collect();
    looks.sort_unstable_by_key(|look| look.uid);
    looks.dedup_by_key(|look| look.uid);
    Ok(looks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(uid: u32, size: u64) -> Look {
        Look { uid, size: Some(size), date: Some("23-Nov-2026 09:30:00 +0000".to_owned()) }
    }

    #[test]
    fn copies_are_known_by_their_order_size_and_date() {
        let originals = [look(3, 100), look(9, 200)];
        let told = |copies: &[Look]| pair(7, &originals, copies).len();
        assert_eq!(told(&[look(51, 100), look(52, 200)]), 2);
    }

    #[test]
    fn what_does_not_fit_exactly_stays_unknown() {
        let originals = [look(3, 100), look(9, 200)];
        let other_date = Look { date: None, ..look(52, 200) };
        for copies in [
            vec![look(51, 200), look(52, 100)],
            vec![look(51, 100)],
            vec![look(50, 5), look(51, 100), look(52, 200)],
            vec![look(51, 100), other_date],
            vec![Look { size: None, ..look(51, 100) }, look(52, 200)],
        ] {
            assert_eq!(pair(7, &originals, &copies).len(), 0, "{copies:?}");
        }
    }
}
