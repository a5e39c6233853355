//! Controls that are bound to one setting: they show it, and change it at once.

use leptos::prelude::*;
use serde_json::Value;

use crate::i18n::{Message, t};
use crate::state::mail::use_mail;
use crate::state::settings::{Key, Settings};
use crate::ui::choice::{Card, Choice};
use crate::ui::select::{Options, Select};
use crate::ui::switch::Switch;
use crate::ui::unique_id::unique_id;

/// A switch for a setting that is on or off.
pub fn switch(key: Key, label: Message, hint: Message, read: fn(Settings) -> bool) -> AnyView {
    let settings = use_mail().settings;
    view! {
        <Switch
            label=t(label)
            hint=t(hint)
            on=Signal::derive(move || read(settings))
            on_change=move |on: bool| settings.set(key, on)
        />
    }
    .into_any()
}

/// Cards with pictures for a setting that is one of a few.
pub fn cards(
    key: Key,
    kind: &'static str,
    label: Message,
    choices: &[(&'static str, Message)],
    read: fn(Settings) -> &'static str,
) -> AnyView {
    let settings = use_mail().settings;
    let cards = choices.iter().map(|(word, text)| Card { word, text: t(*text) }).collect();
    view! {
        <Choice
            label=t(label)
            kind
            cards
            value=Signal::derive(move || read(settings))
            on_change=move |word: &'static str| settings.set(key, word)
        />
    }
    .into_any()
}

/// A list for a setting that is one of several, with its label beside it.
pub fn list(
    label: Message,
    hint: Option<Message>,
    options: Options,
    value: Signal<String>,
    on_change: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let id = unique_id("setting");
    view! {
        <div class="settings-row">
            <div class="settings-row-text">
                <label class="settings-row-label" for=id.clone()>{t(label)}</label>
                {hint.map(|hint| view! { <p class="hint">{t(hint)}</p> })}
            </div>
            <Select id options value on_change=move |word: String| on_change(word) />
        </div>
    }
    .into_any()
}

/// A list for a setting that is one of a few words.
pub fn words(
    key: Key,
    label: Message,
    hint: Option<Message>,
    choices: &[(&'static str, Message)],
    read: fn(Settings) -> &'static str,
) -> AnyView {
    let settings = use_mail().settings;
    let options = choices.iter().map(|(word, text)| ((*word).to_owned(), t(*text).to_owned())).collect();
    list(label, hint, options, Signal::derive(move || read(settings).to_owned()), move |word| {
        settings.set(key, Value::String(word));
    })
}
