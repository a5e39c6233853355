//! The palette: everything that can be done and gone to, found by typing (WAI-ARIA, combobox pattern).

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::commands::table::COMMANDS;
use crate::commands::{fuzzy, keymap};
use crate::dom::effect::effect;
use crate::dom::focus;
use crate::dom::text::lower_case;
use crate::features::keycaps::keycaps;
use crate::features::mailboxes::name::{icon_of, path_of};
use crate::features::part::Part;
use crate::i18n::{Message, t, words, words::palette as say};
use crate::routes::{Route, Section};
use crate::state::asking::Question;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{Mail, use_mail};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, IconName};
use crate::ui::lazy::{lazy, warm};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;

/// More is no help: the person types another letter.
const MOST: usize = 12;

/// One thing that can be chosen.
#[derive(Clone, PartialEq)]
struct Entry {
    icon: IconName,
    text: String,
    /// What kind of thing it is.
    kind: Message,
    /// Its key, when it has one.
    key: Option<String>,
    act: Act,
}

#[derive(Clone, PartialEq)]
enum Act {
    /// The command at this place of the table.
    Command(usize),
    Go(Route),
}

lazy! {
    /// Most people find it late, and some never.
    palette_chooser in soon => view! { <Chooser /> }
}

/// The palette; nothing while it is not wanted.
#[component]
pub fn Palette() -> impl IntoView {
    let mail = use_mail();
    let open = memo(move || mail.asking.question().with(|question| *question == Some(Question::Palette)));
    // Whoever opens it types at once.
    warm(palette_chooser);
    view! {
        <Dialog open on_close=move || mail.asking.close() title=t(say::TITLE) close_label=t(words::common::CLOSE)>
            <Part load=palette_chooser />
        </Dialog>
    }
}

