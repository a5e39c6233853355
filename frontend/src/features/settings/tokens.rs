//! What programs have instead of the password: made here and shown once, listed, taken back.

use std::collections::BTreeSet;

use gatepost_shared::token::{NewToken, Scope, TokenInfo};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::group::Group;
use super::remote::Remote;
use super::saving::use_calls;
use crate::dom::{clipboard, focus};
use crate::i18n::{Message, list_date, t, t_with, tn, words, words::settings as say};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::icon::IconName;
use crate::ui::select::Select;
use crate::ui::switch::Switch;
use crate::ui::when::When;

const SCOPES: [(Scope, Message); 4] = [
    (Scope::MailRead, say::SCOPE_READ),
    (Scope::MailModify, say::SCOPE_MODIFY),
    (Scope::MailSend, say::SCOPE_SEND),
    (Scope::Settings, say::SCOPE_SETTINGS),
];
/// The lives that are offered, in days.
const LIVES: [u32; 4] = [1, 30, 90, 365];
const DAY: u32 = 24 * 3600;

/// What is being done about a new token.
#[derive(Clone, PartialEq)]
enum New {
    /// Nothing.
    Closed,
    /// The person says what it shall be.
    Asked,
    /// It is made, and shown this once.
    Made(String),
}

/// The group.
#[component]
pub fn Tokens() -> impl IntoView {
    let mail = use_mail();
    let calls = use_calls();
    let ask = move || async move { mail.api.tokens().await };
    let tokens = Remote::new(ask());
    let again = move || tokens.ask(ask());
    let new = RwSignal::new(New::Closed);
    let revoked = RwSignal::new(None::<TokenInfo>);
    let list = tokens.show(again, move |answer| {
        if answer.list.is_empty() {
            return view! { <p class="settings-none">{t(say::TOKENS_NONE)}</p> }.into_any();
        }
        let items = answer.list.iter().map(|token| item(token, revoked)).collect_view();
        view! { <ul class="settings-list">{items}</ul> }.into_any()
    });
    let made = move |text: String| {
        new.set(New::Made(text));
        again();
    };
    let name = move || revoked.with(|token| token.as_ref().map(|token| token.name.clone()).unwrap_or_default());
    let revoke = move || {
        let Some(token) = revoked.get_untracked() else { return };
        revoked.set(None);
        calls.save(async move { mail.api.revoke_token(&token.id).await }, move |()| {
            mail.toasts.done(t(say::TOKEN_REVOKED));
            again();
        });
        focus::soon(".settings-page h2");
    };
    view! {
        <Group title=t(say::TOKENS) hint=t(say::TOKENS_HINT)>
            {list}
            {move || match new.get() {
                New::Closed => view! {
                    <Button icon=IconName::Plus on_press=move || new.set(New::Asked)>{t(say::TOKEN_NEW)}</Button>
                }
                .into_any(),
                New::Asked => view! { <Form on_made=made on_cancel=move || new.set(New::Closed) /> }.into_any(),
                New::Made(token) => view! { <Shown token on_done=move || new.set(New::Closed) /> }.into_any(),
            }}
            <Dialog
                open=Signal::derive(move || revoked.with(Option::is_some))
                on_close=move || revoked.set(None)
                title=t(say::TOKEN_REVOKE_TITLE)
                close_label=t(words::common::CLOSE)
            >
                <p>{move || t_with(say::TOKEN_REVOKE_TEXT, &[("name", &name())])}</p>
                <div class="dialog-actions">
                    <Button on_press=move || revoked.set(None)>{t(words::common::CANCEL)}</Button>
                    <Button variant=ButtonVariant::Danger on_press=revoke>{t(say::TOKEN_REVOKE)}</Button>
                </div>
            </Dialog>
        </Group>
    }
}

