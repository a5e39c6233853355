//! The page that everybody meets first.

use gatepost_shared::session::Session;
use leptos::prelude::*;

use crate::features::login::form::SignInForm;
use crate::features::login::language::LanguageChoice;
use crate::i18n::{t, words};
use crate::ui::logo::Logo;

/// The product's name and the form, in the middle.
#[component]
pub fn SignInPage(
    /// The session that was opened.
    #[prop(into)]
    on_signed_in: Callback<(Session,)>,
) -> impl IntoView {
    view! {
        <main class="sign-in-page">
            <div class="sign-in-card">
                <div class="sign-in-header">
                    <Logo />
                    <p class="sign-in-product">{t(words::common::PRODUCT)}</p>
                </div>
                <h1 class="sign-in-title">{t(words::login::TITLE)}</h1>
                <SignInForm on_signed_in />
            </div>
            <LanguageChoice />
        </main>
    }
}
