//! Above the list: what is listed, the search, and what is done with the whole of it.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::api::contacts::{Cards, contacts_url};
use crate::dom::{download, focus};
use crate::features::contacts::import::Import;
use crate::features::contacts::list::ACTIVE;
use crate::features::contacts::screen::use_book;
use crate::i18n::{number, t, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::Entry;
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::menu::{MenuButton, MenuItem};
use crate::ui::when::When;

/// The head of the list.
#[component]
pub fn ListHead(
    /// Whom the list shows.
    found: Memo<Vec<Arc<Entry>>>,
) -> impl IntoView {
    let book = use_book();
    let group = move || book.group().get().and_then(|id| book.contact(&id));
    let title = move || group().map_or_else(|| t(words::contacts::TITLE).to_owned(), |group| group.display());
    let count = move || number(u32::try_from(found.with(Vec::len)).unwrap_or(u32::MAX));
    let imports = RwSignal::new(false);
    let in_group = Signal::derive(move || book.group().with(Option::is_some));
    let export = move || {
        let group = book.group().get_untracked();
        download::save(contacts_url(&group.as_deref().map_or(Cards::All, Cards::Group)));
    };
    let open_group = move || {
        if let Some(id) = book.group().get_untracked() {
            book.go(ContactsPlace::One(id));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            focus::soon(ACTIVE);
        }
        "Escape" if book.typed().with_untracked(|typed| !typed.is_empty()) => {
            event.prevent_default();
            event.stop_propagation();
            book.typed().set(String::new());
        }
        _ => {}
    };
    view! {
        <header class="contacts-head">
            <h1 class="contacts-title"><bdi>{title}</bdi>" "<span class="contacts-count">{count}</span></h1>
            <When is=in_group>
                <span class="contacts-open-group">
                    <IconButton icon=IconName::Info label=t(words::contacts::OPEN_GROUP) on_press=open_group />
                </span>
            </When>
            <span class="contacts-new-small">
                <IconButton
                    icon=IconName::Plus
                    label=t(words::contacts::NEW)
                    on_press=move || book.go(ContactsPlace::New { name: String::new(), email: String::new() })
                />
            </span>
            <MenuButton icon=IconName::More label=t(words::contacts::MORE)>
                <MenuItem icon=IconName::Upload label=t(words::contacts::IMPORT) on_select=move || imports.set(true) />
                <MenuItem
                    icon=IconName::Download
                    label=Signal::derive(move || t(if in_group.get() { words::contacts::EXPORT_GROUP } else { words::contacts::EXPORT_ALL }).to_owned())
                    on_select=export
                />
            </MenuButton>
        </header>
        <div class="contacts-search">
            <Icon name=IconName::Search />
            <input
                type="search"
                class="contacts-search-input"
                aria-label=t(words::contacts::SEARCH)
                placeholder=t(words::contacts::SEARCH)
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                dir="auto"
                prop:value=book.typed()
                on:input=move |event: ev::Event| book.typed().set(event_target_value(&event))
                on:keydown=on_key
            />
        </div>
        <Import open=imports />
    }
}
