//! Saving: every change in this browser at once, and on the server when the typing rests.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use gatepost_shared::draft::SavedDraft;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::dom::{clock, page};
use crate::i18n::{self, t, words};
use crate::state::compose::composition::{Composition, SaveState};
use crate::state::compose::{Compose, kept};

/// How long the typing must rest before the server gets it, in milliseconds.
const REST: f64 = 2_000.0;
/// The longest that a change waits for the server while the typing goes on, in milliseconds.
const LONGEST: f64 = 15_000.0;
/// How long after a failed save the next one is tried, in milliseconds.
const RETRY: f64 = 15_000.0;
/// How often a page shows that it lives and still holds what it has kept.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

impl Compose {
    /// The person has changed something: it is kept at once and saved soon.
    pub fn changed(&self) {
        let Some(composition) = self.current.get_untracked() else { return };
        composition.count_change();
        self.keep(&composition);
        if !matches!(composition.saved.get_untracked(), SaveState::Waiting | SaveState::Saving) {
            composition.saved.set(SaveState::Waiting);
        }
        self.save_soon(&composition);
    }

    /// After the composer was closed: saves what is not saved, and says where it is.
    pub(super) async fn finish(&self, composition: Arc<Composition>) {
        stop_timer(&composition);
        composition.attachments.cancel_uploads();
        if !composition.is_dirty() {
            kept::forget(composition.key());
            if composition.version() > 0 {
                self.toasts.done(t(words::compose::KEPT_IN_DRAFTS));
            }
            return;
        }
        match self.save(&composition).await {
            Ok(_) => {
                kept::forget(composition.key());
                self.toasts.done(t(words::compose::KEPT_IN_DRAFTS));
            }
            Err(error) => {
                let reason = i18n::error::sentence(&error);
                self.toasts.failed(i18n::t_with(words::compose::KEPT_HERE, &[("reason", &reason)]));
            }
        }
    }

    /// Saves on the server, unless it has everything. Calls wait for each other.
    pub(super) async fn save(&self, composition: &Arc<Composition>) -> Result<Option<EmailId>, ApiError> {
        let _turn = composition.turn().await;
        if composition.has_ended() || (composition.id().is_some() && !composition.is_dirty()) {
            return Ok(composition.id());
        }
        composition.saved.set(SaveState::Saving);
        set_waiting_since(composition, None);
        let version = composition.version();
        let ids = composition.attachments.ready_ids();
        match self.put(composition).await {
            Ok(saved) => {
                composition.set_id(Some(saved.id.clone()));
                composition.attachments.moved(&ids, &saved.attachments);
                composition.set_saved_version(version);
                let is_all = !composition.is_dirty();
                composition.saved.set(if is_all { SaveState::Saved(clock::now()) } else { SaveState::Waiting });
                if let Some(warning) = saved.warnings.first() {
                    composition.tell(warning.clone());
                }
                self.keep(composition);
                Ok(Some(saved.id))
            }
            Err(error) => {
                composition.saved.set(SaveState::Failed(i18n::error::sentence(&error)));
                Err(error)
            }
        }
    }

    /// A new draft, or the old one anew. One that has vanished from the server is made anew: the text counts. When another
    /// window has saved its version meanwhile, this one, on which somebody is writing, takes its place.
    async fn put(&self, composition: &Composition) -> Result<SavedDraft, ApiError> {
        let (key, draft) = (composition.key(), composition.draft());
        if let Some(id) = composition.id() {
            let mut answer = self.api.update_draft(&id, key, &draft).await;
            if let Some(current) = answer.as_ref().err().and_then(ApiError::current_id) {
                answer = self.api.update_draft(&current, key, &draft).await;
            }
            let kind = answer.as_ref().err().and_then(ApiError::kind);
            if !matches!(kind, Some(ProblemType::NotFound | ProblemType::StaleId)) {
                return answer;
            }
        }
        self.api.create_draft(key, &draft).await
    }

    /// Keeps the message in this browser.
    pub(super) fn keep(&self, composition: &Composition) {
        let Some(username) = self.username().filter(|_| !composition.has_ended()) else { return };
        if kept::keep(composition.key(), &username, composition.id(), composition.draft()).is_err() {
            leptos::logging::warn!("this browser keeps nothing: what is typed is safe only on the server");
        }
    }

    /// Saves when the typing rests, or when a change has waited long enough.
    fn save_soon(&self, composition: &Arc<Composition>) {
        let now = js_sys::Date::now();
        let since = waiting_since(composition).unwrap_or(now);
        set_waiting_since(composition, Some(since));
        self.save_at((now + REST).min(since + LONGEST).max(now) - now, composition);
    }

    fn save_at(&self, milliseconds: f64, composition: &Arc<Composition>) {
        stop_timer(composition);
        let (this, saved) = (*self, composition.clone());
        let wait = Duration::from_secs_f64(milliseconds / 1000.0);
        let timer = set_timeout_with_handle(move || this.save_in_background(saved), wait).ok();
        *composition.timer.lock().unwrap_or_else(PoisonError::into_inner) = timer;
    }

    fn save_in_background(&self, composition: Arc<Composition>) {
        // While it is being sent, the sending saves. After it was closed, the closing has saved.
        if composition.is_sending.get_untracked() || !self.is_current(&composition) {
            return;
        }
        let this = *self;
        spawn_local(async move {
            match this.save(&composition).await {
                Ok(_) if composition.is_dirty() => this.save_soon(&composition),
                Err(error) if error.is_retryable() => this.save_at(RETRY, &composition),
                // All is saved; or it is tried again with the next change, or when the person has signed in.
                _ => {}
            }
        });
    }

    /// Goes on with a save that the end of the session has broken off.
    pub(super) fn save_after_signing_in(&self) {
        let this = *self;
        Effect::new(move |was_expired: Option<bool>| {
            let is_expired = this.session.expired().get();
            let dirty = this.current.get_untracked().filter(|one| one.is_dirty());
            if let Some(composition) = dirty.filter(|_| was_expired == Some(true) && !is_expired) {
                this.save_in_background(composition);
            }
            is_expired
        });
    }

    /// Saves when the page is about to be hidden: phones often end pages without another word.
    pub(super) fn save_when_hidden(&self) {
        let this = *self;
        page::on_hide(move || {
            if let Some(composition) = this.current.get_untracked().filter(|one| one.is_dirty()) {
                this.save_in_background(composition);
            }
        });
    }

    /// Shows other pages of this browser that the message has not been abandoned.
    pub(super) fn keep_alive(&self) {
        let this = *self;
        set_interval(
            move || {
                if let Some(composition) = this.current.get_untracked().filter(|one| one.version() > 0) {
                    this.keep(&composition);
                }
            },
            SIGN_OF_LIFE,
        );
    }

    fn is_current(&self, composition: &Arc<Composition>) -> bool {
        self.current.with_untracked(|current| current.as_ref().is_some_and(|one| Arc::ptr_eq(one, composition)))
    }
}

fn stop_timer(composition: &Composition) {
    let timer = composition.timer.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(timer) = timer {
        timer.clear();
    }
}

fn waiting_since(composition: &Composition) -> Option<f64> {
    *composition.waiting_since.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_waiting_since(composition: &Composition, since: Option<f64>) {
    *composition.waiting_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
}
