//! The bar at the top: the folders' button on narrow windows, the name, the account.

use leptos::prelude::*;

use crate::commands::table::Id;
use crate::features::command_button::CommandButton;
use crate::features::search::field::SearchField;
use crate::features::shell::account_button::AccountButton;
use crate::i18n::{t, words};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::logo::Logo;

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
            <SearchField />
            <CommandButton id=Id::GoContacts />
            <AccountButton />
        </header>
    }
}
