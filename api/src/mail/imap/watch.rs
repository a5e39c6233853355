//! Telling of changes: one watcher a person and node, for any number of browsers.
//!
//! The watcher has a connection of its own. It looks at all mailboxes by LIST-STATUS when the server says that there is
//! something new ([`super::notify`]), when this node has changed something, and every so often. Streams are behind by as
//! much as their readers are slow, never by more: what waits for a stream is the latest state, not a queue of changes.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::event::StateChange;
use gatepost_shared::id::MailboxId;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use super::account::Account;
use super::mailboxes;
use super::notify::Source;
use crate::mail::error::MailError;

/// How long the watcher stays when the last browser has gone: it is often the one that comes back.
const LINGER: Duration = Duration::from_secs(30);

/// A connection that has lived this long and ends is opened anew without a word.
const PROVEN: Duration = Duration::from_secs(20);

type States = BTreeMap<MailboxId, String>;

/// What somebody knows who begins, or goes on, to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knows {
    /// Nothing: all states are told.
    Nothing,
    /// These states: what differs is told.
    States(BTreeMap<MailboxId, String>),
    /// What was told up to this [`Told::vector`]: nothing is told if it still holds, otherwise all states.
    Vector(String),
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The mailboxes, with their new states; a mailbox that is gone has the empty state.
    pub change: StateChange,
    /// Stands for the states of all mailboxes after this change.
    pub vector: String,
}

/// What the watcher knows.
#[derive(Debug, Clone)]
enum Known {
    /// Nothing yet.
    Nothing,
    /// The state of each mailbox.
    States(Arc<States>),
    /// The watcher has ended.
    Failed(MailError),
}

/// The place of the one watcher.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    running: Mutex<Option<watch::Sender<Known>>>,
    wake: Notify,
}

impl Watcher {
    /// Looks at all mailboxes now: something was changed through this node. Costs nothing when nobody watches.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// How many streams there are.
    pub(super) fn count(&self) -> usize {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map_or(0, watch::Sender::receiver_count)
    }

    fn subscribe(&self, account: &Arc<Account>) -> watch::Receiver<Known> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = running.as_ref() {
            self.wake();
            return sender.subscribe();
        }
        let (sender, receiver) = watch::channel(Known::Nothing);
        *running = Some(sender.clone());
        tokio::spawn(run(Arc::clone(account), sender));
        receiver
    }

    /// Ends the watcher, if nobody watches. False when somebody has come.
    fn end_if_alone(&self, sender: &watch::Sender<Known>) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let is_alone = sender.receiver_count() == 0;
        if is_alone {
            *running = None;
        }
        is_alone
    }

    fn end(&self) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The changes from now on; the first item says what differs from what is known.
pub(super) fn changes(account: &Arc<Account>, knows: Knows) -> BoxStream<'static, Result<Told, MailError>> {
    let receiver = account.watcher.subscribe(account);
    stream::unfold(Some((receiver, Seen::Before(knows))), |state| async move {
        let (mut receiver, seen) = state?;
        loop {
            let known = receiver.borrow_and_update().clone();
            match known {
                Known::States(now) => {
                    if let Some(changed) = seen.news(&now) {
                        let told = Told { change: StateChange { changed }, vector: vector(&now) };
                        return Some((Ok(told), Some((receiver, Seen::Now(now)))));
                    }
                }
                Known::Failed(error) => return Some((Err(error), None)),
                Known::Nothing => {}
            }
            // The watcher ends only with a last word, which has been read.
            if receiver.changed().await.is_err() {
                return None;
            }
        }
    })
    .boxed()
}

/// What a stream has told.
enum Seen {
    /// Nothing yet.
    Before(Knows),
    /// The states of then.
    Now(Arc<States>),
}

