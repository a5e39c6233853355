//! Asks which tags messages shall have: a field that narrows the tags down, and makes new ones (combobox pattern).

use gatepost_shared::keyword::Keyword;
use gatepost_shared::settings::Tag;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use serde_json::json;

use crate::dom::effect::effect;
use crate::dom::text::lower_case;
use crate::dom::{focus, random};
use crate::features::list::tags::custom;
use crate::features::tags::colours;
use crate::i18n::{t, t_with, tn, words};
use crate::state::asking::{Question, Targets};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::Key;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;

/// The question; nothing while it is not asked.
#[component]
pub fn TagDialog() -> impl IntoView {
    let mail = use_mail();
    let targets = memo(move || match mail.asking.question().get() {
        Some(Question::Tag(targets)) => Some(targets),
        _ => None,
    });
    view! {
        <Dialog
            open=Signal::derive(move || targets.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=Signal::derive(move || tn(words::tags::TITLE, targets.with(|targets| targets.as_ref().map_or(0, Targets::count))))
            close_label=t(words::common::CLOSE)
        >
            {targets.get_untracked().map(|targets| view! { <Chooser targets /> })}
        </Dialog>
    }
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Known(String, Tag),
    New(String),
}

fn choices(mail: Mail, wanted: &str) -> Vec<Choice> {
    let name = wanted.trim();
    let tags = mail.settings.tags();
    let is_new = !name.is_empty() && !tags.iter().any(|(_, tag)| lower_case(&tag.name) == lower_case(name));
    let wanted = lower_case(name);
    let known = tags.into_iter().filter(|(_, tag)| lower_case(&tag.name).contains(&wanted));
    let known = known.map(|(keyword, tag)| Choice::Known(keyword, tag));
    known.chain(is_new.then(|| Choice::New(name.to_owned()))).collect()
}

/// How many of the messages have a tag: all, some or none of them.
fn has(targets: &Targets, keyword: &str) -> Option<bool> {
    let Targets::Rows(rows) = targets else { return Some(false) };
    let count = rows.iter().filter(|row| row.keywords.has(keyword)).count();
    match count {
        0 => Some(false),
        all if all == rows.len() => Some(true),
        _ => None,
    }
}

/// Takes the tag away where all have it; else gives it to all.
fn choose(mail: Mail, targets: &Targets, choice: Choice) {
    mail.asking.close();
    let keyword = match choice {
        Choice::Known(keyword, _) => keyword,
        Choice::New(name) => make(mail, &name),
    };
    if has(targets, &keyword) == Some(true) {
        mail.mark_targets(targets, &keyword, false, words::actions::UNTAGGED);
    } else {
        mail.mark_targets(targets, &keyword, true, words::actions::TAGGED);
    }
    focus::soon(ACTIVE_ROW);
}

/// Makes a tag: its keyword is the name, where that can be one, so that other programs show something sensible.
fn make(mail: Mail, name: &str) -> String {
    let tags = untrack(|| mail.settings.tags());
    let plain = lower_case(name).replace(' ', "-");
    let is_free = |keyword: &str| !tags.iter().any(|(known, _)| known == keyword) && !keyword.starts_with('$');
    let can_be = plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let keyword = if can_be && plain.parse::<Keyword>().is_ok() && is_free(&plain) {
        plain
    } else {
        "tag-".to_owned() + &random::uuid()
    };
    let tag = json!({"name": name, "color": colours::next(tags.len()), "sortOrder": tags.len()});
    mail.settings.set_member(Key::Tags, &keyword, tag);
    keyword
}

#[component]
fn Chooser(targets: Targets) -> impl IntoView {
    let mail = use_mail();
    let wanted = RwSignal::new(String::new());
    let place = RwSignal::new(0_usize);
    let input: NodeRef<html::Input> = NodeRef::new();
    let targets = StoredValue::new(targets);
    let list_id = StoredValue::new(unique_id("tags"));
    let input_id = unique_id("tag");
    let option_id = move |index: usize| list_id.get_value() + "-" + &index.to_string();
    let found = memo(move || wanted.with(|wanted| choices(mail, wanted)));
    let chosen = memo(move || place.get().min(found.with(Vec::len).saturating_sub(1)));
    effect(move || {
        if let Some(input) = input.get() {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });
    let take = move |choice: Choice| choose(mail, &targets.get_value(), choice);
    let on_key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => place.set((at + 1) % count),
            "ArrowUp" if count > 0 => place.set((at + count - 1) % count),
            "Enter" => {
                if let Some(choice) = found.with_untracked(|found| found.get(at).cloned()) {
                    take(choice);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(index, choice): (usize, Choice)| {
        let taken = choice.clone();
        let state = match &choice {
            Choice::Known(keyword, _) => has(&targets.get_value(), keyword),
            Choice::New(_) => Some(false),
        };
        let checked = match state {
            Some(is_set) => is_set.to_string(),
            None => "mixed".to_owned(),
        };
        view! {
            <li
                class="move-option"
                role="option"
                id=option_id(index)
                aria-selected=move || (chosen.get() == index).to_string()
                aria-checked=checked
                on:click=move |_| take(taken.clone())
            >
                {match choice {
                    Choice::Known(_, tag) => view! {
                        <span class="tag-dot" data-tag=tag.color.clone() style:--tag=custom(&tag.color)></span>
                        <span class="tag-choice" dir="auto">{tag.name}</span>
                        {state.is_none().then(|| view! { <span class="tag-some">{t(words::tags::SOME)}</span> })}
                        {(state == Some(true)).then(|| view! { <Icon name=IconName::Check /> })}
                    }.into_any(),
                    Choice::New(name) => view! {
                        <Icon name=IconName::Plus />
                        <span class="tag-choice" dir="auto">{t_with(words::tags::CREATE, &[("name", &name)])}</span>
                    }.into_any(),
                }}
            </li>
        }
    };
    view! {
        <div class="move">
            <label class="visually-hidden" for=input_id.clone()>{t(words::tags::FILTER)}</label>
            <div class="field-box">
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
                    maxlength="100"
                    placeholder=t(words::tags::FILTER)
                    prop:value=wanted
                    on:input=move |event| {
                        wanted.set(event_target_value(&event));
                        place.set(0);
                    }
                    on:keydown=on_key
                />
            </div>
            <ul class="move-list" id=list_id.get_value() role="listbox" aria-label=t(words::tags::TAGS)>
                {move || found.get().into_iter().enumerate().map(option).collect_view()}
            </ul>
            <p class="move-nothing" role="status">
                {move || found.with(Vec::is_empty).then(|| t(words::tags::NOTHING))}
            </p>
        </div>
    }
}
