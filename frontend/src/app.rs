//! The application: its state, and which of its screens is shown.

use leptos::prelude::*;

use crate::commands::shortcuts;
use crate::dom::effect::effect;
use crate::dom::update;
use crate::features::compose::Composer;
use crate::features::login::{SignInAgain, SignInPage};
use crate::features::part::PartOnceWanted;
use crate::features::shell::shell::Shell;
use crate::features::shell::starting::{Starting, Unavailable};
use crate::features::toasts::ToastList;
use crate::i18n::{t, words};
use crate::state::mail::{Mail, use_mail};
use crate::state::session::Phase;
use crate::state::toasts::Toasts;
use crate::ui::lazy::lazy;
use crate::ui::memo::memo;

lazy! {
    /// Most sessions outlive the visit.
    sign_in_again in soon => {
        let mail = use_mail();
        view! { <SignInAgain on_signed_in=move |session| mail.begin(session) on_leave=move || mail.leave() /> }
    }
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let toasts = Toasts::new();
    let mail = Mail::new(toasts);
    provide_context(toasts);
    provide_context(mail);
    provide_context(mail.api);
    provide_context(mail.session);
    provide_context(mail.compose);

    mail.settings.apply();
    update::on_ready(move || {
        // What is being written is kept before the page goes, and is there after it.
        toasts.waits(t(words::shell::UPDATE_READY), t(words::settings::RELOAD), update::take_over);
    });
    mail.start();
    shortcuts::listen(mail);
    effect(move || mail.follow());

    // Signing in again must not build the screen anew: what was being done there goes on.
    let screen = memo(move || mail.session.phase().get());
    view! {
        {move || match screen.get() {
            Phase::Starting => view! { <Starting /> }.into_any(),
            Phase::Unavailable(error) => view! { <Unavailable error /> }.into_any(),
            Phase::SignedOut => view! { <SignInPage on_signed_in=move |session| mail.begin(session) /> }.into_any(),
            // A window of its own shows one message, and nothing of the mail.
            Phase::SignedIn if mail.compose.is_alone() => view! { <Composer /> }.into_any(),
            Phase::SignedIn => view! { <Shell /><Composer /> }.into_any(),
        }}
        <PartOnceWanted is=mail.session.expired() load=sign_in_again />
        <ToastList />
    }
}
