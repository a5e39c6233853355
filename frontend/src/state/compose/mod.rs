//! Writing mail: the one composer, what is in it, and how it is kept, saved and sent.
//!
//! A [`Composition`] is one message being written. It is counted by reference, not owned by a component: a save
//! that is under way goes on when the composer is closed.

pub mod attachments;
pub mod composition;
pub mod kept;
pub mod original;
pub mod recipients;
mod save;
mod send;

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::reply::Audience;
use gatepost_shared::draft::{Draft, StoredDraft};
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::identity::Identity;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::dom::effect::effect;
use crate::dom::random;
use crate::i18n::{t, words};
use crate::state::session::{Phase, SessionState};
use crate::state::toasts::Toasts;

pub use composition::{Composition, Place, Question};

/// The composer: at most one message is being written at a time.
#[derive(Clone, Copy)]
pub struct Compose {
    api: Api,
    session: SessionState,
    toasts: Toasts,
    current: RwSignal<Option<Arc<Composition>>>,
    is_expanded: RwSignal<bool>,
}

/// The composer, anywhere below the application.
pub fn use_compose() -> Compose {
    expect_context()
}

impl Compose {
    /// Nothing is being written. To be made once, by the application.
    pub fn new(api: Api, session: SessionState, toasts: Toasts) -> Self {
        let this = Self { api, session, toasts, current: RwSignal::new(None), is_expanded: RwSignal::new(false) };
        this.restore_after_signing_in();
        this.save_after_signing_in();
        this.save_when_hidden();
        this.keep_alive();
        this
    }

    /// What is being written.
    pub fn current(&self) -> Signal<Option<Arc<Composition>>> {
        self.current.into()
    }

    /// Whether the composer takes the middle of the window instead of its corner.
    pub fn is_expanded(&self) -> RwSignal<bool> {
        self.is_expanded
    }

    /// A new message.
    pub fn new_message(&self) {
        self.new_message_to(Vec::new());
    }

    /// A new message to these people.
    pub fn new_message_to(&self, to: Vec<EmailAddress>) {
        let from = self.identities().first().map(Identity::address).unwrap_or_default();
        let place = if to.is_empty() { Place::To } else { Place::Subject };
        self.open(Composition::new(random::uuid(), None, Draft { from, to, ..Draft::default() }, place));
    }

    /// An answer to an email.
    pub fn reply(&self, email: &Email, audience: Audience) {
        let text = original::text(email);
        let draft = Draft::reply(email, &text, &original::attribution(email), &self.identities(), audience);
        self.open(Composition::new(random::uuid(), None, draft, Place::Body));
    }

    /// An email passed on, its attachments with it.
    pub fn forward(&self, email: &Email) {
        let draft = original::forward(email, &self.identities());
        self.open(Composition::new(random::uuid(), None, draft, Place::To));
    }

    /// An email passed on whole, as a file.
    pub fn forward_as_file(&self, email: &Email) {
        let draft = Draft::forward_as_file(email, &self.identities());
        self.open(Composition::new(random::uuid(), None, draft, Place::To));
    }

    /// The same message written anew.
    pub fn edit_as_new(&self, email: &Email) {
        let draft = Draft::edit_as_new(email, &original::text(email), &self.identities());
        self.open(Composition::new(random::uuid(), None, draft, Place::Body));
    }

    /// Goes on writing a draft.
    pub fn edit(&self, id: &EmailId) {
        let is_open =
            self.current.with_untracked(|current| current.as_ref().is_some_and(|one| one.id().as_ref() == Some(id)));
        if is_open {
            return;
        }
        let (this, id) = (*self, id.clone());
        spawn_local(async move {
            match this.api.draft(&id).await {
                Ok(stored) => this.open_stored(stored),
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// Takes the composer off the page, since somebody else may come. What was written waits in this browser for the
    /// person who wrote it.
    pub fn forget(&self) {
        if let Some(composition) = self.take() {
            composition.end();
            composition.attachments.cancel_uploads();
        }
    }

    /// Closes the composer and waits until what was written is saved: before the person signs out.
    pub async fn settle(&self) {
        if let Some(composition) = self.take() {
            self.finish(composition).await;
        }
    }

    /// Brings back what was being written when the page was last closed, if anything was.
    fn restore(&self) {
        let Some(username) = self.username() else { return };
        if self.current.with_untracked(Option::is_some) {
            return;
        }
        if let Some(record) = kept::find_abandoned(&username) {
            let composition = Composition::new(record.key, record.id, record.draft, Place::Body);
            composition.tell(t(words::compose::RESTORED));
            self.open(composition);
            // What this browser kept may be newer than what the server has.
            self.changed();
        }
    }

    /// Closes the composer. What was written is saved in Drafts.
    pub fn close(&self) {
        let this = *self;
        if let Some(composition) = self.take() {
            spawn_local(async move { this.finish(composition).await });
        }
    }

    /// Throws away what is being written, here and on the server.
    pub fn discard(&self) {
        let Some(composition) = self.take() else { return };
        composition.end();
        kept::forget(composition.key());
        let this = *self;
        spawn_local(async move {
            // A save under way decides which draft is to be thrown away.
            let _turn = composition.turn().await;
            let thrown_away = match composition.id() {
                Some(id) => this.api.discard_draft(&id, composition.is_doubtful()).await,
                None => Ok(()),
            };
            match thrown_away {
                Ok(()) => this.toasts.done(t(words::compose::DISCARDED)),
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    fn restore_after_signing_in(&self) {
        let this = *self;
        effect(move || {
            if this.session.phase().with(|phase| *phase == Phase::SignedIn) {
                untrack(|| this.restore());
            }
        });
    }

    fn open_stored(&self, stored: StoredDraft) {
        let key = stored.idempotency_key.unwrap_or_else(random::uuid);
        let composition = Composition::new(key, Some(stored.id), stored.draft, Place::Body);
        if stored.is_submit_pending {
            composition.ask(Question::Unknown);
        }
        self.open(composition);
    }

    fn open(&self, composition: Composition) {
        self.close();
        self.is_expanded.set(false);
        self.current.set(Some(Arc::new(composition)));
    }

    fn take(&self) -> Option<Arc<Composition>> {
        self.current.try_update(Option::take).flatten()
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
