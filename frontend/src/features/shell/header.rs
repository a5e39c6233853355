//! The bar at the top: the folders' button on narrow windows, the name, the account.

use leptos::prelude::*;

use crate::commands::table::Id;
use crate::features::command_button::CommandButton;
use crate::features::search::field::SearchField;
use crate::features::shell::account_button::AccountButton;
use crate::i18n::{t, words};
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::lazy::{Lazy, lazy};
use crate::ui::logo::Logo;

lazy! {
    /// Its box is in view at once; what it can do comes when the list is on its way.
    search_field in soon => view! { <SearchField /> }
}

fn search_box() -> AnyView {
    view! { <search class="search"><div class="search-box"><Icon name=IconName::Search /></div></search> }.into_any()
}

fn search_missing(again: Callback<()>) -> AnyView {
    view! { <IconButton icon=IconName::Search label=t(words::common::PART_MISSING) on_press=again /> }.into_any()
}

/// The bar.
#[component]
pub fn Header(
    /// Whether the folders are shown above the list on narrow windows.
    drawer: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <header class="header">
            <div class="header-drawer-button">
                <IconButton
                    icon=IconName::Menu
                    label=t(words::shell::OPEN_MAILBOXES)
                    expanded=Signal::from(drawer)
                    on_press=move || drawer.update(|open| *open = !*open)
                />
            </div>
            <span class="header-name"><Logo />{t(words::common::PRODUCT)}</span>
            <Lazy part=search_field waiting=search_box failed=search_missing patient=true />
            <CommandButton id=Id::GoContacts />
            <AccountButton />
        </header>
    }
}
