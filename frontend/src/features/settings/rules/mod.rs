//! Rules for arriving mail: the list, a form for each, and the script that they become.

mod action;
mod condition;
mod form;
mod list;
mod raw;
mod summary;

use leptos::prelude::*;

use super::group::Group;
use crate::i18n::{t, words::settings as say};
use crate::state::mail::{Mail, use_mail};

/// Whether the mail server takes rules.
pub fn has_rules(mail: Mail) -> bool {
    mail.session.account().with(|account| account.as_ref().is_some_and(|account| account.capabilities.filters))
}

/// The section.
#[component]
pub fn Rules() -> impl IntoView {
    if untrack(|| has_rules(use_mail())) { view! { <list::RuleList /> }.into_any() } else { unavailable() }
}

/// In its place where it does not.
pub fn unavailable() -> AnyView {
    view! { <Group><p class="settings-none">{t(say::RULES_UNAVAILABLE)}</p></Group> }.into_any()
}
