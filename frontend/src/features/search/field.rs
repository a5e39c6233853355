//! The search box: what is looked for and where, with suggestions (WAI-ARIA, combobox pattern with a list).

use gatepost_shared::id::MailboxId;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::features::search::scope::{self, Scope};
use crate::features::search::suggest::{Suggestion, suggestions};
use crate::i18n::{t, words};
use crate::routes::{Route, Search};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// The box.
#[component]
pub fn SearchField() -> impl IntoView {
    let mail = use_mail();
    let text = RwSignal::new(String::new());
    let mailbox = RwSignal::new(None::<MailboxId>);
    let is_open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<usize>);
    let awaits_results = RwSignal::new(false);
    let input: NodeRef<html::Input> = NodeRef::new();
    let list_id = StoredValue::new(unique_id("suggestions"));
    let here = scope::here(mail);

    // The box says what the page shows: a search, or nothing.
    let searched = memo(move || mail.navigation.route().with(|route| route.search().cloned()));
    effect(move || {
        let search = searched.get().unwrap_or_default();
        text.set(search.query);
        mailbox.set(search.mailbox);
    });
    let offered = memo(move || if is_open.get() { text.with(|text| suggestions(mail, text)) } else { Vec::new() });
    let has_offers = memo(move || offered.with(|offered| !offered.is_empty()));

    let submit = move || {
        let query = text.with_untracked(|text| text.trim().to_owned());
        is_open.set(false);
        if query.is_empty() {
            return;
        }
        mail.recent.remember(&query);
        mail.navigation.go(Route::Search(Search { query, mailbox: mailbox.get_untracked() }, None));
        awaits_results.set(true);
    };
    // The keyboard goes on to the results once there are any, unless the person has gone elsewhere.
    effect(move || {
        if awaits_results.get() && mail.list.rows().with(Rows::total) > 0 {
            awaits_results.set(false);
            if focus::is_within(".search") {
                focus::soon(ACTIVE_ROW);
            }
        }
    });
    let take = move |suggestion: Suggestion| {
        text.set(suggestion.query);
        chosen.set(None);
        if suggestion.is_whole {
            submit();
        } else if let Some(input) = input.get_untracked() {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    };
    let leave = move || {
        is_open.set(false);
        text.set(String::new());
        if searched.get_untracked().is_some() {
            mail.navigation.go(here.get_untracked().map_or(Route::Inbox, Route::Mailbox));
        }
        focus::soon(ACTIVE_ROW);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let count = offered.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" if count > 0 => {
                chosen.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "ArrowDown" => is_open.set(true),
            "Enter" => match chosen.get_untracked().and_then(|at| offered.with_untracked(|all| all.get(at).cloned())) {
                Some(suggestion) => take(suggestion),
                None => submit(),
            },
            "Escape" if has_offers.get_untracked() => is_open.set(false),
            "Escape" => leave(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let option_id = move |index: usize| list_id.get_value() + "-" + &index.to_string();
    let has_text = Signal::derive(move || text.with(|text| !text.is_empty()) || searched.with(Option::is_some));
    view! {
        <search class="search" class:search-open=has_offers>
            <div class="search-box">
                <Icon name=IconName::Search />
                <input
                    class="search-input"
                    node_ref=input
                    type="text"
                    enterkeyhint="search"
                    role="combobox"
                    aria-label=t(words::search::LABEL)
                    aria-expanded=move || has_offers.get().to_string()
                    aria-autocomplete="list"
                    aria-controls=list_id.get_value()
                    aria-activedescendant=move || chosen.get().filter(|_| has_offers.get()).map(option_id)
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="2000"
                    placeholder=t(words::search::PLACEHOLDER)
                    prop:value=text
                    on:input=move |event| {
                        text.set(event_target_value(&event));
                        chosen.set(None);
                        is_open.set(true);
                    }
                    on:focus=move |_| {
                        chosen.set(None);
                        is_open.set(true);
                    }
                    on:blur=move |_| is_open.set(false)
                    on:keydown=on_key
                />
                <When is=has_text>
                    <Scope mailbox here on_choose=move |to| {
                        mailbox.set(to);
                        if searched.get_untracked().is_some() {
                            submit();
                        }
                    } />
                    <IconButton icon=IconName::Close label=t(words::search::CLEAR) on_press=leave />
                </When>
            </div>
            <ul
                class="search-suggestions"
                id=list_id.get_value()
                role="listbox"
                aria-label=t(words::search::SUGGESTIONS)
                // The input keeps the keyboard.
                on:mousedown=|event| event.prevent_default()
            >
                {move || {
                    let option = |(index, suggestion): (usize, Suggestion)| {
                        let choice = suggestion.clone();
                        view! {
                            <li
                                class="search-suggestion"
                                role="option"
                                id=option_id(index)
                                aria-selected=move || (chosen.get() == Some(index)).to_string()
                                on:click=move |_| take(choice.clone())
                            >
                                <Icon name=suggestion.icon />
                                <span class="search-suggestion-label" dir="auto">{suggestion.label}</span>
                                <span class="search-suggestion-hint">{suggestion.hint}</span>
                            </li>
                        }
                    };
                    offered.get().into_iter().enumerate().map(option).collect_view()
                }}
            </ul>
        </search>
    }
}
