//! Keeps the time of an answer from telling what its words do not: whether a name exists.
//!
//! A wrong password costs a question to the mail server; an unknown name does not. So both are answered no sooner
//! than a wrong password usually takes. It is a pace, not a proof: a slow server can still be told by its slowness.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// No refusal is answered sooner.
const FLOOR: Duration = Duration::from_millis(400);
/// None is held longer than this, however slow a server was.
const CEILING: Duration = Duration::from_secs(4);

/// How long a wrong password took lately.
#[derive(Debug, Default)]
pub struct Pace {
    usual_ms: AtomicU64,
}

impl Pace {
    /// Notes how long a mail server took to refuse a password.
    pub fn note(&self, took: Duration) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).min(60_000);
        let usual = self.usual_ms.load(Ordering::Relaxed);
        // A lost update costs a little precision and nothing else.
        self.usual_ms.store((usual * 3 + took) / 4, Ordering::Relaxed);
    }

    /// Waits until a refusal of what began at `began` may be answered.
    pub async fn hold(&self, began: Instant) {
        let usual = Duration::from_millis(self.usual_ms.load(Ordering::Relaxed)).clamp(FLOOR, CEILING);
        tokio::time::sleep_until((began + usual).into()).await;
    }
}
