//! The settings that concern the page as a whole, applied to it: colours, room, dates, language.

use leptos::prelude::*;

use super::Settings;
use crate::dom::effect::effect;
use crate::dom::{page, storage, theme};
use crate::i18n::{self, t, words};

/// first-paint.js reads the same key.
const LANGUAGE: &str = "language";

impl Settings {
    /// Keeps the page as the settings say, as long as the current owner lives.
    pub fn apply(self) {
        effect(move || {
            let chosen = self.theme();
            // Who has left leaves the colours: the sign-in must not flash.
            if self.is_known() {
                theme::choose(chosen);
            }
        });
        effect(move || theme::give_room(self.density()));
        effect(move || i18n::set_date_style(self.date_style()));
        effect(move || {
            let language = self.language();
            if self.is_known() && storage::get(LANGUAGE).unwrap_or_default() != language {
                keep_language(&language);
                self.offer_language(&language);
            }
        });
    }

    /// Shows the page in another language: everything is saved first, then the page is loaded anew.
    pub async fn change_language(self, language: String) {
        keep_language(&language);
        self.set(super::Key::Language, language);
        self.settle().await;
        page::reload();
    }

    /// Another device has chosen a language: the page is not loaded anew over what the person is doing.
    fn offer_language(self, language: &str) {
        let is_shown = page::language().split('-').next() == language.split('-').next();
        if !language.is_empty() && !is_shown {
            self.0.toasts.offer(t(words::settings::LANGUAGE_CHANGED), t(words::settings::RELOAD), page::reload);
        }
    }

    fn is_known(self) -> bool {
        self.0.account.with_value(|account| !account.is_empty())
    }
}

/// Where nothing can be kept the page is in the browser's language.
fn keep_language(language: &str) {
    if language.is_empty() {
        storage::remove(LANGUAGE);
    } else {
        let _ = storage::set(LANGUAGE, language);
    }
}
