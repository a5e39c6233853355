//! What is on its way out: held back for the seconds in which the person may call it back, then sent while they read on.
//! What cannot be sent comes back, with everything that was in it; what only lacks a network waits for it.

use std::sync::Arc;
use std::time::Duration;

use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::{self, t, t_with, tn, words};
use crate::state::compose::composition::Composition;
use crate::state::compose::send::refused;
use crate::state::compose::{Compose, kept};

impl Compose {
    /// Everything is right: the composer closes, and the message goes out when its time has come.
    pub(super) fn dispatch(&self, composition: &Arc<Composition>) {
        let seconds = untrack(|| self.settings.undo_seconds());
        if seconds == 0 || composition.send_at.with_untracked(Option::is_some) {
            return self.send_now(composition, false);
        }
        self.put_out(composition);
        let (this, called_back) = (*self, composition.clone());
        let toast = self.toasts.until(
            tn(words::compose::SENDING_IN, seconds),
            t(words::common::UNDO),
            move || this.call_back(&called_back),
            Duration::from_secs(seconds.into()),
        );
        let (this, held) = (*self, composition.clone());
        let send = move || {
            this.toasts.dismiss(toast);
            this.send_now(&held, false);
        };
        composition.hold(set_timeout_with_handle(send, Duration::from_secs(seconds.into())).ok());
        // The server has the draft meanwhile: another device may go on with it, should this one not come back.
        let (this, saved) = (*self, composition.clone());
        spawn_local(async move { drop(this.save(&saved).await) });
    }

    /// Sends it now, whether or not its composer is still there.
    pub(super) fn send_now(&self, composition: &Arc<Composition>, force: bool) {
        composition.hold(None);
        self.put_out(composition);
        composition.failure.set(None);
        let (this, composition) = (*self, composition.clone());
        spawn_local(async move { this.post(&composition, force).await });
    }

    /// Sends at once what is still held back: the person is about to leave.
    pub(super) async fn send_what_waits(&self) {
        for composition in self.outbox.get_untracked().into_iter().filter(|one| one.hold(None)) {
            self.post(&composition, false).await;
        }
    }

    /// Tries again to send what waits for the network. It is told of once, however often that takes.
    pub(super) fn send_stranded(&self) {
        for composition in self.outbox.get_untracked() {
            let Some(toast) = composition.strand(None) else { continue };
            let this = *self;
            spawn_local(async move {
                match this.save_and_submit(&composition, false).await {
                    Err(ApiError::Unreachable) => drop(composition.strand(Some(toast))),
                    answer => {
                        this.toasts.dismiss(toast);
                        this.answered(&composition, answer);
                    }
                }
            });
        }
    }

    async fn post(&self, composition: &Arc<Composition>, force: bool) {
        match self.save_and_submit(composition, force).await {
            Err(ApiError::Unreachable) => self.wait_for_network(composition),
            answer => self.answered(composition, answer),
        }
    }

    fn answered(&self, composition: &Arc<Composition>, answer: Result<EmailSubmission, ApiError>) {
        match answer {
            Ok(submission) => self.sent(composition, &submission),
            Err(error) => self.came_back(composition, &error),
        }
    }

    /// It stays where it is, in this browser too, until there is a network again or the person opens it.
    fn wait_for_network(&self, composition: &Arc<Composition>) {
        let (this, opened) = (*self, composition.clone());
        let open = move || {
            // It may be on its way at this very moment.
            if opened.strand(None).is_some() {
                this.reopen(&opened);
            }
        };
        let toast = self.toasts.waits(t(words::compose::WAITS_FOR_NETWORK), t(words::compose::OPEN_AGAIN), open);
        composition.strand(Some(toast));
    }

    /// Takes it back before it is sent.
    fn call_back(&self, composition: &Arc<Composition>) {
        // Its time has come a moment ago: then it is on its way.
        if composition.hold(None) {
            self.reopen(composition);
        }
    }

    fn put_out(&self, composition: &Arc<Composition>) {
        composition.is_sending.set(true);
        if self.is_open(composition) {
            self.remove(composition);
            self.outbox.update(|outbox| outbox.push(composition.clone()));
        }
        self.keep(composition);
    }

    fn reopen(&self, composition: &Arc<Composition>) {
        self.take_in(composition);
        composition.is_sending.set(false);
        self.show(composition.clone());
        self.keep(composition);
    }

    fn take_in(&self, composition: &Composition) {
        self.outbox.update(|outbox| outbox.retain(|one| one.number != composition.number));
    }

    fn sent(&self, composition: &Arc<Composition>, submission: &EmailSubmission) {
        composition.end();
        kept::forget(composition.key());
        self.take_in(composition);
        Self::let_go(composition);
        match composition.send_at.get_untracked() {
            Some(time) => {
                self.toasts.done(t_with(words::compose::SCHEDULED, &[("time", &i18n::date_and_time(time))]));
            }
            None => self.toasts.done(t(words::compose::SENT)),
        }
        for warning in &submission.warnings {
            self.toasts.failed(warning);
        }
        self.leave_own_window();
    }

    /// It was not sent: its composer opens again and says why.
    fn came_back(&self, composition: &Arc<Composition>, error: &ApiError) {
        self.reopen(composition);
        match error {
            // The sign-in that stands above the composer says it.
            ApiError::Problem(problem) if problem.kind == ProblemType::NotSignedIn => {}
            ApiError::Problem(problem) => refused(composition, problem),
            ApiError::Unreachable | ApiError::Unreadable { .. } => {
                composition.failure.set(Some(i18n::error::sentence(error)));
            }
        }
    }
}
