//! Coming back: what was being written when a page ended is there again, from this browser's storage.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dom::lock::Manner;
use crate::i18n::{t, words};
use crate::state::compose::Compose;
use crate::state::compose::composition::{Composition, Place, Stand};
use crate::state::compose::kept::{self, Record};

impl Compose {
    /// Opens what this person was writing in tabs that are gone; in a window of its own, the one message that it is for.
    pub(super) async fn restore(self) {
        let Some(username) = self.username() else { return };
        if let Some(key) = self.alone.get_value() {
            return self.restore_here(&key, &username).await;
        }
        for record in kept::all(&username) {
            if !self.has(&record.key) && !Self::is_written_elsewhere(&record) {
                self.restore_record(record).await;
            }
        }
    }

    async fn restore_record(self, record: Record) {
        let is_of_this_tab = record.is_of_this_tab();
        let composition = composition_of(record);
        let is_ours = if is_of_this_tab {
            self.claim_again(&composition).await
        } else {
            self.claim(&composition, Manner::IfFree).await
        };
        // Somebody may have signed out meanwhile.
        if is_ours && self.username().is_some() && !self.has(composition.key()) {
            self.show(composition.clone());
            // What this browser kept may be newer than what the server has.
            self.changed(&composition);
        }
    }

    /// The message of a window of its own: kept by the window that it comes from, or a draft of the server.
    async fn restore_here(self, key: &str, username: &str) {
        let Some(record) = kept::find(key, username) else {
            match key.parse() {
                Ok(id) => self.edit(&id),
                Err(_) => self.leave_own_window(),
            }
            return;
        };
        let composition = composition_of(record);
        composition.notice.set(None);
        if self.claim_again(&composition).await {
            self.show(composition.clone());
            self.changed(&composition);
        } else {
            self.open_if_free(composition).await;
        }
    }

    /// Shows a message that was just taken over: as the other tab kept it, or as the server has it.
    pub(super) async fn restore_claimed(self, key: &str, from_server: Arc<Composition>) {
        let record = self.username().and_then(|username| kept::find(key, &username));
        let composition = record.map_or_else(|| from_server.clone(), composition_of);
        composition.notice.set(None);
        if !Arc::ptr_eq(&composition, &from_server) {
            Self::let_go(&from_server);
            self.claim_again(&composition).await;
        }
        self.show(composition.clone());
        self.changed(&composition);
    }

    fn has(&self, key: &str) -> bool {
        let is_in = |list: &Vec<Arc<Composition>>| list.iter().any(|one| one.key() == key);
        self.open.with_untracked(is_in) || self.outbox.with_untracked(is_in)
    }
}

fn composition_of(record: Record) -> Arc<Composition> {
    let told = if record.is_sending { words::compose::RESTORED_SENDING } else { words::compose::RESTORED };
    let composition = Composition::new(record.key, record.id, record.draft, Place::Body);
    composition.tell(t(told));
    composition.stand.set(Stand::Docked);
    Arc::new(composition)
}
