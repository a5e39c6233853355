//! The session has ended while the person was at work: the form stands above the work, which waits.

use gatepost_shared::session::Session;
use leptos::prelude::*;

use crate::features::login::form::SignInForm;
use crate::i18n::{t, words};
use crate::state::session::SessionState;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;

/// Shown while the session has ended. The same person signs in again, or leaves.
#[component]
pub fn SignInAgain(
    /// The session that was opened.
    #[prop(into)]
    on_signed_in: Callback<(Session,)>,
    /// The person would rather leave: what is not saved stays in this browser.
    #[prop(into)]
    on_leave: Callback<()>,
) -> impl IntoView {
    let session = expect_context::<SessionState>();
    // The address, as the form's label says, and not the name that the directory made of it.
    let address = move || session.account().with_untracked(|account| account.as_ref().map(|who| who.email.clone()));
    view! {
        // It cannot be closed unanswered: nothing behind it works without a session.
        <Dialog open=session.expired() title=t(words::login::AGAIN_TITLE) on_close=move || {}>
            <p>{t(words::login::AGAIN_TEXT)}</p>
            <SignInForm username=address().unwrap_or_default() on_signed_in />
            <Button variant=ButtonVariant::Quiet on_press=on_leave>{t(words::login::LEAVE)}</Button>
        </Dialog>
    }
}
