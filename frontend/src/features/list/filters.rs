//! How the mailbox is seen: quick filters, the order, and whether conversations are one row each.

use leptos::prelude::*;

use crate::api::emails::{Order, Wish};
use crate::features::part::Part;
use crate::i18n::{Message, t, words::list};
use crate::state::mail::use_mail;
use crate::state::settings::Key;
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::lazy::lazy;
use crate::ui::menu::{MenuButton, MenuItem};

/// A filter: its name, its picture, whether it is on, and turning it over.
type Filter = (Message, IconName, fn(&Wish) -> bool, fn(&mut Wish));

const FILTERS: [Filter; 3] = [
    (list::FILTER_UNREAD, IconName::MarkUnread, |wish| wish.is_unread, |wish| wish.is_unread = !wish.is_unread),
    (list::FILTER_STARRED, IconName::Star, |wish| wish.is_flagged, |wish| wish.is_flagged = !wish.is_flagged),
    (
        list::FILTER_ATTACHMENT,
        IconName::Paperclip,
        |wish| wish.has_attachment,
        |wish| wish.has_attachment = !wish.has_attachment,
    ),
];

const ORDERS: [(Order, Message); 5] = [
    (Order::Newest, list::NEWEST),
    (Order::Oldest, list::OLDEST),
    (Order::Sender, list::BY_SENDER),
    (Order::Subject, list::BY_SUBJECT),
    (Order::Largest, list::LARGEST),
];

lazy! {
    /// What is newest comes first, until somebody wants it otherwise.
    order_menu in soon => view! { <OrderMenu /> }
}

/// In the menu's place until it is here.
fn order_picture() -> AnyView {
    view! { <span class="icon-button" aria-hidden="true"><Icon name=IconName::Sort /></span> }.into_any()
}

#[component]
fn OrderMenu() -> impl IntoView {
    let wish = use_mail().list.wish();
    let item = move |(order, name): (Order, Message)| {
        view! {
            <MenuItem
                label=t(name)
                checked=Signal::derive(move || wish.with(|wish| wish.order == order))
                on_select=move || wish.update(|wish| wish.order = order)
            />
        }
    };
    view! { <MenuButton icon=IconName::Sort label=t(list::ORDER)>{ORDERS.map(item).collect_view()}</MenuButton> }
}

/// The bar.
#[component]
pub fn Filters() -> impl IntoView {
    let mail = use_mail();
    let wish = mail.list.wish();
    let chip = move |(name, icon, is_on, turn): Filter| {
        view! {
            <button
                type="button"
                class="filter-chip"
                aria-pressed=move || wish.with(is_on).to_string()
                on:click=move |_| wish.update(turn)
            >
                <Icon name=icon />
                {t(name)}
            </button>
        }
    };
    let groups = Signal::derive(move || mail.settings.conversations());
    view! {
        <div class="filters">
            <div class="filters-chips" role="group" aria-label=t(list::FILTERS)>{FILTERS.map(chip).collect_view()}</div>
            <IconButton
                icon=IconName::Threads
                label=t(list::CONVERSATIONS)
                pressed=groups
                on_press=move || mail.settings.set(Key::Conversations, !groups.get_untracked())
            />
            <Part load=order_menu waiting=order_picture />
        </div>
    }
}
