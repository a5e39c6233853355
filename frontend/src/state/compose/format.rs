//! With formatting or without: from one to the other and back.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::editor;
use crate::i18n::{t, words};
use crate::state::compose::Compose;
use crate::state::compose::composition::{Composition, Format, Question};

impl Compose {
    /// Switches between plain text and formatting. When formatting would be lost, the person is asked.
    pub fn toggle_format(&self, composition: &Arc<Composition>) {
        if !composition.is_rich() {
            return self.make_rich(composition);
        }
        if editor::is_formatted(composition.number) {
            return composition.ask(Question::LoseFormatting);
        }
        self.make_plain(composition);
    }

    /// What stands in the editor, as plain text.
    pub(super) fn make_plain(self, composition: &Arc<Composition>) {
        composition.text.set(composition.text_now());
        composition.format.set(Format::Plain);
        self.changed(composition);
    }

    fn make_rich(self, composition: &Arc<Composition>) {
        // What has not been written in is better quoted anew: with the original's own formatting.
        if let Some(origin) = composition.untouched_origin() {
            return self.quote_with_formatting(composition, origin);
        }
        let (this, composition) = (self, composition.clone());
        spawn_local(async move {
            if editor::load().await.is_err() {
                return this.toasts.failed(t(words::compose::EDITOR_MISSING));
            }
            let html = composition.text.with_untracked(|text| editor::html_of(text)).unwrap_or_default();
            composition.html.set(html);
            composition.format.set(Format::Rich);
            this.changed(&composition);
        });
    }
}
