//! Commands of the table as items of a menu.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::commands::{keymap, keys};
use crate::i18n::t;
use crate::state::mail::Mail;
use crate::ui::menu::MenuItem;

/// Those of these commands that can be used now, about what this copy of the state is about.
pub fn command_items(mail: Mail, ids: &[Id]) -> AnyView {
    let usable = ids.iter().filter(|id| untrack(|| (command(**id).enabled)(mail)));
    usable.map(|id| item(mail, *id)).collect_view().into_any()
}

fn item(mail: Mail, id: Id) -> AnyView {
    let command = command(id);
    let key = untrack(|| keymap::keys_of(command, &mail.settings.shortcuts())).into_iter().next();
    let key: Vec<String> =
        key.map(|key| keys::readable(&key)).unwrap_or_default().into_iter().map(|press| press.join(" ")).collect();
    view! {
        <MenuItem
            icon=untrack(|| (command.icon)(mail))
            label=t(untrack(|| (command.label)(mail)))
            shortcut=key.join(" ")
            on_select=move || command.run(mail)
        />
    }
    .into_any()
}
