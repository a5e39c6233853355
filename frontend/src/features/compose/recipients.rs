//! The rows To, Cc and Bcc: recipients as chips, and a line to type or paste more, which suggests people (WAI-ARIA
//! combobox pattern).

use gatepost_shared::address::EmailAddress;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::{carry, clipboard, focus};
use crate::features::compose::chip::{Chip, DRAGGED};
use crate::features::compose::desk::use_desk;
use crate::features::compose::suggestions::{Suggesting, SuggestionList, option_id};
use crate::i18n::{t, t_with, words};
use crate::state::compose::recipients::{Recipient, Recipients, Row};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// The three rows. Cc and Bcc appear when they are asked for, or hold somebody.
#[component]
pub fn RecipientRows() -> impl IntoView {
    let composition = use_desk().composition();
    let wanted = |row: &Recipients| {
        let list: RwSignal<Vec<Recipient>> = row.list.clone().into();
        let is_wanted = RwSignal::new(!row.is_empty());
        (is_wanted, memo(move || is_wanted.get() || !list.with(Vec::is_empty)))
    };
    let (wants_cc, has_cc) = wanted(&composition.cc);
    let (wants_bcc, has_bcc) = wanted(&composition.bcc);
    view! {
        <RecipientRow place=Row::To>
            <Adder place=Row::Cc wanted=wants_cc shown=has_cc />
            <Adder place=Row::Bcc wanted=wants_bcc shown=has_bcc />
        </RecipientRow>
        <When is=has_cc><RecipientRow place=Row::Cc /></When>
        <When is=has_bcc><RecipientRow place=Row::Bcc /></When>
    }
    .into_any()
}

/// Shows a row that is not there. A recipient can be dropped on it.
#[component]
fn Adder(
    /// Which row.
    place: Row,
    /// Whether it was asked for.
    wanted: RwSignal<bool>,
    /// Whether it is there.
    shown: Memo<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let show = move |_| {
        wanted.set(true);
        focus::soon(desk.selector(&[".", class_of(place), " .recipients-input"].concat()));
    };
    let on_drop = move |event: ev::DragEvent| {
        take_dropped(desk, &event, place);
        wanted.set(true);
    };
    view! {
        <When is=memo(move || !shown.get())>
            <button type="button" class="compose-add-row" on:click=show on:dragover=allow_drop on:drop=on_drop>
                {t(place.label())}
            </button>
        </When>
    }
}

fn class_of(place: Row) -> &'static str {
    match place {
        Row::To => "compose-to",
        Row::Cc => "compose-cc",
        Row::Bcc => "compose-bcc",
    }
}

fn allow_drop(event: ev::DragEvent) {
    if carry::is_of(&event, DRAGGED) {
        event.prevent_default();
    }
}

/// A recipient was dropped on a row.
fn take_dropped(desk: crate::features::compose::desk::Desk, event: &ev::DragEvent, place: Row) {
    let Some(id) = carry::dropped(event, DRAGGED).and_then(|name| name.parse::<u32>().ok()) else { return };
    event.prevent_default();
    event.stop_propagation();
    desk.act(|compose, composition| compose.move_recipient(composition, id, place));
}

