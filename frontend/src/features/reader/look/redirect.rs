//! Passing a mail on as it is: who shall get it. Its author, recipients and text stay; the new recipients answer the author.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients;
use gatepost_shared::draft::redirect::Redirect;
use gatepost_shared::id::EmailId;
use gatepost_shared::identity::Identity;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::effect::effect;
use crate::dom::random;
use crate::i18n::{self, t, t_with, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::unique_id::unique_id;

/// The question.
#[component]
pub fn RedirectLook(
    /// The email.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let wanted = RwSignal::new(String::new());
    let complaint = RwSignal::new(String::new());
    let is_sending = RwSignal::new(false);
    // The same for every attempt: asked twice, it is sent once.
    let key = StoredValue::new(random::uuid());
    let id = StoredValue::new(id);
    let input: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(input) = input.get() {
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });
    let send = move || {
        let to = match addressees(&wanted.get_untracked()) {
            Ok(to) => to,
            Err(sentence) => return complaint.set(sentence),
        };
        let from = mail.session.account().with_untracked(|account| {
            account.as_ref().and_then(|account| account.identities.first()).map(Identity::address)
        });
        is_sending.set(true);
        complaint.set(String::new());
        spawn_local(async move {
            let redirect = Redirect { from: from.unwrap_or_default(), to, cc: Vec::new(), bcc: Vec::new() };
            let (Some(id), Some(key)) = (id.try_get_value(), key.try_get_value()) else { return };
            let answer = mail.api.redirect(&id, &key, &redirect).await;
            let _ = is_sending.try_set(false);
            match answer {
                Ok(_) => {
                    mail.reader.look().set(None);
                    mail.toasts.done(t(words::reader::REDIRECTED));
                }
                Err(error) => drop(complaint.try_set(i18n::error::sentence(&error))),
            }
        });
    };
    let (input_id, hint_id) = (unique_id("redirect"), unique_id("redirect-hint"));
    view! {
        <form class="redirect" on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            <p id=hint_id.clone()>{t(words::reader::REDIRECT_HINT)}</p>
            <label for=input_id.clone()>{t(words::reader::TO)}</label>
            <div class="field-box">
                <input
                    class="field-input"
                    id=input_id
                    node_ref=input
                    type="text"
                    inputmode="email"
                    autocomplete="off"
                    aria-describedby=hint_id
                    prop:value=wanted
                    on:input=move |event| wanted.set(event_target_value(&event))
                />
            </div>
            <p class="redirect-complaint" role="alert">{complaint}</p>
            <div class="dialog-actions">
                <Button on_press=move || mail.reader.look().set(None)>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary submit=true busy=is_sending>{t(words::reader::REDIRECT)}</Button>
            </div>
        </form>
    }
}

/// Whom the person has named, or what is wrong with it.
fn addressees(text: &str) -> Result<Vec<EmailAddress>, String> {
    let mut all = Vec::new();
    for one in recipients::parse(text) {
        match one {
            Ok(address) => all.push(address),
            Err(wrong) => return Err(t_with(words::reader::REDIRECT_WRONG, &[("text", &wrong.text)])),
        }
    }
    if all.is_empty() { Err(t(words::reader::REDIRECT_NOBODY).to_owned()) } else { Ok(all) }
}
