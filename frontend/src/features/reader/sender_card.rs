//! Who a message is from: a name to press, and a card that says what is known of them.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::{Authentication, AuthenticationResult, Email, Verdict};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::clipboard;
use crate::features::reader::head::author_of;
use crate::i18n::{Message, t, t_with, words};
use crate::state::mail::use_mail;
use crate::ui::avatar::Avatar;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::popover::Popover;

/// The name and the address; pressing them shows the card.
#[component]
pub fn Sender(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let author = author_of(&email);
    let label = t_with(words::reader::ABOUT_SENDER, &[("name", author.display())]);
    let has_name = author.display() != author.email;
    let is_verified = email.authentication.as_ref().is_some_and(proves_sender);
    let shown = author.clone();
    let trigger = move || {
        view! {
            <span class="person">
                {has_name.then(|| view! { <bdi class="person-name">{shown.display().to_owned()}</bdi>" " })}
                <bdi class="person-address">{shown.email.clone()}</bdi>
            </span>
            {is_verified.then(|| view! { <span class="person-verified"><Icon name=IconName::Shield /></span> })}
        }
        .into_any()
    };
    let card = move || view! { <Card author=author.clone() email=email.clone() /> }.into_any();
    view! { <Popover class="sender" label trigger=trigger() content=ViewFn::from(card) /> }
}

#[component]
fn Card(author: EmailAddress, email: Arc<Email>) -> impl IntoView {
    let mail = use_mail();
    let address = StoredValue::new(author.clone());
    let is_added = RwSignal::new(false);
    let write = move || mail.compose.new_message_to(vec![address.get_value()]);
    let copy = move || {
        spawn_local(async move {
            if clipboard::copy(&address.get_value().email).await {
                mail.toasts.done(t(words::reader::COPIED));
            }
        });
    };
    let add = move || {
        spawn_local(async move {
            match mail.api.add_contact(&address.get_value()).await {
                Ok(()) => {
                    let _ = is_added.try_set(true);
                    mail.toasts.done(t(words::reader::CONTACT_ADDED));
                }
                Err(error) => mail.toasts.error(&error),
            }
        });
    };
    view! {
        <div class="sender-card">
            <div class="sender-who">
                <Avatar name=author.display().to_owned() address=author.email.clone() />
                <div>
                    <p class="sender-name"><bdi>{author.display().to_owned()}</bdi></p>
                    <p class="person-address"><bdi>{author.email}</bdi></p>
                </div>
            </div>
            <div class="sender-acts">
                <Button icon=IconName::Compose on_press=write>{t(words::reader::WRITE_TO)}</Button>
                <Button variant=ButtonVariant::Quiet icon=IconName::User disabled=is_added on_press=add>
                    {t(words::reader::ADD_CONTACT)}
                </Button>
                <Button variant=ButtonVariant::Quiet on_press=copy>{t(words::reader::COPY_ADDRESS)}</Button>
            </div>
            <Proof email />
        </div>
    }
}

/// Whether the server that received it stands for the domain in `From`.
fn proves_sender(authentication: &Authentication) -> bool {
    let dmarc = authentication.dmarc.as_ref();
    authentication.is_trusted && dmarc.is_some_and(|dmarc| dmarc.result == Verdict::Pass)
}

/// What the receiving server has checked, in words.
#[component]
fn Proof(email: Arc<Email>) -> impl IntoView {
    let Some(found) = email.authentication.clone() else {
        return view! { <p class="sender-proof-none">{t(words::reader::AUTH_NONE)}</p> }.into_any();
    };
    let summary = match () {
        () if proves_sender(&found) => words::reader::AUTH_PROVED,
        () if found.dmarc.as_ref().is_some_and(|dmarc| dmarc.result == Verdict::Fail) => words::reader::AUTH_FAILED,
        () if !found.is_trusted => words::reader::AUTH_UNTRUSTED,
        () => words::reader::AUTH_UNPROVED,
    };
    let spf = found.spf.iter().map(|result| ("SPF", result.clone()));
    let dkim = found.dkim.iter().map(|result| ("DKIM", result.clone()));
    let dmarc = found.dmarc.iter().map(|result| ("DMARC", result.clone()));
    let lines = spf.chain(dkim).chain(dmarc).map(check).collect_view();
    view! {
        <p class="sender-proof">{t(summary)}</p>
        <dl class="sender-checks">{lines}</dl>
        <p class="sender-proof-none">{t_with(words::reader::AUTH_SAYS, &[("server", &found.authserv_id)])}</p>
    }
    .into_any()
}

fn check((name, result): (&'static str, AuthenticationResult)) -> impl IntoView {
    let passed = result.result == Verdict::Pass;
    let failed = matches!(result.result, Verdict::Fail | Verdict::Softfail | Verdict::Policy);
    let text = match &result.domain {
        Some(domain) => t_with(words::reader::AUTH_FOR, &[("verdict", t(verdict(result.result))), ("domain", domain)]),
        None => t(verdict(result.result)).to_owned(),
    };
    view! {
        <div class="sender-check" class:sender-check-passed=passed class:sender-check-failed=failed>
            <dt>{name}</dt>
            <dd dir="auto">{text}</dd>
        </div>
    }
}

fn verdict(verdict: Verdict) -> Message {
    match verdict {
        Verdict::Pass => words::reader::VERDICT_PASS,
        Verdict::Fail => words::reader::VERDICT_FAIL,
        Verdict::Softfail => words::reader::VERDICT_SOFTFAIL,
        Verdict::Neutral | Verdict::None | Verdict::Unknown => words::reader::VERDICT_NONE,
        Verdict::Policy => words::reader::VERDICT_POLICY,
        Verdict::Temperror | Verdict::Permerror => words::reader::VERDICT_ERROR,
    }
}
