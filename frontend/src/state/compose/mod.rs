//! Writing mail: the messages being written, what is in them, and how they are kept, saved and sent.
//!
//! A [`Composition`] is one message being written. It is counted by reference, not owned by a component: a save
//! that is under way goes on when its composer is closed, and so does sending.

pub mod attachments;
mod begin;
pub mod composition;
pub mod files;
mod format;
mod given;
mod hints;
mod identity;
pub mod kept;
pub mod original;
mod outbox;
mod owner;
mod part;
pub mod recipients;
mod restore;
mod save;
mod send;
pub mod templates;
mod windows;

use std::sync::Arc;

use gatepost_shared::identity::Identity;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::dom::{history, page};
use crate::i18n::{t, words};
use crate::state::session::SessionState;
use crate::state::settings::Settings;
use crate::state::toasts::Toasts;

pub use composition::{Composition, Format, Place, Question, Stand};

/// The messages being written, and those on their way.
#[derive(Clone, Copy)]
pub struct Compose {
    api: Api,
    session: SessionState,
    settings: Settings,
    toasts: Toasts,
    /// Those with a composer, oldest first.
    open: RwSignal<Vec<Arc<Composition>>>,
    /// The one that the person was last at: on a phone the only one in view.
    front: RwSignal<Option<u32>>,
    /// Those that are to be sent, or are being sent.
    outbox: RwSignal<Vec<Arc<Composition>>>,
    /// The key of the one message that this window is for, if it is a window of its own.
    alone: StoredValue<Option<String>>,
    /// Whether somebody sees to it that what is written is kept when the page goes.
    is_looked_after: StoredValue<bool>,
}

/// The composers, anywhere below the application.
pub fn use_compose() -> Compose {
    expect_context()
}

impl Compose {
    /// Nothing is being written. To be made once, by the application.
    pub fn new(api: Api, session: SessionState, settings: Settings, toasts: Toasts) -> Self {
        let this = Self {
            api,
            session,
            settings,
            toasts,
            open: RwSignal::new(Vec::new()),
            front: RwSignal::new(None),
            outbox: RwSignal::new(Vec::new()),
            alone: StoredValue::new(history::parameter("draft").filter(|_| history::path().starts_with("/compose?"))),
            is_looked_after: StoredValue::new(false),
        };
        part::restore_after_signing_in(this);
        part::save_after_signing_in(this);
        page::ask_before_leaving(move || this.outbox.with_untracked(|outbox| !outbox.is_empty()));
        this
    }

    /// What is being written, oldest first.
    pub fn open(&self) -> Signal<Vec<Arc<Composition>>> {
        self.open.into()
    }

    /// The number of the one that the person was last at.
    pub fn front(&self) -> RwSignal<Option<u32>> {
        self.front
    }

    /// Whether this window is for one message alone.
    pub fn is_alone(&self) -> bool {
        self.alone.with_value(Option::is_some)
    }

    /// Whether nothing is being written or sent.
    fn is_idle(&self) -> bool {
        self.open.with_untracked(Vec::is_empty) && self.outbox.with_untracked(Vec::is_empty)
    }

    fn put_away(self) {
        for composition in self.take_all() {
            self.keep(&composition);
            composition.end();
            Self::let_go(&composition);
            composition.attachments.cancel_uploads();
        }
    }

    async fn finish_all(self) {
        self.send_what_waits().await;
        for composition in self.take_all() {
            self.finish(composition).await;
        }
    }

    /// Closes a composer. What was written is saved in Drafts.
    pub fn close(&self, composition: &Arc<Composition>) {
        let (this, composition) = (*self, composition.clone());
        self.keep(&composition);
        self.remove(&composition);
        spawn_local(async move {
            this.finish(composition).await;
            this.leave_own_window();
        });
    }

    /// Throws away what is being written, here and on the server.
    pub fn discard(&self, composition: &Arc<Composition>) {
        self.remove(composition);
        composition.end();
        composition.attachments.cancel_uploads();
        kept::forget(composition.key());
        let (this, composition) = (*self, composition.clone());
        spawn_local(async move {
            // A save under way decides which draft is to be thrown away.
            let _turn = composition.turn().await;
            let thrown_away = match composition.id() {
                Some(id) => this.api.discard_draft(&id, composition.is_doubtful()).await,
                None => Ok(()),
            };
            Self::let_go(&composition);
            match thrown_away {
                Ok(()) => this.toasts.done(t(words::compose::DISCARDED)),
                Err(error) => this.toasts.error(&error),
            }
            this.leave_own_window();
        });
    }

    fn take_all(&self) -> Vec<Arc<Composition>> {
        let taken = self.open.try_update(std::mem::take).unwrap_or_default();
        taken.into_iter().chain(self.outbox.try_update(std::mem::take).unwrap_or_default()).collect()
    }

    fn identities(&self) -> Vec<Identity> {
        self.session
            .account()
            .with_untracked(|account| account.as_ref().map(|account| account.identities.clone()).unwrap_or_default())
    }

    fn username(&self) -> Option<String> {
        self.session.account().with_untracked(|account| account.as_ref().map(|account| account.username.clone()))
    }
}
