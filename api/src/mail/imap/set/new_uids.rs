//! The UIDs that messages got where they were copied or moved to (COPYUID: RFC 4315, section 3).

use std::collections::BTreeMap;

use gatepost_shared::id::{EmailId, MailboxId};

use crate::mail::imap::session::Answer;

/// The new UIDs, by the old ones; none where the server did not tell.
#[derive(Debug, Default)]
pub(super) struct NewUids {
    uid_validity: u32,
    by_old: BTreeMap<u32, u32>,
}

impl NewUids {
    /// `COPYUID validity old-set new-set`: both sets are in the same order.
    pub(super) fn parse(answer: &Answer) -> Self {
        let Some(told) = answer.code_argument("COPYUID") else { return Self::default() };
        let mut words = told.split(' ');
        let (validity, old, new) = (words.next(), words.next(), words.next());
        let old = old.map(expand).unwrap_or_default();
        let new = new.map(expand).unwrap_or_default();
        let uid_validity = validity.and_then(|word| word.parse().ok()).unwrap_or(0);
        // Sets that do not fit each other tell nothing.
        let by_old = if old.len() == new.len() { old.into_iter().zip(new).collect() } else { BTreeMap::new() };
        Self { uid_validity, by_old }
    }

    /// New UIDs that were found out.
    pub(super) fn new(uid_validity: u32, by_old: BTreeMap<u32, u32>) -> Self {
        Self { uid_validity, by_old }
    }

    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.by_old.len()
    }

    /// The old id and the new one in this mailbox.
    pub(super) fn id(&self, old: &EmailId, mailbox: Option<&MailboxId>) -> Option<(EmailId, EmailId)> {
        let uid = *self.by_old.get(&old.uid)?;
        Some((old.clone(), EmailId::new(mailbox?.clone(), self.uid_validity, uid).ok()?))
    }
}

/// The numbers of a set, at most as many as one request may change.
fn expand(set: &str) -> Vec<u32> {
    let runs = set.split(',').filter_map(|run| {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?))
    });
    runs.flat_map(|(first, last)| first.min(last)..=first.max(last))
        .take(2 * gatepost_shared::mutation::MAX_IDS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::imap::response::Line;

    #[test]
    fn new_uids_are_told_in_the_same_order() {
        let line = Line::parse_tagged(b"A1 OK [COPYUID 38505 304,319:320 3956:3958] Done");
        let new = NewUids::parse(&Answer { untagged: Vec::new(), line });
        assert_eq!(new.by_old.into_iter().collect::<Vec<_>>(), [(304, 3956), (319, 3957), (320, 3958)]);
        assert!(expand("1:4294967295").len() <= 2000);
    }
}