impl Seen {
    /// What there is to tell; none when nothing has changed.
    fn news(&self, now: &States) -> Option<States> {
        match self {
            Self::Before(Knows::States(before)) => Some(difference(before, now)),
            Self::Before(Knows::Vector(before)) if *before == vector(now) => Some(States::new()),
            Self::Before(Knows::Nothing | Knows::Vector(_)) => Some(now.clone()),
            Self::Now(before) => Some(difference(before, now)).filter(|changed| !changed.is_empty()),
        }
    }
}

/// A digest of all states: the same on every node.
fn vector(states: &States) -> String {
    let mut digest = Sha256::new();
    for (id, state) in states {
        // Neither can hold a control character.
        digest.update([id.name(), "\0", state, "\0"].concat());
    }
    digest.finalize()[..12].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// What is new or different; a mailbox that is gone has the empty state.
pub(super) fn difference(before: &States, now: &States) -> States {
    let changed = now.iter().filter(|(id, state)| before.get(*id) != Some(state));
    let gone = before.keys().filter(|id| !now.contains_key(*id)).map(|id| (id.clone(), String::new()));
    changed.map(|(id, state)| (id.clone(), state.clone())).chain(gone).collect()
}

async fn run(account: Arc<Account>, sender: watch::Sender<Known>) {
    loop {
        let begun = Instant::now();
        let error = tokio::select! {
            error = follow(&account, &sender) => error,
            () = left_alone(&account, &sender) => return,
        };
        // Servers end connections now and then: a restart, a time limit. Opened anew, all is told that was missed.
        if begun.elapsed() < PROVEN {
            account.watcher.end();
            sender.send_replace(Known::Failed(error));
            return;
        }
    }
}

/// Returns when nobody has watched for a while, and the watcher's place is free.
async fn left_alone(account: &Account, sender: &watch::Sender<Known>) {
    loop {
        sender.closed().await;
        sleep(LINGER).await;
        if account.watcher.end_if_alone(sender) {
            return;
        }
    }
}

/// Tells of changes until the connection ends.
async fn follow(account: &Account, sender: &watch::Sender<Known>) -> MailError {
    match try_follow(account, sender).await {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

async fn try_follow(account: &Account, sender: &watch::Sender<Known>) -> Result<Infallible, MailError> {
    let mut warm = account.open().await?;
    // What happens while the states are read is told by the source, which has begun before.
    let mut source = Source::open(&mut warm.session).await?;
    loop {
        tell(sender, mailboxes::states(&mut warm.session).await?);
        source.rest(&mut warm.session, account.watcher.wake.notified(), account.limits().poll).await?;
    }
}

fn tell(sender: &watch::Sender<Known>, states: States) {
    sender.send_if_modified(|known| {
        let is_new = !matches!(known, Known::States(before) if **before == states);
        if is_new {
            *known = Known::States(Arc::new(states));
        }
        is_new
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(states: &[(&str, &str)]) -> States {
        states.iter().map(|(name, state)| (MailboxId::new(*name).unwrap(), (*state).to_owned())).collect()
    }

    #[test]
    fn only_what_changed_is_told_and_a_mailbox_that_is_gone_has_no_state() {
        let before = states(&[("INBOX", "1"), ("Sent", "1"), ("Old", "1")]);
        let now = states(&[("INBOX", "2"), ("Sent", "1"), ("New", "1")]);
        assert_eq!(difference(&before, &now), states(&[("INBOX", "2"), ("New", "1"), ("Old", "")]));
    }

    #[test]
    fn who_comes_back_is_told_what_differs() {
        let now = states(&[("INBOX", "2"), ("Sent", "1")]);
        let news = |knows| Seen::Before(knows).news(&now).expect("the first item always comes");
        assert_eq!(news(Knows::Nothing), now);
        assert_eq!(news(Knows::States(states(&[("INBOX", "1"), ("Sent", "1")]))), states(&[("INBOX", "2")]));
        assert_eq!(news(Knows::Vector(vector(&now))), States::new());
        assert_eq!(news(Knows::Vector("of another time".to_owned())), now);
        assert_eq!(Seen::Now(Arc::new(now.clone())).news(&now), None);
    }
}
