//! What the person is told of. The browser is asked only when the person wants to be told.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::group::Group;
use crate::dom::{notify, sound};
use crate::i18n::{t, words::settings as say};
use crate::state::mail::use_mail;
use crate::state::settings::Key;
use crate::ui::switch::Switch;

/// The section.
#[component]
pub fn Notifications() -> impl IntoView {
    let mail = use_mail();
    let settings = mail.settings;
    let change = move |name: &'static str, on: bool| settings.set_member(Key::Notifications, name, on);
    let refused = RwSignal::new(());
    let desktop = move |on: bool| {
        spawn_local(async move {
            if !on || notify::ask().await {
                change("desktop", on);
            } else {
                mail.toasts.failed(t(say::NOTIFY_DENIED));
                // The browser has ticked the box: this unticks it, unless the person is elsewhere by now.
                let _ = refused.try_set(());
            }
        });
    };
    view! {
        <Group title=t(say::NOTIFY_NEW)>
            <Switch
                label=t(say::NOTIFY_DESKTOP)
                hint=t(say::NOTIFY_DESKTOP_HINT)
                on=Signal::derive(move || {
                    refused.track();
                    settings.notifications().desktop
                })
                on_change=desktop
            />
            <Switch
                label=t(say::NOTIFY_SOUND)
                on=Signal::derive(move || settings.notifications().sound)
                on_change=move |on| {
                    change("sound", on);
                    if on {
                        // What it is like; and whether this device is loud enough.
                        sound::play();
                    }
                }
            />
            <Switch
                label=t(say::NOTIFY_BADGE)
                hint=t(say::NOTIFY_BADGE_HINT)
                on=Signal::derive(move || settings.notifications().badge)
                on_change=move |on| change("badge", on)
            />
        </Group>
    }
}
