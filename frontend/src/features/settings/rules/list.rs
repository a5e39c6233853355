//! The rules in their order. Each change is saved at once, and taken back when the node refuses it.

use gatepost_shared::rule::{Filters, NewFilters, Rule};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::group::Group;
use super::super::remote::Remote;
use super::super::saving::{Calls, use_calls};
use super::form::RuleForm;
use super::raw::Raw;
use super::summary::summary;
use crate::dom::focus;
use crate::i18n::{t, t_with, words::settings as say};
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::{Button, IconButton};
use crate::ui::icon::{Icon, IconName};

/// The rules, and what can be done with them.
#[derive(Clone, Copy)]
pub struct Book {
    mail: Mail,
    calls: Calls,
    filters: Remote<Filters>,
    /// The place of the rule that is being changed; one beyond the last is a new rule.
    pub edited: RwSignal<Option<usize>>,
}

impl Book {
    /// Replaces all rules: they show at once.
    pub fn replace(self, rules: Vec<Rule>) {
        let Some(before) = self.filters.get() else { return };
        self.filters.set(Filters { rules: rules.clone(), ..(*before).clone() });
        let wanted = NewFilters { rules, replace_active: before.other_active.is_some() && !before.can.include };
        let (api, filters, mail, calls) = (self.mail.api, self.filters, self.mail, self.calls);
        spawn_local(async move {
            match api.replace_filters(&wanted).await {
                Ok(saved) => calls.save(async { Ok(()) }, move |()| filters.set(saved)),
                Err(error) => {
                    filters.set((*before).clone());
                    mail.toasts.error(&error);
                }
            }
        });
    }

    fn change(self, act: impl FnOnce(&mut Vec<Rule>)) {
        if let Some(filters) = self.filters.get() {
            let mut rules = filters.rules.clone();
            act(&mut rules);
            self.replace(rules);
        }
    }

    /// Puts a rule at a place: in the place of the one that is there, or as the last.
    pub fn put(self, place: usize, rule: Rule) {
        self.change(|rules| match rules.get_mut(place) {
            Some(known) => *known = rule,
            None => rules.push(rule),
        });
    }
}

/// The section's content.
#[component]
pub fn RuleList() -> impl IntoView {
    let mail = use_mail();
    let ask = move || async move { mail.api.filters().await };
    let filters = Remote::new(ask());
    let book = Book { mail, calls: use_calls(), filters, edited: RwSignal::new(None) };
    let list = filters.show(move || filters.ask(ask()), move |filters| content(book, filters));
    view! {
        <Group hint=t(say::RULES_HINT)>{list}</Group>
        {move || filters.get().filter(|filters| !filters.scripts.is_empty()).map(|filters| view! { <Raw filters=(*filters).clone() /> })}
    }
}

fn content(book: Book, filters: &Filters) -> AnyView {
    let can = filters.can;
    let rules = filters.rules.iter().cloned().enumerate();
    let count = filters.rules.len();
    view! {
        {notices(filters).into_iter().map(|text| view! {
            <div class="notice"><Icon name=IconName::Info /><p>{text}</p></div>
        }).collect_view()}
        {(count == 0).then(|| view! { <p class="settings-none">{t(say::RULES_NONE)}</p> })}
        <ol class="settings-list">
            {rules.map(|(place, rule)| {
                let is_edited = move || book.edited.get() == Some(place);
                let for_form = rule.clone();
                view! {
                    <li class="settings-card">
                        {item(book, place, count, rule)}
                        {move || is_edited().then(|| view! { <RuleForm book place rule=for_form.clone() can /> })}
                    </li>
                }
            }).collect_view()}
        </ol>
        {move || if book.edited.get() == Some(count) {
            let rule = Rule { is_enabled: true, ..Rule::default() };
            view! { <div class="settings-card"><RuleForm book place=count rule can /></div> }.into_any()
        } else {
            view! {
                <Button icon=IconName::Plus on_press=move || book.edited.set(Some(count))>{t(say::RULE_NEW)}</Button>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// What the person should know of what else runs.
fn notices(filters: &Filters) -> Vec<String> {
    let mut notices = Vec::new();
    if let Some(name) = &filters.other_active {
        let text = if filters.can.include { say::RULE_OTHER_ACTIVE } else { say::RULE_OTHER_REPLACED };
        notices.push(t_with(text, &[("name", name)]));
    } else if let Some(name) = &filters.includes {
        notices.push(t_with(say::RULE_OTHER_ACTIVE, &[("name", name)]));
    }
    let is_stopped = !filters.is_active && !filters.rules.is_empty() && filters.other_active.is_none();
    let told = [
        (filters.is_edited, say::RULE_EDITED),
        (filters.has_own_text, say::RULE_OWN_TEXT),
        (is_stopped, say::RULE_INACTIVE),
    ];
    notices.extend(told.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| t(text).to_owned()));
    notices
}

fn item(book: Book, place: usize, count: usize, rule: Rule) -> AnyView {
    let name = if rule.name.is_empty() { t(say::RULE_UNNAMED).to_owned() } else { rule.name.clone() };
    let (label, says, is_enabled) = (name.clone(), summary(book.mail, &rule), rule.is_enabled);
    let swap = move |other: usize| {
        book.change(|rules| {
            if place.max(other) < rules.len() {
                rules.swap(place, other);
            }
        });
    };
    let toggle = move |_| {
        book.change(|rules| {
            if let Some(rule) = rules.get_mut(place) {
                rule.is_enabled = !is_enabled;
            }
        });
    };
    let remove = move || {
        let Some(before) = book.filters.get() else { return };
        book.edited.set(None);
        book.change(|rules| {
            if place < rules.len() {
                drop(rules.remove(place));
            }
        });
        let rules = before.rules.clone();
        book.mail.toasts.undoable(t(say::RULE_REMOVED), move || book.replace(rules.clone()));
        focus::soon(".settings-page h2");
    };
    view! {
        <div class="settings-item">
            <input
                class="switch-box"
                type="checkbox"
                role="switch"
                aria-label=t(say::RULE_ENABLED).to_owned() + ": " + &label
                prop:checked=is_enabled
                on:change=toggle
            />
            <span class="settings-item-text">
                <span class="settings-item-title" dir="auto">{name}</span>
                <span class="hint" dir="auto">{says}</span>
            </span>
            <IconButton icon=IconName::ChevronUp label=t(say::UP) disabled=Signal::stored(place == 0) on_press=move || swap(place.saturating_sub(1)) />
            <IconButton icon=IconName::ChevronDown label=t(say::DOWN) disabled=Signal::stored(place + 1 == count) on_press=move || swap(place + 1) />
            <IconButton icon=IconName::Pencil label=t(say::EDIT) on_press=move || book.edited.set(Some(place)) />
            <IconButton icon=IconName::Trash label=t(say::REMOVE) on_press=remove />
        </div>
    }
    .into_any()
}
