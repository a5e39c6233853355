//! Which messages of a mailbox belong together, as the server says (THREAD, RFC 5256), and what a node remembers of it.
//!
//! The answer names every message once, by UID, and no header is fetched for it: a mailbox of 100,000 messages is 660 KB
//! of text, and its index 600 KB of memory. Servers keep their own index for it on disk.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use gatepost_shared::id::MailboxId;
use moka::future::Cache;
use tokio::time::timeout;

use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;
use crate::mail::imap::window::look::{Seen, look};

/// How many bytes of indexes a node keeps, all people together.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How long an index is kept that nobody asks for.
const REST: Duration = Duration::from_mins(5);

/// How long a person waits for the index. The first one of a large mailbox takes a server longer (Dovecot reads every
/// header once, 15 s for 100,000); until it is there the list is not drawn together.
const PATIENCE: Duration = Duration::from_secs(3);

/// The conversations of a mailbox, by UID. Newest first, and so are the messages of each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    uids: Vec<u32>,
    /// Where each conversation begins and ends in `uids`.
    threads: Vec<(u32, u32)>,
    /// Every UID with the place of its conversation in `threads`, in order of UIDs: made when it is first asked for.
    places: OnceLock<Vec<(u32, u32)>>,
}

/// What a node remembers of all people's conversations: soft state, keyed by the mailbox's state (invariant 2).
#[derive(Debug)]
pub(in crate::mail::imap) struct Indexes(Cache<Key, Arc<Index>>);

/// Of which mailbox, in which state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) person: u64,
    pub(super) mailbox: MailboxId,
    pub(super) version: String,
}

impl Default for Indexes {
    fn default() -> Self {
        let weight = |_: &Key, index: &Arc<Index>| u32::try_from(index.bytes()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(MAX_BYTES).weigher(weight).time_to_idle(REST).build())
    }
}

impl Indexes {
    /// The index, made if it is not there; who asks for the same one meanwhile waits for the same answer.
    pub(super) async fn get(
        &self,
        key: Key,
        make: impl Future<Output = Result<Index, MailError>>,
    ) -> Result<Arc<Index>, MailError> {
        let made = self.0.try_get_with(key, async { make.await.map(Arc::new) });
        made.await.map_err(|error| MailError::clone(&error))
    }
}

impl Index {
    /// The newest message of each conversation, the newest first.
    pub(super) fn heads(&self) -> Vec<u32> {
        (0..self.threads.len()).filter_map(|place| self.thread(place)?.first().copied()).collect()
    }

    /// Of messages in any order, the first of each conversation. One that is in none stands for itself: it has come since.
    pub(super) fn first_of_each(&self, uids: &[u32]) -> Vec<u32> {
        let mut seen = HashSet::new();
        let is_first = |uid: &u32| self.place_of(*uid).is_none_or(|place| seen.insert(place));
        uids.iter().copied().filter(is_first).collect()
    }

    /// The conversation of a message, newest first.
    pub(super) fn thread_of(&self, uid: u32) -> Option<&[u32]> {
        self.thread(self.place_of(uid)?)
    }

    fn thread(&self, place: usize) -> Option<&[u32]> {
        let (from, to) = self.threads.get(place)?;
        self.uids.get(usize::try_from(*from).ok()?..usize::try_from(*to).ok()?)
    }

    fn place_of(&self, uid: u32) -> Option<usize> {
        let places = self.places.get_or_init(|| self.places());
        let at = places.binary_search_by_key(&uid, |(uid, _)| *uid).ok()?;
        usize::try_from(places[at].1).ok()
    }

    fn places(&self) -> Vec<(u32, u32)> {
        let numbered = (0..).zip(0..self.threads.len());
        let of_thread = |(number, place): (u32, usize)| {
            let uids = self.thread(place).unwrap_or_default();
            uids.iter().map(move |uid| (*uid, number))
        };
        let mut places: Vec<(u32, u32)> = numbered.flat_map(of_thread).collect();
        places.sort_unstable();
        places
    }

    fn bytes(&self) -> usize {
        200 + self.uids.len() * size_of::<(u32, u32, u32)>() + self.threads.len() * size_of::<(u32, u32)>()
    }

