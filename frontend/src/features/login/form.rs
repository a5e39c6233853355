//! The form: an address, a password, and what the node said to them.

use gatepost_shared::session::{Session, SignIn};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::dom::effect::effect;
use crate::i18n::{self, t, words};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::field::Field;
use crate::ui::icon::{Icon, IconName};

/// Asks for the password, and for the address unless it is known. It keeps what was typed when it fails.
#[component]
pub fn SignInForm(
    /// Who signs in, when that is settled already.
    #[prop(optional, into)]
    username: Option<String>,
    /// The session that was opened.
    #[prop(into)]
    on_signed_in: Callback<(Session,)>,
) -> impl IntoView {
    let api = expect_context::<Api>();
    let is_known = username.is_some();
    let username = RwSignal::new(username.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let is_shown = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let username_input: NodeRef<html::Input> = NodeRef::new();
    let password_input: NodeRef<html::Input> = NodeRef::new();

    // Where the person types first; once, when the form appears.
    effect(move || {
        let first = if is_known { password_input.get() } else { username_input.get() };
        if let Some(input) = first {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });

    let attempt = move || async move {
        let who = SignIn { username: username.get_untracked().trim().to_owned(), password: password.get_untracked() };
        let answer = api.sign_in(&who).await;
        // The form may have gone while the answer was on its way.
        let _ = is_busy.try_set(false);
        match answer {
            Ok(session) => {
                let _ = password.try_set(String::new());
                on_signed_in.try_run((session,));
            }
            Err(error) => drop(failure.try_set(Some(i18n::error::sentence(&error)))),
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let missing = missing(&username.get_untracked(), &password.get_untracked());
        failure.set(missing.map(|message| t(message).to_owned()));
        if missing.is_none() {
            is_busy.set(true);
            spawn_local(attempt());
        }
    };
    let password_kind = move || if is_shown.get() { "text" } else { "password" }.to_owned();
    view! {
        <form class="sign-in-form" novalidate on:submit=submit>
            <Field
                label=t(words::login::USERNAME)
                value=username
                name="username"
                autocomplete="username"
                inputmode="email"
                max_length=256
                disabled=Signal::derive(move || is_known || is_busy.get())
                input_ref=username_input
            />
            <Field
                label=t(words::login::PASSWORD)
                value=password
                kind=Signal::derive(password_kind)
                name="password"
                autocomplete="current-password"
                disabled=is_busy
                input_ref=password_input
            >
                <IconButton
                    icon=Signal::derive(move || if is_shown.get() { IconName::EyeOff } else { IconName::Eye })
                    label=t(words::login::SHOW_PASSWORD)
                    pressed=Signal::from(is_shown)
                    on_press=move || is_shown.update(|shown| *shown = !*shown)
                />
            </Field>
            <Button variant=ButtonVariant::Primary submit=true busy=is_busy>{t(words::login::SIGN_IN)}</Button>
            // Below the button, so that a sentence moves nothing that is about to be pressed.
            <div class="sign-in-failure" role="alert">
                {move || {
                    failure.get().map(|text| view! {
                        <div class="notice notice-danger"><Icon name=IconName::Warning /><p>{text}</p></div>
                    })
                }}
            </div>
        </form>
    }
}

/// What has not been typed yet.
fn missing(username: &str, password: &str) -> Option<i18n::Message> {
    match () {
        () if username.trim().is_empty() => Some(words::login::USERNAME_MISSING),
        () if password.is_empty() => Some(words::login::PASSWORD_MISSING),
        () => None,
    }
}
