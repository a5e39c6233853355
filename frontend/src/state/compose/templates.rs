//! Texts to begin with: put into a message, and kept from one.

use std::sync::Arc;

use gatepost_shared::settings::Template;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::dom::{editor, random};
use crate::i18n::{t_with, words};
use crate::state::compose::Compose;
use crate::state::compose::composition::Composition;
use crate::state::settings::Key;

impl Compose {
    /// The person's templates, by name.
    pub fn templates(&self) -> Vec<(String, Template)> {
        self.settings.templates()
    }

    /// Puts a template into a message: its subject where there is none, its text where the caret is, or at the beginning.
    pub fn insert_template(&self, composition: &Arc<Composition>, template: &Template) {
        if composition.subject.with_untracked(|subject| subject.trim().is_empty()) {
            composition.subject.set(template.subject.clone());
        }
        if composition.is_rich() {
            editor::insert_html(composition.number, &editor::html_of(&template.text).unwrap_or_default());
        } else {
            composition.text.update(|text| text.insert_str(0, template.text.trim_end()));
        }
        self.changed(composition);
    }

    /// Keeps the message as a template, under its subject.
    pub fn keep_as_template(&self, composition: &Composition, name: &str) {
        let own = crate::state::compose::original::own_words(&composition.text_now());
        let subject = composition.subject.get_untracked();
        let members = [("name", name.to_owned()), ("subject", subject), ("text", own)];
        let template: Map<String, Value> =
            members.into_iter().map(|(member, value)| (member.to_owned(), Value::from(value))).collect();
        self.settings.set_member(Key::Templates, &random::uuid(), template);
        self.toasts.done(t_with(words::compose::TEMPLATE_KEPT, &[("name", name)]));
    }
}
