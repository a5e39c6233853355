//! A list under the tree whose entries are searches: those that are kept, and the tags.

use leptos::ev;
use leptos::prelude::*;

use crate::features::list::tags::custom;
use crate::i18n::{Message, t, words};
use crate::routes::{Route, Search};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::Key;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::menu::{Menu, MenuItem};
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
    fn title(self) -> Message {
        match self {
            Self::Searches => words::mailboxes::SEARCHES,
            Self::Tags => words::mailboxes::TAGS,
        }
    }

    fn change_label(self) -> Message {
        match self {
            Self::Searches => words::search::RENAME,
            Self::Tags => words::tags::EDIT,
        }
    }

    fn remove_label(self) -> Message {
        match self {
            Self::Searches => words::search::REMOVE,
            Self::Tags => words::tags::DELETE,
        }
    }

    fn change(self, mail: Mail, id: String) {
        mail.asking.ask(match self {
            Self::Searches => Question::SaveSearch(id),
            Self::Tags => Question::EditTag(id),
        });
    }

    fn remove(self, mail: Mail, id: &str) {
        let (key, said) = match self {
            Self::Searches => (Key::Searches, words::search::REMOVED),
            Self::Tags => (Key::Tags, words::tags::DELETED),
        };
        let before = mail.settings.member(key, id);
        mail.settings.set_member(key, id, serde_json::Value::Null);
        let id = id.to_owned();
        mail.toasts.undoable(t(said), move || mail.settings.set_member(key, &id, before.clone()));
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
    let at = RwSignal::new(None);
    let about = RwSignal::new(String::new());
    let has_entries = Signal::derive(move || shown.with(|shown| !shown.is_empty()));
    let item = move |entry: Entry| {
        let route = Route::Search(Search { query: entry.query, mailbox: None }, None);
        let query = StoredValue::new(route.search().cloned());
        let is_current = move || mail.navigation.route().with(|route| route.search().cloned()) == query.get_value();
        let open_menu = move |event: ev::MouseEvent| {
            event.prevent_default();
            about.set(entry.id.clone());
            at.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
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
                <Menu at label=t(kind.title())>
                    <MenuItem icon=IconName::Pencil label=t(kind.change_label()) on_select=move || kind.change(mail, about.get_untracked()) />
                    <MenuItem icon=IconName::Trash label=t(kind.remove_label()) on_select=move || kind.remove(mail, &about.get_untracked()) />
                </Menu>
            </section>
        </When>
    }
}
