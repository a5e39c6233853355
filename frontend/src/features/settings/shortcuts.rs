//! The keys of all commands, to change: the table, read for another purpose.

use leptos::ev;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::group::Group;
use crate::commands::keymap::{Conflict, conflict, keys_of, name};
use crate::commands::keys::spelled;
use crate::commands::table::{COMMANDS, Command, Scope, command};
use crate::dom::focus;
use crate::dom::text::lower_case;
use crate::features::keycaps::keycaps;
use crate::i18n::{Message, t, t_with, words, words::settings as say};
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::{Key, Settings};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::field::Field;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::when::When;

const GROUPS: [(Scope, Message); 4] = [
    (Scope::Global, words::help::EVERYWHERE),
    (Scope::Everywhere, words::help::MAIL),
    (Scope::List, words::help::LIST),
    (Scope::Reader, words::help::READER),
];

/// The section.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let mail = use_mail();
    let wanted = RwSignal::new(String::new());
    let is_changed = memo(move || !mail.settings.shortcuts().is_empty());
    // The command that waits for its key.
    let listening = RwSignal::new(None::<usize>);
    let fits = move |command: &Command| {
        let label = lower_case(untrack(|| t((command.label)(mail))));
        wanted.with(|wanted| label.contains(&lower_case(wanted.trim())))
    };
    let groups = move || {
        GROUPS
            .map(|(scope, title)| {
                let rows: Vec<AnyView> = COMMANDS
                    .iter()
                    .enumerate()
                    .filter(|(_, command)| command.scope == scope && fits(command))
                    .map(|(place, command)| view! { <ShortcutRow command place listening /> }.into_any())
                    .collect();
                (!rows.is_empty())
                    .then(|| view! { <Group title=t(title)><ul class="settings-list">{rows}</ul></Group> })
            })
            .collect_view()
    };
    let none_fits = Signal::derive(move || !COMMANDS.iter().any(fits));
    view! {
        <p class="hint">{t(say::SHORTCUTS_HINT)}</p>
        <div class="settings-toolbar">
            <Field label=t(say::SHORTCUT_FILTER) kind="search" value=wanted max_length=60 />
            <Button disabled=Signal::derive(move || !is_changed.get()) on_press=move || reset_all(mail.settings)>
                {t(say::SHORTCUT_RESET_ALL)}
            </Button>
        </div>
        {groups}
        <When is=none_fits><p class="settings-none" role="status">{t(say::SHORTCUT_NOTHING)}</p></When>
    }
}

#[component]
fn ShortcutRow(command: &'static Command, place: usize, listening: RwSignal<Option<usize>>) -> impl IntoView {
    let mail = use_mail();
    let label = untrack(|| t((command.label)(mail)));
    let is_listening = memo(move || listening.get() == Some(place));
    let keys = memo(move || keys_of(command, &mail.settings.shortcuts()));
    let is_changed = memo(move || mail.settings.shortcuts().contains_key(&name(command.id)));
    let complaint = RwSignal::new(None::<String>);
    let pending = StoredValue::new(None::<String>);
    let button = unique_button(place);
    let give = move |key: &str| {
        if let Some(found) = untrack(|| conflict(command, key, &mail.settings.shortcuts())) {
            return complaint.set(Some(sentence(mail, key, found)));
        }
        mail.settings.set_member(Key::Shortcuts, &name(command.id), key);
        listening.set(None);
        complaint.set(None);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if !is_listening.get_untracked() || is_modifier(&event.key()) || event.key() == "Tab" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if event.key() == "Escape" && !event.shift_key() {
            pending.set_value(None);
            complaint.set(None);
            return listening.set(None);
        }
        let press = spelled(&event.key(), event.shift_key(), event.ctrl_key());
        match pending.try_update_value(Option::take).flatten() {
            Some(first) => give(&(first + " " + &press)),
            // It begins sequences already: the next press completes one.
            None if begins_sequences(&press) => {
                complaint.set(None);
                pending.set_value(Some(press));
            }
            None => give(&press),
        }
    };
    let change = move || {
        complaint.set(None);
        pending.set_value(None);
        listening.update(|open| *open = if *open == Some(place) { None } else { Some(place) });
    };
    let reset = move || {
        complaint.set(None);
        // Its own key may have gone to another command meanwhile.
        let own = command.keys.iter().find_map(|key| {
            untrack(|| conflict(command, key, &mail.settings.shortcuts())).map(|found| sentence(mail, key, found))
        });
        match own {
            Some(sentence) => complaint.set(Some(sentence)),
            None => mail.settings.set_member(Key::Shortcuts, &name(command.id), Value::Null),
        }
        focus::soon("#".to_owned() + &unique_button(place));
    };
    let shown = move || match keys.get() {
        _ if is_listening.get() => {
            view! { <span class="settings-listening">{t(say::SHORTCUT_LISTENING)}</span> }.into_any()
        }
        keys if keys.is_empty() => view! { <span class="hint">{t(say::SHORTCUT_NONE)}</span> }.into_any(),
        keys => keys.iter().map(|key| keycaps(key)).collect_view().into_any(),
    };
    view! {
        <li class="settings-item settings-shortcut">
            <span class="settings-item-text"><span class="settings-item-title">{label}</span></span>
            <span class="settings-keys" role="status">{shown}</span>
            <When is=is_changed>
                <IconButton icon=IconName::Undo label=t(say::SHORTCUT_RESET) on_press=reset />
            </When>
            <When is=is_listening>
                <Button variant=ButtonVariant::Quiet on_press=move || give_none(mail, command, listening)>
                    {t(say::SHORTCUT_CLEAR)}
                </Button>
            </When>
            <button
                type="button"
                class="button"
                id=button
                aria-label=t_with(say::SHORTCUT_OF, &[("command", label)])
                aria-pressed=move || is_listening.get().to_string()
                on:click=move |_| change()
                on:keydown=on_key
            >
                {t(say::SHORTCUT_CHANGE)}
            </button>
            {move || complaint.get().map(|sentence| view! { <p class="field-error" role="alert">{sentence}</p> })}
        </li>
    }
}

fn unique_button(place: usize) -> String {
    "shortcut-".to_owned() + &place.to_string()
}

fn give_none(mail: Mail, command: &Command, listening: RwSignal<Option<usize>>) {
    mail.settings.set_member(Key::Shortcuts, &name(command.id), "");
    listening.set(None);
}

fn reset_all(settings: Settings) {
    let all = untrack(|| settings.shortcuts()).into_keys().map(|command| (command, Value::Null));
    settings.set(Key::Shortcuts, all.collect::<Map<_, _>>());
}

/// Whether it is the first press of a sequence of ours. What the person gives as a sequence begins with the same.
fn begins_sequences(press: &str) -> bool {
    COMMANDS
        .iter()
        .flat_map(|command| command.keys)
        .any(|key| key.split_once(' ').is_some_and(|(first, _)| first == press))
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Shift" | "Control" | "Alt" | "Meta" | "AltGraph" | "CapsLock")
}

fn sentence(mail: Mail, key: &str, found: Conflict) -> String {
    let keys =
        crate::commands::keys::readable(key).into_iter().map(|press| press.join("+")).collect::<Vec<_>>().join(" ");
    let (text, id) = match found {
        Conflict::Taken(id) => (say::SHORTCUT_CONFLICT, id),
        Conflict::Begins(id) => (say::SHORTCUT_PREFIX, id),
    };
    let name = untrack(|| t((command(id).label)(mail)));
    t_with(text, &[("keys", &keys), ("command", name)])
}
