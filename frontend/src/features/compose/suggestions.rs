//! What is suggested for a line of recipients: asked for while somebody types, the best first.

use std::time::Duration;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::{Suggestion, SuggestionSource};
use leptos::ev;
use leptos::prelude::*;

use crate::api::Api;
use crate::dom::timer::sleep;
use crate::i18n::{t, tn, words};
use crate::state::latest::Latest;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// How long the typing must rest before anybody is asked.
const REST: Duration = Duration::from_millis(90);
/// How many are shown.
const MOST: u32 = 8;

/// The suggestions for one line.
#[derive(Clone, Copy)]
pub struct Suggesting {
    api: Api,
    list: RwSignal<Vec<Suggestion>>,
    place: RwSignal<usize>,
    asking: Latest,
}

impl Suggesting {
    /// Nothing is suggested.
    pub fn new() -> Self {
        let api = expect_context();
        Self { api, list: RwSignal::new(Vec::new()), place: RwSignal::new(0), asking: Latest::new() }
    }

    /// Whether there is anything to choose from.
    pub fn is_open(self) -> Memo<bool> {
        let list = self.list;
        memo(move || !list.with(Vec::is_empty))
    }

    /// The place of the one that Enter takes.
    pub fn place(self) -> usize {
        self.place.get().min(self.list.with(Vec::len).saturating_sub(1))
    }

    /// Asks for suggestions to what is typed; those of before stay until the answer has come.
    pub fn ask(self, typed: String) {
        self.asking.run(async move {
            sleep(REST).await;
            // Without suggestions the line is as good as ever: nothing is said.
            let found = self.api.suggestions(typed.trim(), MOST).await.map(|found| found.list).unwrap_or_default();
            let _ = self.place.try_set(0);
            let _ = self.list.try_set(found);
        });
    }

    /// Suggests nothing any more.
    pub fn close(self) {
        self.asking.cancel();
        if self.list.try_with_untracked(|list| !list.is_empty()) == Some(true) {
            self.list.set(Vec::new());
        }
    }

    /// Goes to the next or the previous one.
    pub fn step(self, forward: bool) {
        let count = self.list.with_untracked(Vec::len).max(1);
        let at = untrack(|| self.place());
        self.place.set(if forward { (at + 1) % count } else { (at + count - 1) % count });
    }

    /// The people of the one that is chosen: all of a group.
    pub fn chosen(self) -> Option<Vec<EmailAddress>> {
        let at = untrack(|| self.place());
        self.list.with_untracked(|list| list.get(at).map(people_of))
    }
}

fn people_of(suggestion: &Suggestion) -> Vec<EmailAddress> {
    if suggestion.members.is_empty() {
        return vec![EmailAddress { name: suggestion.name.clone(), email: suggestion.email.clone() }];
    }
    suggestion.members.clone()
}

/// The list below the line: a listbox whose options the line's own keys choose.
#[component]
pub fn SuggestionList(
    /// What is suggested.
    suggesting: Suggesting,
    /// The id of the list; an option's is this and its place.
    list_id: String,
    /// One was pressed.
    #[prop(into)]
    on_take: Callback<(Vec<EmailAddress>,)>,
) -> impl IntoView {
    let id = StoredValue::new(list_id.clone());
    let option = move |(index, suggestion): (usize, Suggestion)| {
        let people = people_of(&suggestion);
        let count = u32::try_from(suggestion.members.len()).unwrap_or(u32::MAX);
        let (name, detail, icon) = match (&suggestion.name, count) {
            (name, 1..) => (name.clone().unwrap_or_default(), tn(words::compose::GROUP_OF, count), IconName::User),
            (Some(name), 0) => (name.clone(), suggestion.email.clone(), icon_of(suggestion.source)),
            (None, 0) => (suggestion.email.clone(), String::new(), icon_of(suggestion.source)),
        };
        view! {
            <li
                class="suggestion"
                role="option"
                id=move || option_id(&id.get_value(), index)
                aria-selected=move || (suggesting.place() == index).to_string()
                // The line keeps the keyboard.
                on:mousedown=|event: ev::MouseEvent| event.prevent_default()
                on:click=move |_| on_take.run((people.clone(),))
            >
                <Icon name=icon />
                <span class="suggestion-name truncate" dir="auto">{name}</span>
                <span class="suggestion-detail truncate" dir="auto">{detail}</span>
            </li>
        }
    };
    view! {
        <ul class="suggestions" id=list_id role="listbox" aria-label=t(words::compose::SUGGESTIONS)>
            {move || suggesting.list.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
    }
}

/// The id of an option.
pub fn option_id(list_id: &str, index: usize) -> String {
    [list_id, "-", &index.to_string()].concat()
}

fn icon_of(source: SuggestionSource) -> IconName {
    match source {
        SuggestionSource::Contacts => IconName::User,
        SuggestionSource::Sent => IconName::Sent,
        SuggestionSource::Directory => IconName::Search,
    }
}