fn item(token: &TokenInfo, revoked: RwSignal<Option<TokenInfo>>) -> AnyView {
    let allowed = SCOPES.iter().filter(|(scope, _)| token.scopes.contains(scope)).map(|(_, text)| t(*text));
    let allowed = allowed.collect::<Vec<_>>().join(", ");
    let until = t_with(say::TOKEN_UNTIL, &[("date", &list_date(token.expires_at))]);
    let (name, token) = (token.name.clone(), token.clone());
    view! {
        <li class="settings-item">
            <span class="settings-item-text">
                <span class="settings-item-title" dir="auto">{name}</span>
                <span class="hint">{allowed} " · " {until}</span>
            </span>
            <Button on_press=move || revoked.set(Some(token.clone()))>{t(say::TOKEN_REVOKE)}</Button>
        </li>
    }
    .into_any()
}

#[component]
fn Form(#[prop(into)] on_made: Callback<String>, #[prop(into)] on_cancel: Callback<()>) -> impl IntoView {
    let mail = use_mail();
    let calls = use_calls();
    let name = RwSignal::new(String::new());
    let scopes = RwSignal::new(BTreeSet::from([Scope::MailRead]));
    let days = RwSignal::new(30_u32);
    // Nothing is complained of before the person has tried.
    let tried = RwSignal::new(false);
    let is_nameless = move || name.with(|name| name.trim().is_empty());
    let nameless = Signal::derive(move || (tried.get() && is_nameless()).then(|| t(say::TOKEN_NO_NAME).to_owned()));
    let lives = LIVES.iter().map(|days| (days.to_string(), tn(say::DAYS, *days))).collect::<Vec<_>>();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if untrack(is_nameless) || scopes.with_untracked(BTreeSet::is_empty) {
            return;
        }
        let wanted = NewToken {
            name: name.get_untracked().trim().to_owned(),
            scopes: scopes.get_untracked(),
            expires_in: Some(days.get_untracked() * DAY),
        };
        calls.save(async move { mail.api.make_token(&wanted).await }, move |made| on_made.run(made.token));
    };
    let scope = move |(scope, text): (Scope, Message)| {
        let set = move |on: bool| {
            scopes.update(|scopes| {
                if on {
                    scopes.insert(scope)
                } else {
                    scopes.remove(&scope)
                };
            });
        };
        view! { <Switch label=t(text) on=Signal::derive(move || scopes.with(|all| all.contains(&scope))) on_change=set /> }
    };
    let scopeless = Signal::derive(move || tried.get() && scopes.with(BTreeSet::is_empty));
    view! {
        <form class="settings-card settings-form" novalidate on:submit=submit>
            <Field label=t(say::TOKEN_NAME) value=name error=nameless max_length=100 />
            <fieldset class="settings-fieldset">
                <legend class="field-label">{t(say::TOKEN_SCOPES)}</legend>
                {SCOPES.map(scope).collect_view()}
                <When is=scopeless><p class="field-error">{t(say::TOKEN_NO_SCOPE)}</p></When>
            </fieldset>
            <div class="settings-row">
                <span class="settings-row-label">{t(say::TOKEN_LIFE)}</span>
                <Select
                    label=t(say::TOKEN_LIFE)
                    options=lives
                    value=Signal::derive(move || days.get().to_string())
                    on_change=move |text: String| days.set(text.parse().unwrap_or(30))
                />
            </div>
            <div class="settings-actions">
                <Button on_press=on_cancel>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary submit=true>{t(say::TOKEN_MAKE)}</Button>
            </div>
        </form>
    }
}

#[component]
fn Shown(token: String, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let mail = use_mail();
    let token = StoredValue::new(token);
    let copy = move || {
        spawn_local(async move {
            if clipboard::copy(&token.get_value()).await {
                mail.toasts.done(t(say::TOKEN_COPIED));
            }
        });
    };
    focus::soon(".settings-token");
    view! {
        <div class="settings-card settings-form" role="group" aria-label=t(say::TOKEN_NEW)>
            <p class="settings-token-hint">{t(say::TOKEN_SHOWN)}</p>
            <code class="settings-token" tabindex="0">{token.get_value()}</code>
            <div class="settings-actions">
                <Button on_press=copy>{t(say::TOKEN_COPY)}</Button>
                <Button variant=ButtonVariant::Primary on_press=on_done>{t(say::TOKEN_DONE)}</Button>
            </div>
        </div>
    }
}
