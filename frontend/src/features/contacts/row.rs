//! One line of the list: the letter where one begins, the face, the name, an address.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::i18n::{t, words};
use crate::state::contacts::Entry;
use crate::ui::avatar::Avatar;
use crate::ui::memo::memo;

/// The line.
#[component]
pub fn Row(
    /// Its place, from 0.
    place: u32,
    /// How many lines there are.
    total: Memo<u32>,
    /// Whom the list shows.
    found: Memo<Vec<Arc<Entry>>>,
    /// Whether its card is shown.
    is_open: Signal<bool>,
    /// Whether Tab reaches it.
    is_active: Signal<bool>,
    /// The person wants to see it.
    #[prop(into)]
    on_choose: Callback<()>,
) -> impl IntoView {
    let at = move |place: u32| found.with(|found| found.get(place as usize).cloned());
    let entry = memo(move || at(place));
    let text = move |of: fn(&Entry) -> String| {
        memo(move || entry.with(|entry| entry.as_ref().map(|entry| of(entry)).unwrap_or_default()))
    };
    let (name, address) = (text(|entry| entry.name.clone()), text(|entry| entry.address().to_owned()));
    let beside = text(|entry| {
        let address = Some(entry.address()).filter(|address| !address.is_empty() && *address != entry.name);
        address.or(entry.contact.organization.as_deref()).unwrap_or_default().to_owned()
    });
    let letter = memo(move || {
        let mine = entry.get().filter(|entry| !entry.is_colleague())?;
        let before = place.checked_sub(1).and_then(at);
        before.is_none_or(|before| before.letter != mine.letter).then(|| mine.letter.clone())
    });
    let is_colleague = memo(move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.is_colleague())));
    view! {
        <div
            class="contact"
            class:contact-open=is_open
            role="option"
            aria-selected=move || is_open.get().to_string()
            {..custom_attribute("aria-posinset", (place + 1).to_string())}
            {..custom_attribute("aria-setsize", move || total.get().to_string())}
            tabindex=move || if is_active.get() { 0 } else { -1 }
            style:--place=place.to_string()
            on:click=move |_| on_choose.run(())
        >
            <span class="contact-letter" aria-hidden="true">{letter}</span>
            <Avatar name address />
            <span class="contact-text">
                <span class="contact-name" dir="auto">{name}</span>
                <bdi class="contact-beside">{beside}</bdi>
            </span>
            {move || is_colleague.get().then(|| view! { <span class="contact-mark">{t(words::contacts::DIRECTORY)}</span> })}
        </div>
    }
}
