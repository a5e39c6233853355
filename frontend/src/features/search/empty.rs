//! What stands in the place of results: nothing was found, or the search could not be done.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{self, t, words};
use crate::routes::{Route, Search};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// Nothing was found: what else could be tried.
#[component]
pub fn NothingFound() -> impl IntoView {
    let mail = use_mail();
    let search = memo(move || mail.navigation.route().with(|route| route.search().cloned()).unwrap_or_default());
    let is_narrow = Signal::derive(move || search.with(|search| search.mailbox.is_some()));
    let widen = move || {
        let query = search.with_untracked(|search| search.query.clone());
        mail.navigation.go(Route::Search(Search { query, mailbox: None }, None));
    };
    let text = Signal::stored(t(words::search::NOTHING_TEXT).to_owned());
    view! {
        <EmptyState icon=IconName::Search title=t(words::search::NOTHING) text>
            <When is=is_narrow><Button on_press=widen>{t(words::search::EVERYWHERE)}</Button></When>
        </EmptyState>
    }
}

/// The search could not be done: the node says why, as with a day that is none.
#[component]
pub fn SearchFailed(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    let mail = use_mail();
    let text = Signal::stored(i18n::error::sentence(&error));
    view! {
        <EmptyState icon=IconName::Warning title=t(words::search::FAILED) text>
            <Button variant=ButtonVariant::Primary on_press=move || mail.list.retry()>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
}
