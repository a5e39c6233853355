//! Time to undo, formatting, and being what opens mail links.

use leptos::prelude::*;

use super::bound::{list, switch};
use super::group::Group;
use crate::dom::handler;
use crate::i18n::{t, tn, words::settings as say};
use crate::routes::MAIL_LINKS;
use crate::state::mail::use_mail;
use crate::state::settings::{Key, Settings};
use crate::ui::button::Button;

/// The delays that are offered, in seconds.
const DELAYS: [u32; 5] = [0, 5, 10, 20, 30];

/// The section.
#[component]
pub fn Writing() -> impl IntoView {
    let settings = use_mail().settings;
    let delay = |seconds: u32| match seconds {
        0 => t(say::UNDO_OFF).to_owned(),
        seconds => tn(say::UNDO_COUNT, seconds),
    };
    let mut delays = DELAYS.to_vec();
    // Another program may have set a delay between ours.
    let now = settings.undo_seconds();
    if !delays.contains(&now) {
        delays.push(now);
        delays.sort_unstable();
    }
    let options = delays.into_iter().map(|seconds| (seconds.to_string(), delay(seconds))).collect();
    let value = Signal::derive(move || settings.undo_seconds().to_string());
    view! {
        <Group title=t(say::SENDING)>
            {list(say::UNDO_SECONDS, Some(say::UNDO_HINT), options, value, move |seconds| {
                settings.set(Key::UndoSeconds, seconds.parse::<u32>().unwrap_or(0));
            })}
        </Group>
        <Group title=t(say::FORMATTING)>
            {switch(Key::ComposeHtml, say::COMPOSE_HTML, say::COMPOSE_HTML_HINT, Settings::compose_html)}
        </Group>
        {handler::is_known().then(|| view! { <MailLinks /> })}
    }
}

#[component]
fn MailLinks() -> impl IntoView {
    let toasts = use_mail().toasts;
    let offer = move || {
        if !handler::offer("mailto", MAIL_LINKS) {
            toasts.failed(t(say::MAIL_LINKS_REFUSED));
        }
    };
    view! {
        <Group title=t(say::MAIL_LINKS) hint=t(say::MAIL_LINKS_HINT)>
            <div><Button on_press=offer>{t(say::MAIL_LINKS_USE)}</Button></div>
        </Group>
    }
}
