//! The password, what programs may do instead of having it, and this session.

use leptos::prelude::*;

use super::group::Group;
use super::remote::Remote;
use super::tokens::Tokens;
use crate::i18n::{t, t_with, words::settings as say};
use crate::state::mail::use_mail;
use crate::ui::button::Button;
use crate::ui::icon::IconName;

/// The section.
#[component]
pub fn Access() -> impl IntoView {
    let mail = use_mail();
    let ask = move || async move { mail.api.client_info().await };
    let pages = Remote::new(ask());
    let password = pages.show(
        move || pages.ask(ask()),
        |info| match info.password_url.clone() {
            Some(page) => view! {
                <a class="button" href=page target="_blank" rel="noopener noreferrer">{t(say::PASSWORD_CHANGE)}</a>
            }
            .into_any(),
            None => view! { <p class="settings-none">{t(say::PASSWORD_ELSEWHERE)}</p> }.into_any(),
        },
    );
    let name = move || {
        mail.session.account().with(|account| account.as_ref().map(|who| who.email.clone()).unwrap_or_default())
    };
    view! {
        <Group title=t(say::PASSWORD) hint=t(say::PASSWORD_HINT)>{password}</Group>
        <Tokens />
        <Group title=t(say::SESSION)>
            <div class="settings-row">
                <p class="settings-row-text">{move || t_with(say::SESSION_HINT, &[("name", &name())])}</p>
                <Button icon=IconName::SignOut on_press=move || mail.sign_out()>{t(say::SIGN_OUT)}</Button>
            </div>
        </Group>
    }
}
