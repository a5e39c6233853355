//! A list under the tree whose entries are searches: those that are kept, and the tags.

use leptos::ev;
use leptos::prelude::*;

use crate::features::list::tags::custom;
use crate::features::menus::use_menus;
use crate::i18n::{Message, t, words};
use crate::routes::{Route, Search};
use crate::state::mail::{Mail, use_mail};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::when::When;

/// What the entries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Searches that are kept.
    Searches,
    /// The person's tags.
    Tags,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    id: String,
    name: String,
    query: String,
    /// A tag's.
    colour: String,
}

fn entries(mail: Mail, kind: Kind) -> Vec<Entry> {
    match kind {
        Kind::Searches => {
            let searches = mail.settings.searches().into_iter();
            searches
                .map(|(id, search)| Entry { id, name: search.name, query: search.query, colour: String::new() })
                .collect()
        }
        Kind::Tags => {
            let tags = mail.settings.tags().into_iter();
            tags.map(|(id, tag)| Entry { query: "keyword:".to_owned() + &id, id, name: tag.name, colour: tag.color })
                .collect()
        }
    }
}

impl Kind {
    /// What the entries are called together.
    pub fn title(self) -> Message {
        match self {
            Self::Searches => words::mailboxes::SEARCHES,
            Self::Tags => words::mailboxes::TAGS,
        }
    }
}

/// The list with its heading; nothing while it is empty.
#[component]
pub fn SideList(
    /// What its entries are.
    kind: Kind,
) -> impl IntoView {
    let mail = use_mail();
    let shown = memo(move || entries(mail, kind));
    let menus = use_menus();
    let has_entries = Signal::derive(move || shown.with(|shown| !shown.is_empty()));
    let item = move |entry: Entry| {
        let route = Route::Search(Search { query: entry.query, mailbox: None }, None);
        let query = StoredValue::new(route.search().cloned());
        let is_current = move || mail.navigation.route().with(|route| route.search().cloned()) == query.get_value();
        let open_menu = move |event: ev::MouseEvent| {
            event.prevent_default();
            menus.of_entry.set((kind, entry.id.clone()));
            menus.entry.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
        };
        view! {
            <li>
                <a
                    class="mailbox side-entry"
                    href=route.path()
                    aria-current=move || is_current().then_some("page")
                    on:click=move |event: ev::MouseEvent| {
                        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                            event.prevent_default();
                            mail.navigation.go(route.clone());
                        }
                    }
                    on:contextmenu=open_menu
                >
                    <span class="mailbox-fold"></span>
                    {if kind == Kind::Tags {
                        view! { <span class="tag-dot" data-tag=entry.colour.clone() style:--tag=custom(&entry.colour)></span> }.into_any()
                    } else {
                        view! { <Icon name=IconName::Bookmark /> }.into_any()
                    }}
                    <span class="mailbox-name" dir="auto">{entry.name}</span>
                </a>
            </li>
        }
    };
    view! {
        <When is=has_entries>
            <section class="side-list" aria-label=t(kind.title())>
                <h2 class="side-title">{t(kind.title())}</h2>
                <ul>{move || shown.get().into_iter().map(item).collect_view()}</ul>
            </section>
        </When>
    }
}
