//! What stands in the place of rows: an empty mailbox, a failure, a mailbox that is gone.

use gatepost_shared::mailbox::Role;
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::api::emails::Wish;
use crate::features::mailboxes::name::icon_of;
use crate::i18n::{self, t, t_with, words};
use crate::routes::Route;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;

/// The mailbox holds nothing.
#[component]
pub fn Empty(
    /// The mailbox's name.
    #[prop(into)]
    name: Signal<String>,
    /// What it is for.
    role: Option<Role>,
) -> impl IntoView {
    let title = Signal::derive(move || match role {
        Some(Role::Inbox) => t(words::list::EMPTY_INBOX).to_owned(),
        _ => t_with(words::list::EMPTY, &[("mailbox", &name.get())]),
    });
    let text = match role {
        Some(Role::Inbox) => t(words::list::EMPTY_INBOX_TEXT),
        Some(Role::Drafts) => t(words::list::EMPTY_DRAFTS_TEXT),
        Some(Role::Sent) => t(words::list::EMPTY_SENT_TEXT),
        Some(Role::Archive) => t(words::list::EMPTY_ARCHIVE_TEXT),
        Some(Role::Junk) => t(words::list::EMPTY_JUNK_TEXT),
        Some(Role::Trash) => t(words::list::EMPTY_TRASH_TEXT),
        None => "",
    };
    view! { <EmptyState icon=icon_of(role) title text=Signal::stored(text.to_owned()) /> }
}

/// The filters leave nothing over.
#[component]
pub fn NothingMatches() -> impl IntoView {
    let mail = use_mail();
    let text = Signal::stored(t(words::list::NOTHING_MATCHES_TEXT).to_owned());
    view! {
        <EmptyState icon=IconName::Search title=t(words::list::NOTHING_MATCHES) text>
            <Button on_press=move || mail.list.wish().update(Wish::show_all)>{t(words::list::SHOW_ALL)}</Button>
        </EmptyState>
    }
}

/// Nothing could be read.
#[component]
pub fn Failed(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    let mail = use_mail();
    if error.kind() == Some(ProblemType::NotFound) {
        let text = Signal::stored(t(words::list::GONE_TEXT).to_owned());
        return view! {
            <EmptyState icon=IconName::Folder title=t(words::list::GONE) text>
                <Button on_press=move || mail.navigation.replace(Route::Inbox)>{t(words::list::TO_INBOX)}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let text = Signal::stored(i18n::error::sentence(&error));
    view! {
        <EmptyState icon=IconName::Warning title=t(words::list::FAILED) text>
            <Button variant=ButtonVariant::Primary on_press=move || mail.list.retry()>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
    .into_any()
}

/// Some rows are there, others could not be read.
#[component]
pub fn MoreFailed() -> impl IntoView {
    let mail = use_mail();
    view! {
        <div class="notice notice-warning list-failed" role="alert">
            <p>{t(words::list::MORE_FAILED)}</p>
            <Button variant=ButtonVariant::Quiet on_press=move || mail.list.retry()>{t(words::common::RETRY)}</Button>
        </div>
    }
}
