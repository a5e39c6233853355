//! The language of the page, for who cannot read the one that the browser asked for.

use leptos::prelude::*;

use crate::dom::{page, storage};
use crate::i18n::{self, t, words};

/// A small choice; nothing where there is none.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let shown = base(&page::language());
    let languages = page::languages();
    let choose = move |event| {
        // Where nothing can be kept the page stays in the browser's language.
        if storage::set("language", &event_target_value(&event)).is_ok() {
            page::reload();
        }
    };
    (languages.len() > 1).then(|| {
        let options = languages.into_iter().map(|tag| {
            let (name, is_shown) = (i18n::language_name(&tag), base(&tag) == shown);
            // Each in its own language.
            view! { <option value=tag.clone() lang=tag selected=is_shown>{name}</option> }
        });
        view! {
            <select class="sign-in-language" aria-label=t(words::login::LANGUAGE) on:change=choose>
                {options.collect_view()}
            </select>
        }
    })
}
