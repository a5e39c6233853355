//! The card of a person or a company, and what can be done with it.

use std::sync::Arc;

use gatepost_shared::contact::Contact;
use leptos::prelude::*;

use crate::api::contacts::{Cards, contacts_url};
use crate::dom::download;
use crate::features::contacts::card_fields::{Addresses, Field, Numbers};
use crate::features::contacts::screen::use_book;
use crate::i18n::{birthday, t, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::Entry;
use crate::ui::avatar::{Avatar, Photo};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::menu::{MenuButton, MenuItem};
use crate::ui::when::When;

/// The card.
#[component]
pub fn Card(
    /// Whose.
    contact: Contact,
) -> impl IntoView {
    let book = use_book();
    let shown = StoredValue::new(contact.clone());
    let can_write = Signal::stored(!contact.emails.is_empty());
    let write = move || book.write_to(shown.with_value(Contact::recipients).into_iter().take(1).collect());
    let edit = move || book.turn_to(ContactsPlace::Edit(shown.with_value(|contact| contact.id.clone())));
    let groups = memo(move || shown.with_value(|contact| book.groups_of(&contact.id)));
    view! {
        <article class="contact-card">
            <div class="contact-bar toolbar" role="toolbar" aria-label=t(words::contacts::ACTIONS)>
                <BackToList />
                <When is=can_write>
                    <Button variant=ButtonVariant::Primary icon=IconName::Compose on_press=write>{t(words::contacts::WRITE)}</Button>
                </When>
                <Button icon=IconName::Pencil on_press=edit>{t(words::contacts::EDIT)}</Button>
                <span class="toolbar-gap"></span>
                <MenuButton icon=IconName::More label=t(words::contacts::MORE_ABOUT)>
                    <MenuItem
                        icon=IconName::Download
                        label=t(words::contacts::EXPORT_ONE)
                        on_select=move || download::save(shown.with_value(|contact| contacts_url(&Cards::One(&contact.id))))
                    />
                    <MenuItem
                        icon=IconName::Trash
                        label=t(words::contacts::DELETE)
                        on_select=move || shown.with_value(|contact| book.delete(contact))
                    />
                </MenuButton>
            </div>
            <Face contact=contact.clone() />
            <dl class="contact-fields">
                <Addresses contact=contact.clone() />
                <Numbers phones=contact.phones.clone() />
                {contact.birthday.clone().map(|day| view! {
                    <Field label=words::contacts::BIRTHDAY>{birthday(&day)}</Field>
                })}
                {move || groups.with(|groups| !groups.is_empty()).then(|| view! { <GroupChips groups=groups.get() /> })}
                {contact.note.clone().map(|note| view! {
                    <Field label=words::contacts::NOTE><span class="contact-note" dir="auto">{note}</span></Field>
                })}
            </dl>
        </article>
    }
}

/// The groups that somebody is in.
#[component]
fn GroupChips(groups: Vec<Arc<Entry>>) -> impl IntoView {
    let book = use_book();
    let chip = move |group: Arc<Entry>| {
        let id = group.contact.id.clone();
        view! {
            <li>
                <button type="button" class="contact-chip" on:click=move |_| book.go(ContactsPlace::One(id.clone()))>
                    <bdi>{group.name.clone()}</bdi>
                </button>
            </li>
        }
    };
    view! {
        <Field label=words::contacts::GROUPS>
            <ul class="contact-groups">{groups.into_iter().map(chip).collect_view()}</ul>
        </Field>
    }
}

/// The face, the name, and what somebody does where.
#[component]
pub fn Face(
    /// Whose.
    contact: Contact,
) -> impl IntoView {
    let name = contact.display();
    let address = contact.emails.first().map(|email| email.address.clone()).unwrap_or_default();
    let work = [contact.title.clone(), contact.organization.clone()];
    let work: Vec<String> = work.into_iter().flatten().filter(|text| *text != name).collect();
    view! {
        <div class="contact-face">
            {match contact.photo.clone() {
                Some(source) => view! { <Photo source /> }.into_any(),
                None => view! { <Avatar name=name.clone() address /> }.into_any(),
            }}
            <div class="contact-who">
                <h1 class="contact-full-name" tabindex="-1" dir="auto">{name}</h1>
                {contact.nickname.clone().map(|nickname| view! { <p class="contact-nickname">"“"<bdi>{nickname}</bdi>"”"</p> })}
                {(!work.is_empty()).then(|| view! {
                    <p class="contact-work">{work.into_iter().map(|line| view! { <bdi>{line}</bdi> }).collect_view()}</p>
                })}
            </div>
        </div>
    }
}

/// The way back where list and card take turns.
#[component]
pub fn BackToList() -> impl IntoView {
    let book = use_book();
    view! {
        <span class="contact-back">
            <IconButton
                icon=IconName::ChevronLeft
                label=t(words::contacts::BACK_TO_LIST)
                on_press=move || book.go(ContactsPlace::List)
            />
        </span>
    }
}
