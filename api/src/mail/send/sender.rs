//! The node's sendings under way: none is broken off because a browser went away, none runs twice on this node,
//! and a node that stops waits for them.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use gatepost_shared::draft::EmailSubmission;
use tokio_util::task::TaskTracker;

use crate::mail::error::MailError;

/// How a sending ended.
pub type Outcome = Result<EmailSubmission, MailError>;

/// Whose message: the account's login and the Message-ID.
type Name = (String, String);

/// Runs sendings. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    tasks: TaskTracker,
    running: Arc<Mutex<HashMap<Name, Shared<BoxFuture<'static, Outcome>>>>>,
}

impl Sender {
    /// Runs a sending to its end, even if the caller goes away. A second request for the same message waits for
    /// the first and gets its answer, as a replay.
    pub async fn run(
        &self,
        login: &str,
        message_id: &str,
        sending: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let name = (login.to_owned(), message_id.to_owned());
        let (outcome, is_first) = self.enter(name, sending);
        let mut outcome = outcome.await;
        if let Ok(answer) = &mut outcome {
            answer.is_replay |= !is_first;
        }
        outcome
    }

    /// Runs some other work to its end, even if the caller goes away: a draft is stored whole.
    pub async fn complete<T: Send + 'static, E: From<MailError> + Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E> {
        let ended = self.tasks.spawn(work).await;
        ended.unwrap_or_else(|error| Err(MailError::Source(error.to_string()).into()))
    }

    /// Waits until nothing is under way. Sendings that begin while it waits are waited for, too.
    pub async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// How many sendings are under way.
    pub fn under_way(&self) -> usize {
        self.tasks.len()
    }

    fn enter(
        &self,
        name: Name,
        sending: impl Future<Output = Outcome> + Send + 'static,
    ) -> (Shared<BoxFuture<'static, Outcome>>, bool) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = running.get(&name) {
            return (outcome.clone(), false);
        }
        let leave = Leave { sender: self.clone(), name: name.clone() };
        let task = self.tasks.spawn(async move {
            let _leave = leave;
            sending.await
        });
        // A sending that panicked left no word on whether the message went out.
        let outcome = task.map(|ended| ended.unwrap_or(Err(MailError::SubmissionUnknown))).boxed().shared();
        running.insert(name, outcome.clone());
        (outcome, true)
    }
}

/// Takes a sending off the list when it has ended, in whatever way.
struct Leave {
    sender: Sender,
    name: Name,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.sender.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::draft::UndoStatus;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::oneshot;

    fn sent() -> EmailSubmission {
        EmailSubmission {
            email_id: None,
            message_id: "key@example.org".to_owned(),
            recipients: Vec::new(),
            smtp_reply: "250 ok".to_owned(),
            send_at: None,
            undo_status: UndoStatus::Final,
            is_replay: false,
            warnings: Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_second_request_gets_the_answer_of_the_first() {
        let (sender, count) = (Sender::default(), Arc::new(AtomicUsize::new(0)));
        let sending = || {
            let count = Arc::clone(&count);
            async move {
                tokio::task::yield_now().await;
                count.fetch_add(1, Ordering::SeqCst);
                Ok(sent())
            }
        };
        let (first, second) =
            tokio::join!(sender.run("alice", "key", sending()), sender.run("alice", "key", sending()));
        assert_eq!((first.unwrap().is_replay, second.unwrap().is_replay), (false, true));
        assert_eq!(count.load(Ordering::SeqCst), 1);
        sender.run("bob", "key", sending()).await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2, "another person's message is another one");
        assert!(sender.running.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_browser_that_goes_away_does_not_break_a_sending_off() {
        let sender = Sender::default();
        let (go, gate) = oneshot::channel::<()>();
        let (done, is_done) = oneshot::channel::<()>();
        let sending = async move {
            gate.await.unwrap();
            done.send(()).unwrap();
            Ok(sent())
        };
        assert!(sender.run("alice", "key", sending).now_or_never().is_none(), "the request is dropped here");
        assert_eq!(sender.under_way(), 1);
        go.send(()).unwrap();
        sender.finish().await;
        is_done.await.unwrap();
    }

    #[tokio::test]
    async fn a_fault_of_ours_is_not_taken_for_unsent() {
        let outcome = Sender::default().run("alice", "key", async { panic!("on purpose") }).await;
        assert!(matches!(outcome, Err(MailError::SubmissionUnknown)));
    }
}
