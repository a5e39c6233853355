//! Somebody of the farm's directory, who is not in the address book: to be read, written to, and taken over.

use gatepost_shared::contact::{Contact, ContactEmail};
use leptos::prelude::*;

use crate::features::contacts::card::{BackToList, Face};
use crate::features::contacts::card_fields::Addresses;
use crate::features::contacts::screen::use_book;
use crate::i18n::{t, words};
use crate::routes::ContactsPlace;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// The card.
#[component]
pub fn ColleagueCard(
    /// The address.
    email: String,
) -> impl IntoView {
    let book = use_book();
    let shown = memo(move || book.colleague(&email).unwrap_or_else(|| bare(&email)));
    let write = move || book.write_to(shown.with_untracked(Contact::recipients).into_iter().take(1).collect());
    let add = move || {
        let place = shown.with_untracked(|contact| ContactsPlace::New {
            name: contact.name.full.clone(),
            email: contact.emails.first().map(|email| email.address.clone()).unwrap_or_default(),
        });
        book.go(place);
    };
    view! {
        <article class="contact-card">
            <div class="contact-bar toolbar" role="toolbar" aria-label=t(words::contacts::ACTIONS)>
                <BackToList />
                <Button variant=ButtonVariant::Primary icon=IconName::Compose on_press=write>{t(words::contacts::WRITE)}</Button>
                <Button icon=IconName::Plus on_press=add>{t(words::contacts::ADD)}</Button>
            </div>
            {move || view! {
                <Face contact=shown.get() />
                <dl class="contact-fields"><Addresses contact=shown.get() /></dl>
            }}
            <div class="notice"><Icon name=IconName::Info /><p>{t(words::contacts::FROM_DIRECTORY)}</p></div>
        </article>
    }
}

/// As much as the URL says.
fn bare(email: &str) -> Contact {
    let email = ContactEmail { address: email.to_owned(), context: None, is_preferred: false };
    Contact { emails: vec![email], ..Contact::default() }
}
