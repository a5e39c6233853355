//! Conversations, and pictures from the internet.

use leptos::prelude::*;
use serde_json::Value;

use super::bound::{switch, words};
use super::group::Group;
use crate::i18n::{t, words::settings as say};
use crate::state::mail::use_mail;
use crate::state::settings::{Key, Settings};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;

/// The section.
#[component]
pub fn Reading() -> impl IntoView {
    let policies = [
        ("ask", say::IMAGES_ASK),
        ("contacts", say::IMAGES_CONTACTS),
        ("always", say::IMAGES_ALWAYS),
        ("never", say::IMAGES_NEVER),
    ];
    view! {
        <Group title=t(say::CONVERSATIONS_TITLE)>
            {switch(Key::Conversations, say::CONVERSATIONS, say::CONVERSATIONS_HINT, Settings::conversations)}
        </Group>
        <Group title=t(say::IMAGES)>
            {words(Key::Images, say::IMAGES_LABEL, Some(say::IMAGES_HINT), &policies, |settings| settings.images().word())}
        </Group>
        <Group title=t(say::IMAGE_SENDERS) hint=t(say::IMAGE_SENDERS_HINT)><Senders /></Group>
    }
}

#[component]
fn Senders() -> impl IntoView {
    let settings = use_mail().settings;
    let sender = move |(address, load): (String, bool)| {
        let forget = address.clone();
        let state = t(if load { say::IMAGE_LOAD } else { say::IMAGE_BLOCK });
        view! {
            <li class="settings-item">
                <span class="settings-item-text">
                    <bdi class="settings-item-title">{address}</bdi>
                    <span class="hint">{state}</span>
                </span>
                <IconButton
                    icon=IconName::Close
                    label=t(say::REMOVE)
                    on_press=move || settings.set_member(Key::ImageSenders, &forget, Value::Null)
                />
            </li>
        }
    };
    move || match settings.image_senders() {
        senders if senders.is_empty() => view! { <p class="settings-none">{t(say::IMAGE_SENDERS_NONE)}</p> }.into_any(),
        senders => view! { <ul class="settings-list">{senders.into_iter().map(sender).collect_view()}</ul> }.into_any(),
    }
}