    /// Reads what stands behind the word THREAD: `(2)(3 6 (4 23)(44 7 96))`. The outermost parentheses hold a
    /// conversation each, whatever is nested in them: how deep does not matter, nothing here recurses.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut index = Self::default();
        let (mut depth, mut begin, mut number) = (0_u32, 0_usize, None::<u32>);
        for byte in text.iter().chain(b" ") {
            if byte.is_ascii_digit() {
                let digit = u32::from(byte - b'0');
                number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
                continue;
            }
            // A number outside of all parentheses belongs to nothing.
            index.uids.extend(number.take().filter(|number| depth > 0 && *number > 0));
            match byte {
                b'(' => depth = depth.saturating_add(1),
                b')' if depth == 1 => {
                    depth = 0;
                    index.end_thread(&mut begin);
                }
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        index.uids.truncate(begin);
        let newest =
            |(from, _): &(u32, u32)| usize::try_from(*from).ok().and_then(|from| index.uids.get(from)).copied();
        index.threads.sort_by_key(|thread| std::cmp::Reverse(newest(thread)));
        index
    }

    fn end_thread(&mut self, begin: &mut usize) {
        let end = self.uids.len();
        self.uids[*begin..].sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
        if let (Ok(from), Ok(to)) = (u32::try_from(*begin), u32::try_from(end))
            && from < to
        {
            self.threads.push((from, to));
        }
        *begin = end;
    }
}

/// The index that holds now, and its version; none on a server that cannot thread, or that needs longer for it than a
/// person waits. It goes on meanwhile.
pub(super) async fn of(mail: &Mail, mailbox: &MailboxId) -> Result<Option<(String, Arc<Index>)>, MailError> {
    let looked_at = mailbox.clone();
    let looking = mail.interactive(move |session| {
        let mailbox = looked_at.clone();
        Box::pin(async move {
            if algorithm(session).is_none() {
                return Ok(None);
            }
            version(session, &mailbox).await.map(|(_, version)| Some(version))
        })
    });
    let Some(version) = looking.await? else { return Ok(None) };
    let key = Key { person: mail.account.memory.person(), mailbox: mailbox.clone(), version: version.clone() };
    let mail = mail.clone();
    let making = tokio::spawn(async move {
        let (lane, of) = (mail.account.next_search_lane(), key.mailbox.clone());
        let asking = mail.searching(lane, move |session| {
            let of = of.clone();
            Box::pin(async move { ask(session, &of).await })
        });
        mail.account.thread_indexes().get(key, asking).await
    });
    match timeout(PATIENCE, making).await {
        Ok(Ok(index)) => Ok(Some((version, index?))),
        // It panicked, which is a fault of ours, or it takes long.
        Ok(Err(_)) | Err(_) => Ok(None),
    }
}

/// The way in which the server threads, if it does in one that suits (see [`gatepost_shared::thread`]). REFERENCES also
/// joins by subject; it is taken where there is nothing better, which is on no server that we know of.
pub(super) fn algorithm(session: &Session) -> Option<&'static str> {
    let known = [("THREAD=REFS", "REFS UTF-8 UNDELETED"), ("THREAD=REFERENCES", "REFERENCES UTF-8 UNDELETED")];
    known.into_iter().find(|(capability, _)| session.has(capability)).map(|(_, words)| words)
}

/// Looks at a mailbox: what it shows, and what names the index that holds for it.
pub(super) async fn version(session: &mut Session, mailbox: &MailboxId) -> Result<(Seen, String), MailError> {
    let seen = look(session, mailbox).await?;
    if session.selected().is_some_and(|selected| selected.has_deleted.is_none()) {
        let has_deleted = session.run(Command::new("SEARCH").words("DELETED")).await?.found().next().is_some();
        session.note_deleted(has_deleted);
    }
    let has_deleted = session.selected().is_none_or(|selected| selected.has_deleted != Some(false));
    // Which messages there are is known by UIDNEXT and their count, and marks matter to no conversation. Where some are
    // marked as deleted, it matters which.
    let version = match seen.arrivals() {
        Some(arrivals) if !has_deleted => arrivals,
        _ => seen.state.clone(),
    };
    Ok((seen, version))
}

/// Asks the server for the index of a mailbox.
pub(super) async fn ask(session: &mut Session, mailbox: &MailboxId) -> Result<Index, MailError> {
    session.look_at(mailbox).await?;
    let Some(algorithm) = algorithm(session) else { return Ok(Index::default()) };
    let answer = session.run(Command::new("UID THREAD").at_pace(Pace::Slow).words(algorithm)).await?;
    let text = answer.untagged.iter().find_map(|response| match response {
        Untagged::Thread(text) => Some(text),
        _ => None,
    });
    Ok(text.map(|text| Index::parse(text)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn threads(text: &str) -> Vec<Vec<u32>> {
        let index = Index::parse(text.as_bytes());
        index.heads().into_iter().filter_map(|head| index.thread_of(head)).map(<[u32]>::to_vec).collect()
    }

    #[test]
    fn conversations_stand_newest_first() {
        assert_eq!(
            threads("(2)(3 6 (4 23)(44 7 96))((5)(9))\r\n"),
            [vec![96, 44, 23, 7, 6, 4, 3], vec![9, 5], vec![2]]
        );
        assert!(threads("").is_empty());
        assert!(threads("()").is_empty());
        assert_eq!(threads("1 2 (3"), Vec::<Vec<u32>>::new(), "what is not closed is not whole");
    }

    #[test]
    fn of_messages_in_any_order_the_first_stands_for_its_conversation() {
        let index = Index::parse(b"(1)(2)(3 4)(5)");
        assert_eq!(index.heads(), [5, 4, 2, 1]);
        assert_eq!(index.first_of_each(&[3, 1, 4, 9, 5]), [3, 1, 9, 5]);
        assert_eq!((index.thread_of(3), index.thread_of(6)), (Some(&[4, 3][..]), None));
    }

    #[test]
    fn nesting_of_a_million_levels_is_read() {
        let deep = ["(7 ".repeat(1_000_000), ")".repeat(1_000_000)].concat();
        assert_eq!(Index::parse(deep.as_bytes()).heads().len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_no_number_is_in_two_conversations(text in "[0-9() \\r\\n{}x]{0,200}") {
            let index = Index::parse(text.as_bytes());
            let ends: Vec<u32> = index.threads.iter().map(|(from, to)| to - from).collect();
            prop_assert_eq!(usize::try_from(ends.iter().sum::<u32>()).unwrap(), index.uids.len());
        }
    }
}
