//! Writing to the drawer: many nodes at once, no locks, nothing lost.
//!
//! 1. Look, and make up what is to be written from what stands.
//! 2. Store it: each record with the generation after the one that was read.
//! 3. Look again. What we have written stands, unless somebody stored theirs after our first look and before us.
//!    Then it is they who stand, and we begin anew, on top of what they wrote: a condition ("if it is still as I know
//!    it") is tried against that, and fails, while a change of other things goes through.
//! 4. Only when ours is known to stand are the messages deleted that say nothing any more, by their UIDs, and only
//!    those that we have read.
//!
//! IMAP numbers messages in the order in which they are stored (RFC 3501, section 2.3.1.1), and who sees their own
//! message sees all that were stored before. That is all that is needed: it makes each thing in the drawer a register
//! with compare-and-swap. A node that dies anywhere in between leaves at worst a message that is superseded, or one
//! that stands and whose writer does not know it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::record::{BUNDLE, Bundle, Kind, Record, random_name};
use super::store::Store;
use super::view::{Fate, Standing, View};
use crate::mail::error::MailError;

/// How often somebody begins anew before they give up. Of those who write one thing at once, one gets through each
/// time: more than this many do not.
const ATTEMPTS: u32 = 16;

/// What is to be written.
pub struct Change<T> {
    /// Ids and new values; none deletes.
    pub puts: Vec<(String, Option<String>)>,
    /// What the caller wants to know when it stands.
    pub answer: T,
}

impl<T> Change<T> {
    /// Nothing is to be written.
    pub fn nothing(answer: T) -> Self {
        Self { puts: Vec::new(), answer }
    }
}

/// Changes things of one kind. `change` is asked what to write, given what stands; when somebody else was faster it is
/// asked again. `now` in seconds since 1970. Answers what `change` answered last, and the drawer as it is then.
pub async fn write<S: Store, T, E: From<MailError>>(
    store: &S,
    mut view: Arc<View>,
    kind: Kind,
    now: i64,
    mut change: impl FnMut(&View, &Standing<'_>) -> Result<Change<T>, E>,
) -> Result<(T, Arc<View>), E> {
    for _ in 0..ATTEMPTS {
        view = look(store, view).await?;
        let standing = view.standing(kind);
        let Change { puts, answer } = change(&view, &standing)?;
        if puts.is_empty() {
            return Ok((answer, view));
        }
        if view.is_overfull {
            return Err(overfull().into());
        }
        let record = |(id, value): (String, Option<String>)| {
            let before = standing.get(id.as_str()).map(|(record, _)| record.as_ref());
            Arc::new(Record::after(before, id, value, now))
        };
        let records: Vec<Arc<Record>> = puts.into_iter().map(record).collect();
        drop(standing);
        let stored = store_all(store, kind, &records, now).await;
        view = look_past(store, view, stored.as_ref().err()).await?;
        match view.fate(kind, &records) {
            Fate::Unknown => break,
            Fate::Lost => stored?,
            Fate::Taken => return Ok((answer, tidy(store, view, kind, now).await)),
        }
    }
    Err(MailError::Modified.into())
}

/// Looks, and keeps what was known where it still holds.
pub async fn look(store: &impl Store, known: Arc<View>) -> Result<Arc<View>, MailError> {
    Ok(store.look(&known).await?.map_or(known, Arc::new))
}

/// Looks after a write. A connection that broke in its midst may have carried it out: looking tells.
async fn look_past(store: &impl Store, known: Arc<View>, fault: Option<&MailError>) -> Result<Arc<View>, MailError> {
    match fault {
        Some(fault) if !is_doubtful(fault) => Err(fault.clone()),
        _ => look(store, known).await,
    }
}

fn is_doubtful(fault: &MailError) -> bool {
    matches!(fault, MailError::Disconnected { .. } | MailError::TimedOut { .. } | MailError::Unintelligible { .. })
}

async fn store_all(store: &impl Store, kind: Kind, records: &[Arc<Record>], now: i64) -> Result<(), MailError> {
    for bundle in bundles(kind, records) {
        store.put(bundle.to_message(now, &random_name())).await?;
    }
    Ok(())
}

/// The records in as few messages as may be.
fn bundles(kind: Kind, records: &[Arc<Record>]) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    for record in records {
        match bundles.last_mut().filter(|bundle| bundle.size() + record.size() <= BUNDLE) {
            Some(bundle) => bundle.records.push(Arc::clone(record)),
            None => bundles.push(Bundle { kind, records: vec![Arc::clone(record)] }),
        }
    }
    bundles
}

/// Deletes what says nothing any more, and writes anew what has come to lie scattered. No failure of it matters to
/// whoever has just written: it is logged, and made up for by the next.
async fn tidy<S: Store>(store: &S, mut view: Arc<View>, kind: Kind, now: i64) -> Arc<View> {
    let tidied = async {
        if let Some(gathered) = gather(&view, kind, now) {
            store_all(store, kind, &gathered, now).await?;
            view = look(store, Arc::clone(&view)).await?;
        }
        let spent = view.spent(kind, now);
        if spent.is_empty() { Ok(()) } else { store.remove(view.uid_validity, spent).await }
    };
    let tidied: Result<(), MailError> = tidied.await;
    if let Err(error) = tidied {
        tracing::debug!(%error, "superseded messages stay in the drawer");
    }
    view
}

/// The records that stand in scattered messages, to be written once more and together. They take the next generation
/// like every other write: whoever changes one of them at this moment is not overwritten.
fn gather(view: &View, kind: Kind, now: i64) -> Option<Vec<Arc<Record>>> {
    let scattered = view.scattered(kind);
    let spent: BTreeSet<u32> = view.spent(kind, now).into_iter().collect();
    let is_worth_it = |uid: &u32| scattered.contains(uid) && !spent.contains(uid);
    let standing = view.standing(kind).into_values().filter(|(_, uid)| is_worth_it(uid));
    let records: Vec<Arc<Record>> = standing.map(|(record, _)| Arc::new(record.again())).collect();
    (!scattered.is_empty() && !records.is_empty()).then_some(records)
}

fn overfull() -> MailError {
    MailError::TooLarge(
        "The mailbox \"Gatepost\", in which your webmail keeps its things, holds too many messages. Delete those that are not its own, then try again.".to_owned(),
    )
}
