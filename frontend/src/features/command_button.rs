//! A command of the table as a button: its label, its key, its picture, and whether it can be used now.

use leptos::prelude::*;

use crate::commands::keys;
use crate::commands::table::{Id, command};
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
    let shortcut = command.keys.first().map(|key| keys::aria(key)).unwrap_or_default();
    view! {
        <IconButton
            icon=Signal::derive(move || (command.icon)(mail))
            label=Signal::derive(move || t((command.label)(mail)).to_owned())
            shortcut
            disabled=Signal::derive(move || !(command.enabled)(mail))
            on_press=move || untrack(|| (command.run)(mail))
        />
    }
}
