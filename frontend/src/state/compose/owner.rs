//! Who writes: one tab a message. A second one is told, and may take the message over; the first then lets go of it.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crate::dom::lock::{self, Manner};
use crate::dom::timer::sleep;
use crate::i18n::{t, words};
use crate::state::compose::composition::Composition;
use crate::state::compose::{Compose, kept};

/// Before the message's key, in the browser's list of locks.
const PREFIX: &str = "gatepost.compose.";

/// How often a page that was loaded anew asks for what it owned a moment ago, and how long it waits in between.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

impl Compose {
    /// Becomes the one who writes this message. False when another tab is.
    pub(super) async fn claim(&self, composition: &Arc<Composition>, manner: Manner) -> bool {
        let (this, lost) = (*self, Arc::downgrade(composition));
        let on_lost = move || {
            if let Some(composition) = lost.upgrade() {
                this.lost(&composition);
            }
        };
        let claim = lock::claim(&(PREFIX.to_owned() + composition.key()), manner, on_lost).await;
        let is_ours = claim.is_some();
        *composition.claim.lock().unwrap_or_else(PoisonError::into_inner) = claim;
        is_ours
    }

    /// The same, for what this very tab may have owned until it was loaded anew: that takes the browser a moment to notice.
    pub(super) async fn claim_again(&self, composition: &Arc<Composition>) -> bool {
        for _ in 0..ATTEMPTS {
            if self.claim(composition, Manner::IfFree).await {
                return true;
            }
            sleep(PAUSE).await;
        }
        false
    }

    /// Whether somebody still writes this, where the browser cannot say who owns it.
    pub(super) fn is_written_elsewhere(record: &kept::Record) -> bool {
        !lock::is_known() && !record.seems_abandoned()
    }

    /// Lets another tab have it.
    pub(super) fn let_go(composition: &Composition) {
        composition.claim.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Another tab has taken it over: what was typed last is in this browser's storage, from where that tab takes it.
    fn lost(&self, composition: &Arc<Composition>) {
        if composition.has_ended() {
            return;
        }
        self.keep(composition);
        composition.end();
        self.remove(composition);
        self.toasts.done(t(words::compose::WRITTEN_ELSEWHERE));
    }
}
