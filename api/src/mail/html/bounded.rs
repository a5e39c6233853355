//! Sanitising inside a server: off the async threads, a few at a time.

use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::sanitise::{Options, Sanitised, sanitise};

/// How many mails are sanitised at once: a blocking task cannot be cancelled, so hostile mail must not fill the pool.
const AT_ONCE: usize = 2;
/// How long a mail waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

static SEATS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Why a mail was not sanitised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// Others kept the node busy for 5 seconds.
    #[error("The server is busy preparing other messages. Try again in a moment.")]
    Waited,
    /// The task ended without a result: a fault of ours.
    #[error("This message could not be prepared for display. Its plain text and its attachments are still there.")]
    Failed,
}

/// [`sanitise`] on a thread of its own, at most two at a time.
///
/// # Errors
/// [`Busy::Waited`] when the turn does not come within 5 seconds.
pub async fn sanitise_bounded(html: String, options: Options) -> Result<Sanitised, Busy> {
    bounded(move || sanitise(&html, &options)).await
}

/// Any such work, on a thread of its own.
pub(super) async fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
    let seat = timeout(PATIENCE, SEATS.acquire()).await.map_err(|_| Busy::Waited)?.map_err(|_| Busy::Failed)?;
    let work = tokio::task::spawn_blocking(move || {
        // Held by the work, not by the request: who goes away does not free the thread.
        let _seat = seat;
        work()
    });
    work.await.map_err(|_| Busy::Failed)
}
