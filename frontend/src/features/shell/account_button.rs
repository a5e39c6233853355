//! Who is signed in: the button that opens the menu of the account.

use leptos::html;
use leptos::prelude::*;

use crate::features::menus::use_menus;
use crate::i18n::{t_with, words};
use crate::state::mail::use_mail;
use crate::ui::avatar::Avatar;
use crate::ui::memo::memo;

/// The person's avatar.
#[component]
pub fn AccountButton() -> impl IntoView {
    let account = use_mail().session.account();
    let at = use_menus().account;
    let name = memo(move || account.with(|who| who.as_ref().map(|who| who.display_name.clone()).unwrap_or_default()));
    let address = memo(move || account.with(|who| who.as_ref().map(|who| who.email.clone()).unwrap_or_default()));
    let button: NodeRef<html::Button> = NodeRef::new();
    let open = move |_| {
        if let Some(element) = button.get_untracked() {
            let place = element.get_bounding_client_rect();
            at.set(Some((place.right(), place.bottom() + 4.0)));
        }
    };
    view! {
        <button
            type="button"
            class="account-button"
            node_ref=button
            aria-haspopup="menu"
            aria-expanded=move || at.with(Option::is_some).to_string()
            on:click=open
        >
            <Avatar name address />
            <span class="visually-hidden">{move || t_with(words::shell::ACCOUNT, &[("name", &name.get())])}</span>
        </button>
    }
}
