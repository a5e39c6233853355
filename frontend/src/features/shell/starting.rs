//! The screens before anybody knows who is signed in.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{self, t, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::spinner::Spinner;

/// The node is being asked.
#[component]
pub fn Starting() -> impl IntoView {
    view! { <main class="starting"><Spinner label=t(words::shell::STARTING) /></main> }
}

/// The node could not say who is signed in: what happened, and a way to try again.
#[component]
pub fn Unavailable(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    let mail = use_mail();
    let text = Signal::stored(i18n::error::sentence(&error));
    view! {
        <main class="starting">
            <EmptyState icon=IconName::Warning title=t(words::shell::UNAVAILABLE) text>
                <Button variant=ButtonVariant::Primary on_press=move || mail.restart()>{t(words::common::RETRY)}</Button>
            </EmptyState>
        </main>
    }
}
