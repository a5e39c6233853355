//! A command of the table as a button: its label, its key, its picture, and whether it can be used now.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::commands::{keymap, keys};
use crate::i18n::t;
use crate::state::mail::{About, use_mail};
use crate::ui::button::IconButton;

/// The button.
#[component]
pub fn CommandButton(
    /// Which command.
    id: Id,
    /// What it is about.
    #[prop(default = About::Keyboard)]
    about: About,
) -> impl IntoView {
    let mail = use_mail().about(about);
    let command = command(id);
    let key = move || keymap::keys_of(command, &mail.settings.shortcuts()).into_iter().next().unwrap_or_default();
    let press = move || {
        let name = t(untrack(|| (command.label)(mail))).to_owned();
        let key = untrack(key);
        mail.flash.set((!key.is_empty()).then_some((name, key)));
        command.run(mail);
    };
    view! {
        <IconButton
            icon=Signal::derive(move || (command.icon)(mail))
            label=Signal::derive(move || t((command.label)(mail)).to_owned())
            shortcut=Signal::derive(move || keys::aria(&key()))
            disabled=Signal::derive(move || !(command.enabled)(mail))
            on_press=press
        />
    }
}
