//! What the drawer says: of all versions that lie in it, which count.
//!
//! Of several versions of a thing the one with the highest generation stands; of two with the same generation the one
//! that was stored first, that is, the one with the lower UID. Whoever writes takes the generation after the one that
//! they have read. So of two that write at once, the second to be stored does not stand, and finds out by looking
//! ([`super::write`]). Everything else is superseded: it can be deleted by whoever has read it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gatepost_shared::id::MailboxId;

use super::record::{Bundle, Kind, MAX_HISTORY, Record};

/// How long the trace of a deleted thing is kept beyond its last other version: much longer than any write takes.
const TRACE_SECONDS: i64 = 24 * 3600;

/// The drawer as it was when somebody looked.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The mailbox; none while there is none.
    pub mailbox: Option<MailboxId>,
    /// UIDVALIDITY (RFC 3501, section 2.3.1.1): another one means that everything is to be read anew.
    pub uid_validity: u32,
    /// What the server said of the mailbox then; none when there is no mailbox.
    pub state: Option<String>,
    /// The last message that was looked at.
    pub highest: u32,
    /// Our messages by UID.
    pub messages: BTreeMap<u32, Arc<Bundle>>,
    /// Whether it holds more than is looked at: what lies underneath is not known.
    pub is_overfull: bool,
}

/// The versions that stand, by id, with the message that holds each. Deleted things are among them.
pub type Standing<'a> = BTreeMap<&'a str, (&'a Arc<Record>, u32)>;

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It stands, or it stood and has been read by whoever wrote what stands now.
    Taken,
    /// It never stood: somebody else was faster.
    Lost,
    /// So much has been written since that nobody knows.
    Unknown,
}

impl View {
    /// The versions of this kind that stand.
    pub fn standing(&self, kind: Kind) -> Standing<'_> {
        let mut standing = Standing::new();
        for (uid, bundle) in self.of(kind) {
            for record in &bundle.records {
                let newer = |(best, _): &(&Arc<Record>, u32)| best.generation < record.generation;
                if standing.get(record.id.as_str()).is_none_or(newer) {
                    standing.insert(&record.id, (record, uid));
                }
            }
        }
        standing
    }

    /// The values of this kind that stand, by id.
    pub fn values(&self, kind: Kind) -> impl Iterator<Item = &Arc<Record>> {
        self.standing(kind).into_values().map(|(record, _)| record).filter(|record| !record.is_gone())
    }

    /// One value that stands.
    pub fn value(&self, kind: Kind, id: &str) -> Option<Arc<Record>> {
        let (record, _) = self.standing(kind).remove(id)?;
        (!record.is_gone()).then(|| Arc::clone(record))
    }

    /// What became of the versions that somebody has written: the worst that became of any.
    pub fn fate(&self, kind: Kind, written: &[Arc<Record>]) -> Fate {
        let standing = self.standing(kind);
        let fates =
            written.iter().map(|record| fate(standing.get(record.id.as_str()).map(|(now, _)| now.as_ref()), record));
        fates.max().unwrap_or(Fate::Taken)
    }

    /// The messages of this kind that say nothing any more: all that they carry is superseded, or is the trace of a
    /// thing of which nothing else is left. `now` in seconds since 1970.
    pub fn spent(&self, kind: Kind, now: i64) -> Vec<u32> {
        let standing = self.standing(kind);
        let mut versions: BTreeMap<&str, u32> = BTreeMap::new();
        for record in self.of(kind).flat_map(|(_, bundle)| &bundle.records) {
            *versions.entry(&record.id).or_default() += 1;
        }
        let is_spent = |uid: u32, record: &Record| match standing.get(record.id.as_str()) {
            Some((_, holder)) if *holder != uid => true,
            _ => record.is_gone() && record.at < now - TRACE_SECONDS && versions.get(record.id.as_str()) == Some(&1),
        };
        let spent = self.of(kind).filter(|(uid, bundle)| bundle.records.iter().all(|record| is_spent(*uid, record)));
        spent.map(|(uid, _)| uid).collect()
    }

    /// The messages of this kind worth writing anew together: many small ones, and those of which little still stands.
    pub fn scattered(&self, kind: Kind) -> BTreeSet<u32> {
        const MANY: usize = 48;
        const SMALL: usize = 24 * 1024;
        let standing = self.standing(kind);
        let is_scattered = |uid: u32, bundle: &Bundle| {
            let stands = |record: &&Arc<Record>| standing.get(record.id.as_str()).is_some_and(|(_, at)| *at == uid);
            let size = bundle.size();
            let left: usize = bundle.records.iter().filter(stands).map(|record| record.size()).sum();
            size < SMALL || 2 * left < size
        };
        let scattered: BTreeSet<u32> =
            self.of(kind).filter(|(uid, bundle)| is_scattered(*uid, bundle)).map(|(uid, _)| uid).collect();
        if scattered.len() >= MANY { scattered } else { BTreeSet::new() }
    }

    /// About how many bytes it takes in memory.
    pub fn size(&self) -> usize {
        self.messages.values().map(|bundle| bundle.size()).sum::<usize>() + 512
    }

    /// The messages of one kind, those stored first first.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = (u32, &Bundle)> {
        let of_kind = move |(_, bundle): &(&u32, &Arc<Bundle>)| bundle.kind == kind;
        self.messages.iter().filter(of_kind).map(|(uid, bundle)| (*uid, bundle.as_ref()))
    }
}

