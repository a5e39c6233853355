//! Saving: every change in this browser at once, and on the server when the typing rests.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use gatepost_shared::draft::{Draft, SavedDraft};
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::dom::timer::sleep;
use crate::dom::{clock, page};
use crate::i18n::{self, t, words};
use crate::state::compose::composition::{Composition, SaveState};
use crate::state::compose::{Compose, kept, part};

/// How long the typing must rest before the server gets it, in milliseconds.
const REST: f64 = 1_500.0;
/// The longest that a change waits for the server while the typing goes on, in milliseconds.
const LONGEST: f64 = 4_000.0;
/// How long after a failed save the next one is tried, in milliseconds.
const RETRY: f64 = 10_000.0;
/// Up to this many bytes of text are kept with every letter. Of more, and of formatted text, which must be asked for, the
/// browser gets the latest a moment later: typing must not wait for it.
const SHORT: usize = 20_000;
const MOMENT: Duration = Duration::from_millis(400);
/// How often a page shows that it lives and still holds what it has kept.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

impl Compose {
    /// The person has changed something: it is kept at once and saved soon.
    pub fn changed(&self, composition: &Arc<Composition>) {
        composition.count_change();
        if composition.is_rich() || composition.text.with_untracked(String::len) > SHORT {
            self.keep_soon(composition);
        } else {
            self.keep(composition);
        }
        if !matches!(composition.saved.get_untracked(), SaveState::Waiting | SaveState::Saving) {
            composition.saved.set(SaveState::Waiting);
        }
        self.save_soon(composition);
    }

    fn keep_soon(&self, composition: &Arc<Composition>) {
        let mut timer = composition.keep_timer.lock().unwrap_or_else(PoisonError::into_inner);
        if timer.is_some() {
            return;
        }
        let (this, kept) = (*self, composition.clone());
        let keep = move || {
            kept.keep_timer.lock().unwrap_or_else(PoisonError::into_inner).take();
            this.keep(&kept);
        };
        *timer = set_timeout_with_handle(keep, MOMENT).ok();
    }

    /// After the composer was closed: saves what is not saved, and says where it is. A server that is away is asked again,
    /// as long as this page lives.
    pub(super) async fn finish(&self, composition: Arc<Composition>) {
        stop_timer(&composition);
        composition.attachments.cancel_uploads();
        let has_changed = composition.version() > 0;
        let saved = if composition.is_dirty() { self.save(&composition).await.map(drop) } else { Ok(()) };
        let Err(error) = saved else {
            kept::forget(composition.key());
            composition.end();
            Self::let_go(&composition);
            if has_changed {
                self.toasts.done(t(words::compose::KEPT_IN_DRAFTS));
            }
            return;
        };
        let reason = i18n::error::sentence(&error);
        self.toasts.failed(i18n::t_with(words::compose::KEPT_HERE, &[("reason", &reason)]));
        if error.is_retryable() {
            let this = *self;
            spawn_local(async move { this.save_at_last(composition).await });
        }
    }

    async fn save_at_last(self, composition: Arc<Composition>) {
        while !composition.has_ended() && self.username().is_some() && self.save(&composition).await.is_err() {
            sleep(Duration::from_secs_f64(RETRY / 1000.0)).await;
        }
        if !composition.has_ended() && !composition.is_dirty() {
            kept::forget(composition.key());
        }
        Self::let_go(&composition);
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
        let (draft, ids) = composition.draft_with_numbers();
        match self.put(composition, &draft).await {
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
    async fn put(&self, composition: &Composition, draft: &Draft) -> Result<SavedDraft, ApiError> {
        let key = composition.key();
        if let Some(id) = composition.id() {
            let mut answer = self.api.update_draft(&id, key, draft).await;
            if let Some(current) = answer.as_ref().err().and_then(ApiError::current_id) {
                answer = self.api.update_draft(&current, key, draft).await;
            }
            let kind = answer.as_ref().err().and_then(ApiError::kind);
            if !matches!(kind, Some(ProblemType::NotFound | ProblemType::StaleId)) {
                return answer;
            }
        }
        self.api.create_draft(key, draft).await
    }

    /// Keeps the message in this browser.
    pub(super) fn keep(&self, composition: &Composition) {
        let Some(username) = self.username().filter(|_| !composition.has_ended()) else { return };
        let is_sending = composition.is_sending.get_untracked();
        if kept::keep(composition.key(), &username, composition.id(), composition.draft(), is_sending).is_err() {
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
        if composition.is_sending.get_untracked() || !self.is_open(&composition) {
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

    /// Sees to it that nothing is lost with the page, from the first message on.
    pub(super) fn look_after(&self) {
        if self.is_looked_after.get_value() {
            return;
        }
        self.is_looked_after.set_value(true);
        part::stay();
        self.save_when_hidden();
        self.keep_alive();
    }

    /// Keeps and saves when the page is about to be hidden: phones often end pages without another word.
    fn save_when_hidden(&self) {
        let this = *self;
        page::on_hide(move || {
            this.keep_all();
            this.save_all_in_background();
        });
        page::on_end(move || this.keep_all());
    }

    /// Shows other pages of this browser that the messages have not been abandoned.
    fn keep_alive(&self) {
        let this = *self;
        set_interval(move || this.keep_all(), SIGN_OF_LIFE);
    }

    fn keep_all(&self) {
        let everything = || self.open.get_untracked().into_iter().chain(self.outbox.get_untracked());
        for composition in everything().filter(|one| one.version() > 0) {
            self.keep(&composition);
        }
    }

    pub(super) fn save_all_in_background(&self) {
        for composition in self.open.get_untracked().into_iter().filter(|one| one.is_dirty()) {
            self.save_in_background(composition);
        }
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