#[component]
fn Chooser() -> impl IntoView {
    let mail = use_mail();
    let typed = RwSignal::new(String::new());
    let place = RwSignal::new(0_usize);
    let input: NodeRef<html::Input> = NodeRef::new();
    let (input_id, list_id) = (unique_id("palette"), unique_id("results"));
    let list_id = StoredValue::new(list_id);
    let option_id = move |index: usize| list_id.get_value() + "-" + &index.to_string();
    // What can be done is settled when the palette opens: nothing changes below it.
    let entries = StoredValue::new(untrack(|| entries(mail)));
    let found =
        memo(move || entries.with_value(|entries| typed.with(|typed| fitting(entries, &lower_case(typed.trim())))));
    let chosen = memo(move || place.get().min(found.with(Vec::len).saturating_sub(1)));
    effect(move || {
        if let Some(input) = input.get() {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });
    effect(move || focus::reveal(&("#".to_owned() + &option_id(chosen.get()))));
    let choose = move |entry: Entry| {
        mail.asking.close();
        // The dialog gives focus back first, so that commands find the keyboard where it was.
        set_timeout(move || untrack(|| act(mail, entry.act)), std::time::Duration::ZERO);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => place.set((at + 1) % count),
            "ArrowUp" if count > 0 => place.set((at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = found.with_untracked(|found| found.get(at).cloned()) {
                    choose(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="palette">
            <label class="visually-hidden" for=input_id.clone()>{t(say::PLACEHOLDER)}</label>
            <div class="field-box">
                <span class="palette-icon"><Icon name=IconName::Search /></span>
                <input
                    class="field-input"
                    id=input_id
                    node_ref=input
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=list_id.get_value()
                    aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| option_id(chosen.get()))
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    placeholder=t(say::PLACEHOLDER)
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        place.set(0);
                    }
                    on:keydown=on_key
                />
            </div>
            <ul class="palette-list" id=list_id.get_value() role="listbox" aria-label=t(say::LIST)>
                {move || {
                    let option = move |(index, entry): (usize, Entry)| {
                        option(entry, option_id(index), Signal::derive(move || chosen.get() == index), choose)
                    };
                    found.get().into_iter().enumerate().map(option).collect_view()
                }}
            </ul>
            <p class="move-nothing" role="status">{move || found.with(Vec::is_empty).then(|| t(say::NOTHING))}</p>
        </div>
    }
}

fn option(entry: Entry, id: String, is_chosen: Signal<bool>, choose: impl Fn(Entry) + 'static) -> AnyView {
    let Entry { icon, text, kind, key, .. } = entry.clone();
    view! {
        <li
            class="palette-option"
            role="option"
            id=id
            aria-selected=move || is_chosen.get().to_string()
            on:click=move |_| choose(entry.clone())
        >
            <Icon name=icon />
            <span class="palette-text truncate" dir="auto">{text}</span>
            <span class="palette-kind">{t(kind)}</span>
            {key.map(|key| keycaps(&key))}
        </li>
    }
    .into_any()
}

/// All that can be done and gone to now.
fn entries(mail: Mail) -> Vec<Entry> {
    let custom = mail.settings.shortcuts();
    let is_mail = mail.navigation.route().with(Route::is_mail);
    let usable = COMMANDS.iter().enumerate().filter(|(_, command)| {
        (is_mail || command.scope == crate::commands::table::Scope::Global) && (command.enabled)(mail)
    });
    let commands = usable.map(|(place, command)| Entry {
        icon: (command.icon)(mail),
        text: t((command.label)(mail)).to_owned(),
        kind: say::COMMAND,
        key: keymap::keys_of(command, &custom).into_iter().next(),
        act: Act::Command(place),
    });
    let mailboxes = mail.mailboxes.list().get().into_iter().filter(|mailbox| mailbox.is_selectable);
    let mailboxes = mailboxes.map(|mailbox| Entry {
        icon: icon_of(mailbox.role),
        text: path_of(&mailbox),
        kind: say::FOLDER,
        key: None,
        act: Act::Go(Route::Mailbox(mailbox.id)),
    });
    let sections = Section::ALL.iter().map(|section| Entry {
        icon: IconName::Settings,
        text: t(section_title(*section)).to_owned(),
        kind: say::SETTING,
        key: None,
        act: Act::Go(Route::Settings(Some(*section))),
    });
    commands.chain(mailboxes).chain(sections).collect()
}

/// The best first. Before anything is typed, the commands as the table has them.
fn fitting(entries: &[Entry], typed: &str) -> Vec<Entry> {
    let scored = entries.iter().filter_map(|entry| Some((fuzzy::score(&lower_case(&entry.text), typed)?, entry)));
    let mut scored: Vec<(i32, &Entry)> = scored.collect();
    if !typed.is_empty() {
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    scored.into_iter().take(MOST).map(|(_, entry)| entry.clone()).collect()
}

fn act(mail: Mail, act: Act) {
    match act {
        Act::Command(place) => {
            if let Some(command) = COMMANDS.get(place) {
                command.run(mail);
            }
        }
        Act::Go(route) => {
            let is_mail = route.is_mail();
            mail.navigation.go(route);
            if is_mail {
                focus::soon(ACTIVE_ROW);
            }
        }
    }
}

/// What a section is called, without calling into the settings: their code may not be here yet.
fn section_title(section: Section) -> Message {
    use words::settings;
    match section {
        Section::Appearance => settings::APPEARANCE,
        Section::Language => settings::LANGUAGE,
        Section::Reading => settings::READING,
        Section::Writing => settings::WRITING,
        Section::Notifications => settings::NOTIFICATIONS,
        Section::Identities => settings::IDENTITIES,
        Section::Tags => settings::TAGS,
        Section::Templates => settings::TEMPLATES,
        Section::Rules => settings::FILTERS,
        Section::Vacation => settings::VACATION,
        Section::Shortcuts => settings::SHORTCUTS,
        Section::Storage => settings::STORAGE,
        Section::Security => settings::SECURITY,
    }
}
