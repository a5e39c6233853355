//! The one listener for keys: finds the command of a press and runs it, unless the person is typing.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use crate::commands::keymap::{self, Custom};
use crate::commands::keys;
use crate::commands::table::{COMMANDS, Command, Scope};
use crate::dom::focus;
use crate::routes::Route;
use crate::state::list::GRID;
use crate::state::mail::Mail;
use crate::state::session::Phase;

/// How long the first key of a sequence waits for the second.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Listens as long as the current owner lives.
pub fn listen(mail: Mail) {
    let pending = StoredValue::new(None::<String>);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() || event.alt_key() || event.meta_key() {
            return;
        }
        let is_open = mail.asking.question().with_untracked(Option::is_some) || mail.session.expired().get_untracked();
        let signed_in = mail.session.phase().with_untracked(|phase| *phase == Phase::SignedIn);
        if is_open || !signed_in || focus::is_typing(event.target()) {
            return;
        }
        // An element that leaves the page takes focus along without a word.
        mail.list.has_focus().set(focus::is_within(GRID));
        let press = keys::spelled(&event.key(), event.shift_key(), event.ctrl_key());
        let first = pending.try_update_value(Option::take).flatten();
        let custom = untrack(|| mail.settings.shortcuts());
        if let Some(command) = find(mail, &custom, first.as_deref(), &press) {
            event.prevent_default();
            command.run(mail);
        } else if first.is_none() && begins(&custom, &press) {
            pending.set_value(Some(press));
            set_timeout(move || drop(pending.try_set_value(None)), PATIENCE);
        }
    });
    on_cleanup(move || listener.remove());
}

fn begins(custom: &Custom, press: &str) -> bool {
    COMMANDS.iter().any(|command| keys::begins(&keymap::keys_of(command, custom), press))
}

fn find(mail: Mail, custom: &Custom, pending: Option<&str>, press: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| {
        keys::is_one_of(&keymap::keys_of(command, custom), pending, press)
            && untrack(|| in_scope(mail, command.scope, press) && (command.enabled)(mail))
    })
}

fn in_scope(mail: Mail, scope: Scope, press: &str) -> bool {
    let in_list = mail.list.has_focus().get();
    let is_open = mail.reader.open_id().with(Option::is_some);
    match scope {
        Scope::Global => true,
        _ if !mail.navigation.route().with(Route::is_mail) => false,
        Scope::Everywhere => true,
        // On a button or a link Enter presses it: only where nothing has focus may it open a row.
        Scope::List => in_list || (press != "Enter" && !(is_open && mail.turns.get())),
        Scope::Reader => is_open,
    }
}