/// One row.
#[component]
fn RecipientRow(
    /// Which one.
    place: Row,
    /// What stands at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let desk = use_desk();
    let row = desk.composition().row(place).clone();
    let input: NodeRef<html::Input> = NodeRef::new();
    let list: RwSignal<Vec<Recipient>> = row.list.clone().into();
    let typed: RwSignal<String> = row.typed.clone().into();
    let row = StoredValue::new(row);
    let id = unique_id("recipients");
    let problem_id = id.clone() + "-problem";
    let described_by = problem_id.clone();
    let list_id = id.clone() + "-list";
    let suggesting = Suggesting::new();
    let is_open = suggesting.is_open();

    let problem = memo(move || {
        list.track();
        row.with_value(Recipients::first_problem).map(|(address, problem)| {
            t_with(words::compose::NAMED_PROBLEM, &[("address", &address), ("problem", &problem)])
        })
    });
    let focus_input = move || {
        if let Some(element) = input.get_untracked() {
            // It is on the page: it was just used.
            drop(element.focus());
        }
    };
    let took = move || {
        suggesting.close();
        desk.act(|compose, composition| {
            row.with_value(|row| compose.look_at_strangers(composition, row));
            compose.changed(composition);
        });
    };
    let take = move || {
        // The line loses focus, too, when the composer is taken off the page: then nothing of it is left to change.
        if row.try_with_value(Recipients::take_typed) == Some(true) {
            took();
        }
    };
    let take_people = move |people: Vec<EmailAddress>| {
        row.with_value(|row| row.add(people));
        typed.set(String::new());
        took();
        focus_input();
    };
    let on_input = move |event: ev::Event| {
        let text = event_target_value(&event);
        let is_finished = ends_recipient(&text);
        let is_blank = text.trim().is_empty();
        typed.set(text.clone());
        if is_finished {
            take();
        } else if is_blank {
            suggesting.close();
        } else {
            suggesting.ask(text);
        }
        desk.changed();
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        let text = clipboard::pasted_text(&event);
        if text.contains('@') && text.trim().contains([',', ';', '\n']) {
            event.prevent_default();
            event.stop_propagation();
            row.with_value(|row| row.take(&text));
            took();
        }
    };
    let last_chip = move || list.with_untracked(|list| list.last().map(|one| one.id));
    let on_key = move |event: ev::KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.meta_key();
        let is_at_start =
            input.get_untracked().is_some_and(|element| element.selection_end().ok().flatten() == Some(0));
        let is_open = is_open.get_untracked();
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" if is_open => suggesting.step(true),
            "ArrowUp" if is_open => suggesting.step(false),
            // Without anything typed: those to whom the person writes most.
            "ArrowDown" => suggesting.ask(typed.get_untracked()),
            "Escape" if is_open => {
                event.stop_propagation();
                suggesting.close();
            }
            "Enter" | "Tab" if is_open && !has_modifier && !event.shift_key() => {
                // A whole address that was typed is meant as it stands; a beginning means the one that is suggested.
                match suggesting.chosen().filter(|_| !is_whole(&typed.get_untracked())) {
                    Some(people) => take_people(people),
                    None if event.key() == "Tab" => return take(),
                    None => take(),
                }
            }
            "Enter" if !has_modifier => take(),
            "Backspace" if typed.with_untracked(String::is_empty) => {
                let Some(last) = last_chip() else { return };
                row.with_value(|row| row.edit(last));
                desk.changed();
            }
            "ArrowLeft" if is_at_start => {
                let Some(last) = last_chip() else { return };
                focus::now(&["[data-chip='", &last.to_string(), "']"].concat());
            }
            _ => return,
        }
        event.prevent_default();
    };
    let active = {
        let list_id = list_id.clone();
        move || is_open.get().then(|| option_id(&list_id, suggesting.place()))
    };
    let shown_list = list_id.clone();
    view! {
        <div
            class=["compose-row ", class_of(place)].concat()
            on:dragover=allow_drop
            on:drop=move |event| take_dropped(desk, &event, place)
        >
            <label class="compose-label" for=id.clone()>{t(place.label())}</label>
            <div class="recipients">
                <ul class="recipients-list" aria-label=t(place.label())>
                    <For
                        each=move || list.get()
                        key=|recipient| (recipient.id, recipient.problem.is_some())
                        let:recipient
                    >
                        <Chip recipient row place on_left=focus_input />
                    </For>
                </ul>
                <input
                    class="recipients-input"
                    id=id
                    node_ref=input
                    type="text"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=move || is_open.get().then(|| list_id.clone())
                    aria-activedescendant=active
                    inputmode="email"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=move || problem.with(Option::is_some).then(|| described_by.clone())
                    prop:value=move || typed.get()
                    on:input=on_input
                    on:keydown=on_key
                    on:paste=on_paste
                    on:blur=move |_| {
                        suggesting.close();
                        take();
                    }
                />
            </div>
            {children.map(|children| children())}
            <When is=is_open>
                <SuggestionList suggesting list_id=shown_list.clone() on_take=take_people />
            </When>
        </div>
        <When is=memo(move || problem.with(Option::is_some))>
            <p class="compose-problem" id=problem_id.clone()>{move || problem.get()}</p>
        </When>
    }
    .into_any()
}

/// Whether a whole address was typed, with or without a name.
fn is_whole(text: &str) -> bool {
    gatepost_shared::draft::recipients::parse(text).iter().any(Result::is_ok)
}

/// Whether a separator was typed behind an address, outside of quotes.
fn ends_recipient(text: &str) -> bool {
    let Some(before) = text.strip_suffix([',', ';']) else { return false };
    before.contains('@') && before.matches('"').count() % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_ends_an_address_but_not_a_quoted_name() {
        assert!(ends_recipient("bob@example.org,"));
        assert!(ends_recipient("\"Smith, Bob\" <bob@example.org>;"));
        assert!(!ends_recipient("\"bob@example.org,"));
        assert!(!ends_recipient("Smith,"));
        assert!(!ends_recipient("bob@example.org"));
    }
}
