//! What sending servers offer, asked once in a while and remembered: soft state of a node, so that a session can say what
//! sending can do without anybody waiting for it.

use std::time::Duration;

use moka::future::Cache;

use crate::mail::smtp::{Offers, Submission};

/// How long an answer holds. A server that is upgraded is believed its new words after that.
const FRESH: Duration = Duration::from_mins(10);

/// How long somebody waits for an answer that is not known yet. It comes for the next one all the same.
const PATIENCE: Duration = Duration::from_millis(300);

/// More sending servers than this are not remembered.
const MOST: u64 = 1000;

/// What is known. Cheap to clone.
#[derive(Debug, Clone)]
pub struct KnownOffers {
    by_server: Cache<(String, u16), Offers>,
}

impl Default for KnownOffers {
    fn default() -> Self {
        Self { by_server: Cache::builder().max_capacity(MOST).time_to_live(FRESH).build() }
    }
}

impl KnownOffers {
    /// What this server offers; none when it does not say so soon.
    pub async fn of(&self, submission: Submission) -> Option<Offers> {
        let server = (submission.server.host.clone(), submission.server.port);
        let known = self.by_server.clone();
        // A task of its own: the answer is of use to whoever comes next, even if nobody waits for it now.
        let asking = tokio::spawn(async move {
            let asked = known.try_get_with(server, async move { submission.offers().await }).await;
            asked.inspect_err(|error| tracing::debug!(%error, "the sending server does not say what it offers")).ok()
        });
        tokio::time::timeout(PATIENCE, asking).await.ok()?.ok()?
    }
}
