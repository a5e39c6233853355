//! The lines of a card: a word for what it is, and what it says.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::{Contact, ContactContext, ContactPhone};
use leptos::prelude::*;

use crate::features::contacts::screen::use_book;
use crate::i18n::{Message, t, t_with, words};
use crate::ui::icon::{Icon, IconName};

/// A line.
#[component]
pub fn Field(
    /// What it is.
    label: Message,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="contact-field">
            <dt class="contact-label">{t(label)}</dt>
            <dd class="contact-value">{children()}</dd>
        </div>
    }
}

/// The addresses; each begins a message.
#[component]
pub fn Addresses(
    /// Whose.
    contact: Contact,
) -> impl IntoView {
    let book = use_book();
    let name = contact.display();
    let several = contact.emails.len() > 1;
    contact
        .emails
        .into_iter()
        .map(|email| {
            let address = email.address.clone();
            let to = EmailAddress::named(name.clone(), address.clone());
            let label = match email.context {
                Some(context) => of_context(context),
                None => words::contacts::EMAIL,
            };
            view! {
                <Field label>
                    <button
                        type="button"
                        class="contact-address"
                        aria-label=t_with(words::contacts::WRITE_TO, &[("address", &address)])
                        on:click=move |_| book.write_to(vec![to.clone()])
                    >
                        <bdi>{address.clone()}</bdi>
                    </button>
                    {(several && email.is_preferred).then(|| view! {
                        <span class="contact-mark"><Icon name=IconName::StarFilled />{t(words::contacts::PREFERRED)}</span>
                    })}
                </Field>
            }
        })
        .collect_view()
}

/// The numbers; a device that can call does.
#[component]
pub fn Numbers(
    /// Which.
    phones: Vec<ContactPhone>,
) -> impl IntoView {
    phones
        .into_iter()
        .map(|phone| {
            let label = match (phone.is_mobile, phone.context) {
                (true, _) => words::contacts::MOBILE,
                (false, Some(context)) => of_context(context),
                (false, None) => words::contacts::PHONE,
            };
            let call: String = phone.number.chars().filter(|c| c.is_ascii_digit() || "+*#".contains(*c)).collect();
            view! {
                <Field label>
                    <a class="contact-number" href="tel:".to_owned() + &call><bdi dir="ltr">{phone.number.clone()}</bdi></a>
                </Field>
            }
        })
        .collect_view()
}

/// Where something belongs, in a word.
pub fn of_context(context: ContactContext) -> Message {
    match context {
        ContactContext::Private => words::contacts::AT_HOME,
        ContactContext::Work => words::contacts::AT_WORK,
    }
}
