//! Telling of changes: one watcher a person and node, for any number of browsers.
//!
//! The watcher has a connection of its own. It idles on the inbox (RFC 2177), looks at all mailboxes by
//! LIST-STATUS when the server says something, when this node has changed something, and every so often.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::event::StateChange;
use gatepost_shared::id::MailboxId;
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use super::account::Account;
use super::mailboxes;
use super::session::Session;
use crate::mail::error::MailError;

/// How long the watcher stays when the last browser has gone: it is often the one that comes back.
const LINGER: Duration = Duration::from_secs(30);

/// How long news are gathered before they are looked at: mail comes in bursts.
const GATHER: Duration = Duration::from_millis(100);

/// A connection that has lived this long and ends is opened anew without a word.
const PROVEN: Duration = Duration::from_secs(20);

type States = BTreeMap<MailboxId, String>;

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

/// The changes from now on; the first item is the state of all mailboxes.
pub(super) fn changes(account: &Arc<Account>) -> BoxStream<'static, Result<StateChange, MailError>> {
    let receiver = account.watcher.subscribe(account);
    let first = (receiver, Arc::new(States::new()));
    stream::unfold(Some(first), |state| async move {
        let (mut receiver, seen) = state?;
        loop {
            let known = receiver.borrow_and_update().clone();
            match known {
                Known::States(now) => {
                    let changed = difference(&seen, &now);
                    if !changed.is_empty() {
                        return Some((Ok(StateChange { changed }), Some((receiver, now))));
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
    let mut warm = match account.open().await {
        Ok(warm) => warm,
        Err(error) => return error,
    };
    loop {
        match mailboxes::states(&mut warm.session).await {
            Ok(states) => tell(sender, states),
            Err(error) => return error,
        }
        if let Err(error) = rest(&mut warm.session, account).await {
            return error;
        }
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

/// Waits until there may be something new.
async fn rest(session: &mut Session, account: &Account) -> Result<(), MailError> {
    let wake = timeout(account.limits().poll, account.watcher.wake.notified());
    let Ok(inbox) = MailboxId::new("INBOX") else { return Err(MailError::NotFound("mailbox")) };
    if session.has("IDLE") && session.select(&inbox).await.is_ok() {
        let was_told = session.idle(wake).await?;
        if was_told {
            sleep(GATHER).await;
        }
    } else {
        let _ = wake.await;
    }
    Ok(())
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
}
