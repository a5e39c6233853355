//! Writing, as a part of the client that comes after the first list: what the rest of the client calls of it. As long as
//! nothing is being written there is nothing to keep, to save or to finish, and the part is not waited for.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::effect::effect;
use crate::i18n::{t, words};
use crate::state::compose::{Compose, kept};
use crate::state::session::Phase;
use crate::ui::lazy::{Later, lazy};

/// What can be asked of the part.
#[derive(Clone, Copy)]
struct Writing {
    begin: fn(Compose, String),
    restore: fn(Compose),
    save: fn(Compose),
    send: fn(Compose),
    put_away: fn(Compose),
    finish: fn(Compose) -> Pin<Box<dyn Future<Output = ()>>>,
}

lazy! {
    /// Most visits begin with reading.
    writing in compose: Writing => Writing {
        begin: |compose, given| compose.begin_given(&given),
        restore: |compose| spawn_local(compose.restore()),
        save: |compose| compose.save_all_in_background(),
        send: |compose| compose.send_stranded(),
        put_away: Compose::put_away,
        finish: |compose| Box::pin(compose.finish_all()),
    }
}

static WRITING: Later<Writing> = Later::new(writing);

impl Compose {
    /// Gets the part while the first list is being looked at.
    pub fn warm() {
        WRITING.warm();
    }

    /// A new message that begins with what the query of `/compose` says.
    pub fn begin_with(&self, query: String) {
        let this = *self;
        WRITING.with(move |writing| untrack(|| (writing.begin)(this, query)), move || this.missing());
    }

    /// The part could not be had.
    fn missing(self) {
        self.toasts.failed(t(words::common::PART_MISSING));
    }

    /// Sends what has waited for the network.
    pub fn send_what_could_not(&self) {
        if !self.is_idle() {
            with(*self, |writing| writing.send);
        }
    }

    /// Takes the composers off the page, since somebody else may come. What was written waits in this browser for the
    /// person who wrote it.
    pub fn forget(&self) {
        if !self.is_idle() {
            with(*self, |writing| writing.put_away);
        }
    }

    /// Closes the composers and waits until what was written is saved: before the person signs out. What waits to be sent
    /// is sent.
    pub async fn settle(&self) {
        if self.is_idle() {
            return;
        }
        if let Ok(writing) = WRITING.get().await {
            (writing.finish)(*self).await;
        }
    }
}

/// Something is being written: from now on the part is needed at a moment's notice.
pub(super) fn stay() {
    // Whoever asks for it again tells if it cannot be had.
    WRITING.with(drop, || ());
}

/// Opens what was being written when a page ended.
pub(super) fn restore_after_signing_in(compose: Compose) {
    effect(move || {
        let is_signed_in = compose.session.phase().with(|phase| *phase == Phase::SignedIn);
        if is_signed_in && (compose.is_alone() || kept::is_any()) {
            with(compose, |writing| writing.restore);
        }
    });
}

/// Goes on with saves that the end of the session has broken off.
pub(super) fn save_after_signing_in(compose: Compose) {
    Effect::new(move |was_expired: Option<bool>| {
        let is_expired = compose.session.expired().get();
        if was_expired == Some(true) && !is_expired && !compose.is_idle() {
            with(compose, |writing| writing.save);
        }
        is_expired
    });
}

fn with(compose: Compose, what: fn(Writing) -> fn(Compose)) {
    let act = move |writing| untrack(|| what(writing)(compose));
    WRITING.with(act, move || compose.missing());
}
