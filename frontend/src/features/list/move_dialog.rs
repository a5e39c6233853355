//! Asks where to move messages: a field that narrows the folders down, and the folders (WAI-ARIA, combobox pattern).

use gatepost_shared::mailbox::Mailbox;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::dom::text::lower_case;
use crate::features::mailboxes::name::{icon_of, path_of};
use crate::i18n::{t, tn, words};
use crate::state::asking::{Question, Targets};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{Mail, use_mail};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;

/// The question; nothing while it is not asked.
#[component]
pub fn MoveDialog() -> impl IntoView {
    let mail = use_mail();
    let targets = memo(move || match mail.asking.question().get() {
        Some(Question::MoveTo(targets)) => Some(targets),
        _ => None,
    });
    let count = move || targets.with(|targets| targets.as_ref().map_or(0, Targets::count));
    view! {
        <Dialog
            open=Signal::derive(move || targets.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=Signal::derive(move || tn(words::actions::MOVE_TITLE, count()))
            close_label=t(words::common::CLOSE)
        >
            {targets.get_untracked().map(|targets| view! { <Chooser targets /> })}
        </Dialog>
    }
}

#[component]
fn Chooser(targets: Targets) -> impl IntoView {
    let mail = use_mail();
    let wanted = RwSignal::new(String::new());
    let place = RwSignal::new(0_usize);
    let input: NodeRef<html::Input> = NodeRef::new();
    let targets = StoredValue::new(targets);
    let (input_id, list_id) = (unique_id("move"), unique_id("folders"));
    let option_id = {
        let list_id = list_id.clone();
        move |index: usize| format!("{list_id}-{index}")
    };

    let found = memo(move || wanted.with(|wanted| candidates(mail, &targets.get_value(), wanted)));
    let chosen = memo(move || place.get().min(found.with(Vec::len).saturating_sub(1)));
    effect(move || {
        if let Some(input) = input.get() {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });
    let choose = move |target: &Mailbox| {
        mail.asking.close();
        mail.move_targets(&targets.get_value(), &target.id, words::actions::MOVED);
        focus::soon(ACTIVE_ROW);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => place.set((at + 1) % count),
            "ArrowUp" if count > 0 => place.set((at + count - 1) % count),
            "Enter" => {
                if let Some(target) = found.with_untracked(|found| found.get(at).cloned()) {
                    choose(&target);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let active_option = {
        let option_id = option_id.clone();
        move || found.with(|found| !found.is_empty()).then(|| option_id(chosen.get()))
    };
    view! {
        <div class="move">
            <label class="visually-hidden" for=input_id.clone()>{t(words::actions::MOVE_FILTER)}</label>
            <div class="field-box">
                <input
                    class="field-input"
                    id=input_id
                    node_ref=input
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=list_id.clone()
                    aria-activedescendant=active_option
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    placeholder=t(words::actions::MOVE_FILTER)
                    prop:value=wanted
                    on:input=move |event| {
                        wanted.set(event_target_value(&event));
                        place.set(0);
                    }
                    on:keydown=on_key
                />
            </div>
            <ul class="move-list" id=list_id role="listbox" aria-label=t(words::actions::FOLDERS)>
                {move || {
                    let option_id = option_id.clone();
                    found
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(index, mailbox)| {
                            let (icon, path) = (icon_of(mailbox.role), path_of(&mailbox));
                            view! {
                                <li
                                    class="move-option"
                                    role="option"
                                    id=option_id(index)
                                    aria-selected=move || (chosen.get() == index).to_string()
                                    on:click=move |_| choose(&mailbox)
                                >
                                    <Icon name=icon />
                                    <span dir="auto">{path}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <p class="move-nothing" role="status">
                {move || found.with(Vec::is_empty).then(|| t(words::actions::MOVE_NOTHING))}
            </p>
        </div>
    }
}

/// The mailboxes that may take these messages and whose path holds what was typed, without regard to case.
fn candidates(mail: Mail, targets: &Targets, wanted: &str) -> Vec<Mailbox> {
    let wanted = lower_case(wanted.trim());
    let is_elsewhere = |mailbox: &Mailbox| match targets {
        Targets::Rows(rows) => rows.iter().any(|row| row.mailbox_id != mailbox.id),
        Targets::Everything(selector, _) => selector.mailbox_id != mailbox.id,
    };
    let may_take =
        |mailbox: &Mailbox| mailbox.is_selectable && mailbox.my_rights.may_add_items && is_elsewhere(mailbox);
    mail.mailboxes.list().with(|list| {
        list.iter()
            .filter(|mailbox| may_take(mailbox) && lower_case(&path_of(mailbox)).contains(&wanted))
            .cloned()
            .collect()
    })
}
