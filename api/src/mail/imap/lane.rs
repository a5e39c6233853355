//! A lane: one connection, and the one task that owns it.
//!
//! Requests hand a job to the task and wait. A request that goes away does not harm the connection: its job
//! is finished, or, if it has not begun, passed over. A job that ends with the connection in doubt (time-out,
//! end of stream) ends the connection, too; the next job opens another.

use std::sync::{Arc, Weak};

use futures::future::BoxFuture;
use tokio::sync::{Mutex, OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::timeout;

use super::account::Account;
use super::encode::Command;
use super::patience::Pace;
use super::session::Session;
use crate::mail::error::MailError;

/// How many jobs of one person may wait for one connection.
const MAX_WAITING: usize = 64;

/// What is to be done on a connection.
type Job = Box<dyn for<'a> FnOnce(&'a mut Connection) -> BoxFuture<'a, ()> + Send>;

/// What is to be done on a session; it may be done again on another one if the first turns out to be dead.
pub(super) trait Work<T>:
    for<'a> Fn(&'a mut Session) -> BoxFuture<'a, Result<T, MailError>> + Send + 'static
{
}
impl<T, F: for<'a> Fn(&'a mut Session) -> BoxFuture<'a, Result<T, MailError>> + Send + 'static> Work<T> for F {}

/// The way to one connection.
#[derive(Debug, Default)]
pub(super) struct Lane {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
}

/// What the task of a lane owns.
struct Connection {
    account: Arc<Account>,
    warm: Option<Warm>,
}

/// An open session, and its share of the node's connections.
#[derive(Debug)]
pub(super) struct Warm {
    pub(super) session: Session,
    pub(super) _permit: OwnedSemaphorePermit,
}

impl Lane {
    /// Reads: done once more on a fresh connection when a warm one turns out to be dead, and once more with the mailbox
    /// looked at anew when a connection that was looking at one is refused: the mailbox may have been deleted under
    /// it, which servers say in words only, and there may be a new one of its name.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        account: &Arc<Account>,
        work: impl Work<T> + Sync,
    ) -> Result<T, MailError> {
        self.hand_over(account, |connection| {
            Box::pin(async move {
                let was_warm = connection.warm.is_some();
                let was_looking = connection.warm.as_ref().is_some_and(|warm| warm.session.selected().is_some());
                match connection.work(&work).await {
                    Err(MailError::Disconnected { .. }) if was_warm => connection.work(&work).await,
                    Err(MailError::Refused { is_bad: false, .. }) if was_looking => {
                        connection.look_away();
                        connection.work(&work).await
                    }
                    result => result,
                }
            })
        })
        .await
    }

    /// Changes something: done once, on a connection that has just shown that it lives.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        account: &Arc<Account>,
        work: impl for<'a> FnOnce(&'a mut Session) -> BoxFuture<'a, Result<T, MailError>> + Send + 'static,
    ) -> Result<T, MailError> {
        self.hand_over(account, |connection| {
            Box::pin(async move {
                connection.drop_if_dead().await;
                let session = connection.session().await?;
                let result = work(session).await;
                connection.drop_if_in_doubt();
                result
            })
        })
        .await
    }

    /// Keeps a session that was opened to check a password, for what comes next, unless there is one already.
    pub(super) async fn adopt(&self, account: &Arc<Account>, warm: Warm) {
        let job: Job = Box::new(|connection| {
            Box::pin(async move {
                match connection.warm {
                    None => connection.warm = Some(warm),
                    Some(_) => warm.session.logout().await,
                }
            })
        });
        self.enqueue(account, job).await;
    }

    /// Closes the connection when what is under way is done. Whoever comes later opens another.
    pub(super) async fn close(&self) {
        *self.jobs.lock().await = None;
    }

    async fn hand_over<T: Send + 'static>(
        &self,
        account: &Arc<Account>,
        job: impl for<'a> FnOnce(&'a mut Connection) -> BoxFuture<'a, Result<T, MailError>> + Send + 'static,
    ) -> Result<T, MailError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            Box::pin(async move {
                // Nobody waits any more: the browser has gone on to something else.
                if !answer.is_closed() {
                    let _ = answer.send(job(connection).await);
                }
            })
        });
        self.enqueue(account, job).await;
        // The task ends early only if a job panicked: that is a fault of ours, and the connection is gone.
        answered.await.unwrap_or_else(|_| {
            Err(MailError::Disconnected {
                server: account.server().to_owned(),
                command: "the job",
                reason: "it was dropped".to_owned(),
            })
        })
    }

    async fn enqueue(&self, account: &Arc<Account>, job: Job) {
        let mut jobs = self.jobs.lock().await;
        let job = match jobs.as_ref() {
            Some(sender) => match sender.send(job).await {
                Ok(()) => return,
                // The task has ended: it had rested too long.
                Err(returned) => returned.0,
            },
            None => job,
        };
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        tokio::spawn(own(Connection { account: Arc::clone(account), warm: None }, receiver));
        let _ = sender.send(job).await;
        *jobs = Some(sender);
    }
}

/// The task that owns a connection. It ends, and the connection with it, when nobody has wanted it for long.
async fn own(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    let rest = connection.account.limits().idle;
    while let Ok(Some(job)) = timeout(rest, jobs.recv()).await {
        job(&mut connection).await;
    }
    // What was handed over at this very moment is still done; what comes later finds the lane closed.
    jobs.close();
    while let Some(job) = jobs.recv().await {
        job(&mut connection).await;
    }
    if let Some(warm) = connection.warm {
        warm.session.logout().await;
    }
}

impl Connection {
    async fn work<T>(&mut self, work: &impl Work<T>) -> Result<T, MailError> {
        let session = self.session().await?;
        let result = work(session).await;
        self.drop_if_in_doubt();
        result
    }

    async fn session(&mut self) -> Result<&mut Session, MailError> {
        if self.warm.is_none() {
            self.warm = Some(self.account.open().await?);
        }
        match &mut self.warm {
            Some(warm) => Ok(&mut warm.session),
            None => unreachable!("the lines above have just opened it"),
        }
    }

    /// Has the next work select its mailbox anew.
    fn look_away(&mut self) {
        if let Some(warm) = &mut self.warm {
            warm.session.look_away();
        }
    }

    fn drop_if_in_doubt(&mut self) {
        if self.warm.as_ref().is_some_and(|warm| !warm.session.is_sound()) {
            self.warm = None;
        }
    }

    async fn drop_if_dead(&mut self) {
        if let Some(warm) = self.warm.as_mut().filter(|warm| warm.session.has_rested()) {
            let is_alive = warm.session.run(Command::new("NOOP").at_pace(Pace::Quick)).await.is_ok();
            if !is_alive {
                self.warm = None;
            }
        }
    }
}

/// A person whose connections live as long as somebody uses them.
pub(super) type WeakAccount = Weak<Account>;
