//! Addresses in the head of a message.

use gatepost_shared::address::EmailAddress;
use leptos::prelude::*;

use crate::i18n::{number, t, t_with, words};

/// So many names are shown before the rest becomes a number.
const SHOWN: usize = 3;

/// The names, or how many more there are: "Alice, Bob, Carol and 4 more".
pub fn short(people: &[EmailAddress]) -> String {
    if people.is_empty() {
        return t(words::reader::NO_RECIPIENTS).to_owned();
    }
    let names = people.iter().take(SHOWN).map(EmailAddress::display).collect::<Vec<_>>().join(", ");
    match u32::try_from(people.len().saturating_sub(SHOWN)).unwrap_or(u32::MAX) {
        0 => names,
        more => t_with(words::reader::AND_MORE, &[("names", &names), ("n", &number(more))]),
    }
}

/// One person in full: the name, and the address that it claims to stand for.
#[component]
pub fn Person(
    /// The person.
    address: EmailAddress,
) -> impl IntoView {
    let has_name = address.display() != address.email;
    view! {
        <span class="person">
            {has_name.then(|| view! { <bdi class="person-name">{address.display().to_owned()}</bdi>" " })}
            <bdi class="person-address">{address.email.clone()}</bdi>
        </span>
    }
}
