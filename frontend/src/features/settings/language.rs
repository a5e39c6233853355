//! The language, and how dates are written.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bound::{list, words};
use super::group::Group;
use crate::dom::page;
use crate::i18n::{self, t, t_with, words::settings as say};
use crate::state::mail::use_mail;
use crate::state::settings::Key;

/// The section.
#[component]
pub fn Language() -> impl IntoView {
    let mail = use_mail();
    let mut languages = vec![(String::new(), browsers())];
    languages.extend(page::languages().into_iter().map(|tag| {
        let name = i18n::language_name(&tag);
        (tag, name)
    }));
    let dates = [("relative", say::DATES_RELATIVE), ("absolute", say::DATES_ABSOLUTE), ("iso", say::DATES_ISO)];
    let chosen = Signal::derive(move || mail.settings.language());
    let choose = move |tag: String| {
        spawn_local(async move {
            mail.compose.settle().await;
            mail.settings.change_language(tag).await;
        });
    };
    view! {
        <Group title=t(say::LANGUAGE_ONLY)>{list(say::LANGUAGE_ONLY, Some(say::LANGUAGE_HINT), languages, chosen, choose)}</Group>
        <Group title=t(say::DATES)>
            {words(Key::DateStyle, say::DATES_LABEL, Some(say::DATES_HINT), &dates, |settings| settings.date_style().word())}
        </Group>
    }
}

fn browsers() -> String {
    t_with(say::LANGUAGE_BROWSER, &[("language", &i18n::language_name(&page::browser_language()))])
}