/// What became of one version, given what stands now.
fn fate(now: Option<&Record>, written: &Record) -> Fate {
    let Some(now) = now else { return Fate::Lost };
    if now.revision == written.revision || now.history.contains(&written.revision) {
        return Fate::Taken;
    }
    let distance = now.generation.saturating_sub(written.generation);
    if distance < MAX_HISTORY as u64 { Fate::Lost } else { Fate::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, generation: u64, value: Option<&str>) -> Record {
        let mut record = Record::after(None, id.to_owned(), value.map(str::to_owned), 1000);
        record.generation = generation;
        record
    }

    fn view(messages: Vec<Vec<Record>>) -> View {
        let bundle = |records: Vec<Record>| {
            Arc::new(Bundle { kind: Kind::Contacts, records: records.into_iter().map(Arc::new).collect() })
        };
        View { messages: (1..).zip(messages.into_iter().map(bundle)).collect(), ..View::default() }
    }

    fn values(view: &View) -> Vec<&str> {
        view.values(Kind::Contacts).filter_map(|record| record.value.as_deref()).collect()
    }

    #[test]
    fn the_highest_generation_stands_and_of_two_the_first_stored() {
        let view = view(vec![
            vec![record("a", 2, Some("a2")), record("b", 1, Some("b1"))],
            vec![record("a", 1, Some("a1"))],
            vec![record("b", 2, Some("first"))],
            vec![record("b", 2, Some("second"))],
        ]);
        assert_eq!(values(&view), ["a2", "first"]);
        assert_eq!(view.spent(Kind::Contacts, 1000), [2, 4]);
        assert!(view.values(Kind::Settings).next().is_none());
    }

    #[test]
    fn the_trace_of_a_deleted_thing_goes_last() {
        let deleted =
            view(vec![vec![record("a", 1, Some("a1")), record("b", 1, Some("b1"))], vec![record("a", 2, None)]]);
        assert_eq!(values(&deleted), ["b1"]);
        assert!(deleted.spent(Kind::Contacts, 1_000_000).is_empty(), "without the trace the old version would be back");
        let alone = view(vec![vec![record("a", 2, None)]]);
        assert!(alone.spent(Kind::Contacts, 1000).is_empty(), "somebody may be writing");
        assert_eq!(alone.spent(Kind::Contacts, 1_000_000), [1]);
    }

    #[test]
    fn many_small_messages_are_worth_writing_anew() {
        let few = view((0..40).map(|n| vec![record(&n.to_string(), 1, Some("x"))]).collect());
        assert!(few.scattered(Kind::Contacts).is_empty());
        let many = view((0..60).map(|n| vec![record(&n.to_string(), 1, Some("x"))]).collect());
        assert_eq!(many.scattered(Kind::Contacts).len(), 60);
    }
}
