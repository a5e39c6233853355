//! Live updates: what changed on the server is read again, so that new mail appears by itself.

use std::time::Duration;

use gatepost_shared::event::StateChange;
use leptos::prelude::*;

use crate::api::events::{Ended, listen};
use crate::dom::timer::{drawn, sleep};
use crate::state::latest::Latest;
use crate::state::mail::Mail;

/// The first wait before connecting again; it doubles each time, up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// After so many failures in a row the person is told that new mail is not shown.
const WORTH_TELLING: u32 = 2;

/// The stream's signals.
#[derive(Debug, Clone, Copy)]
pub struct Events {
    failures: RwSignal<u32>,
    listening: Latest,
}

impl Events {
    /// Not listening yet.
    pub fn new() -> Self {
        Self { failures: RwSignal::new(0), listening: Latest::new() }
    }

    /// Whether new mail is not shown by itself now.
    pub fn is_lost(&self) -> Signal<bool> {
        let failures = self.failures;
        Signal::derive(move || failures.get() >= WORTH_TELLING)
    }

    /// Stops listening.
    pub fn stop(&self) {
        self.listening.cancel();
        self.failures.set(0);
    }
}

/// How long to wait after so many failures in a row.
fn wait(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_WAIT)
}

impl Mail {
    /// Listens from now on, and connects again when the connection breaks.
    pub fn listen(&self) {
        let this = *self;
        self.events.listening.run(async move {
            // What is there comes before what may come.
            drawn().await;
            loop {
                let ended = listen(|change| this.changed(&change)).await;
                match ended {
                    Ended::Goodbye => this.events.failures.set(0),
                    Ended::Broken => this.events.failures.update(|failures| *failures += 1),
                }
                sleep(wait(this.events.failures.get_untracked())).await;
                // What happened in between is not told again.
                this.catch_up();
            }
        });
    }

    /// Does what has waited, and reads again whatever is shown, and what could not be read before.
    pub fn catch_up(&self) {
        self.replay_if_any();
        self.compose.send_what_could_not();
        self.mailboxes.refresh();
        self.list.refresh();
        self.reader.retry(untrack(|| self.reads_conversations()));
        self.reader.refresh();
    }

    fn changed(&self, change: &StateChange) {
        self.events.failures.set(0);
        self.mailboxes.refresh();
        self.reader.refresh();
        for (mailbox, state) in &change.changed {
            self.list.refresh_if_changed(mailbox, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_minute() {
        let seconds: Vec<u64> = (0..9).map(|failures| wait(failures).as_secs()).collect();
        assert_eq!(seconds, [1, 1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
