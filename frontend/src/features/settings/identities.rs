//! The addresses that the person writes from: what each is called, how it signs, which one is the first choice.

use std::time::Duration;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients::validate;
use gatepost_shared::identity::{Identity, IdentityPatch};
use leptos::prelude::*;

use super::group::Group;
use super::saving::{Calls, use_calls};
use crate::dom::effect::effect;
use crate::dom::timer::sleep;
use crate::i18n::{t, words::settings as say};
use crate::state::latest::Latest;
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::Button;
use crate::ui::field::Field;
use crate::ui::switch::Switch;
use crate::ui::text_area::TextArea;
use crate::ui::when::When;

/// What is typed is saved once the person pauses.
const PAUSE: Duration = Duration::from_millis(700);

/// The section.
#[component]
pub fn Identities() -> impl IntoView {
    let mail = use_mail();
    // The cards keep what is being typed in them: only another set of addresses builds them anew.
    let addresses = Memo::new(move |_| identities(mail).into_iter().map(|identity| identity.id).collect::<Vec<_>>());
    view! {
        <Group title=t(say::IDENTITIES_TITLE) hint=t(say::IDENTITIES_HINT)>
            <ul class="settings-list">
                {move || addresses.get().into_iter().map(|id| view! { <Card id /> }).collect_view()}
            </ul>
        </Group>
    }
}

fn identities(mail: Mail) -> Vec<Identity> {
    mail.session.account().with(|account| account.as_ref().map(|known| known.identities.clone()).unwrap_or_default())
}

#[component]
fn Card(id: String) -> impl IntoView {
    let mail = use_mail();
    let calls = use_calls();
    let id = StoredValue::new(id);
    let identity = Memo::new(move |_| identities(mail).into_iter().find(|identity| identity.id == id.get_value()));
    let is_open = RwSignal::new(false);
    let name = move || identity.with(|known| known.as_ref().map(|known| known.name.clone()).unwrap_or_default());
    let is_default =
        Signal::derive(move || identity.with(|known| known.as_ref().is_some_and(|known| known.is_default)));
    let may_choose = Signal::derive(move || is_default.get());
    view! {
        <li class="settings-card">
            <div class="settings-item">
                <span class="settings-item-text">
                    <bdi class="settings-item-title">{move || id.get_value()}</bdi>
                    <span class="hint" dir="auto">{name}</span>
                </span>
                {move || is_default.get().then(|| view! { <span class="settings-badge">{t(say::IDENTITY_IS_DEFAULT)}</span> })}
                <Button on_press=move || is_open.update(|open| *open = !*open)>
                    {move || t(if is_open.get() { say::DONE } else { say::EDIT })}
                </Button>
            </div>
            <When is=is_open>
                <div class="settings-form">
                    {identity.get_untracked().map(|known| view! { <Form known /> })}
                    <Switch
                        label=t(say::IDENTITY_DEFAULT)
                        on=is_default
                        disabled=may_choose
                        on_change=move |on| save(mail, calls, id.get_value(), IdentityPatch {
                            is_default: Some(on),
                            ..IdentityPatch::default()
                        })
                    />
                </div>
            </When>
        </li>
    }
}

#[component]
fn Form(known: Identity) -> impl IntoView {
    let mail = use_mail();
    let calls = use_calls();
    let had_html = !known.html_signature.is_empty();
    let id = StoredValue::new(known.id.clone());
    let name = RwSignal::new(known.name.clone());
    let signature = RwSignal::new(known.text_signature.clone());
    let reply_to = RwSignal::new(first(&known.reply_to));
    let bcc = RwSignal::new(first(&known.bcc));
    let wrong = move |field: RwSignal<String>| {
        Signal::derive(move || {
            field.with(|text| addresses(text).is_none()).then(|| t(say::IDENTITY_ADDRESS_WRONG).to_owned())
        })
    };
    let when_settled = move |field: RwSignal<String>, patch: fn(String, bool) -> Option<IdentityPatch>| {
        let pausing = Latest::new();
        let is_first = StoredValue::new(true);
        effect(move || {
            let text = field.get();
            if is_first.get_value() {
                return is_first.set_value(false);
            }
            let id = id.get_value();
            // It goes on when the card is closed meanwhile: what was typed is saved.
            pausing.run(async move {
                sleep(PAUSE).await;
                if let Some(patch) = patch(text, had_html) {
                    save(mail, calls, id, patch);
                }
            });
        });
    };
    when_settled(name, |text, _| Some(IdentityPatch { name: Some(text), ..IdentityPatch::default() }));
    when_settled(signature, |text, had_html| {
        // The composer makes the formatted one from the text.
        let html_signature = had_html.then(String::new);
        Some(IdentityPatch { text_signature: Some(text), html_signature, ..IdentityPatch::default() })
    });
    when_settled(reply_to, |text, _| {
        Some(IdentityPatch { reply_to: Some(addresses(&text)?), ..IdentityPatch::default() })
    });
    when_settled(bcc, |text, _| Some(IdentityPatch { bcc: Some(addresses(&text)?), ..IdentityPatch::default() }));
    view! {
        <Field label=t(say::IDENTITY_NAME) value=name max_length=300 />
        <TextArea label=t(say::IDENTITY_SIGNATURE) hint=t(say::IDENTITY_SIGNATURE_HINT) value=signature />
        <Field label=t(say::IDENTITY_REPLY_TO) kind="email" value=reply_to error=wrong(reply_to) />
        <Field label=t(say::IDENTITY_BCC) kind="email" value=bcc error=wrong(bcc) />
    }
}

fn first(addresses: &[EmailAddress]) -> String {
    addresses.iter().map(|address| address.email.as_str()).collect::<Vec<_>>().join(", ")
}

/// The addresses of a line; none when one of them cannot be written to.
fn addresses(line: &str) -> Option<Vec<EmailAddress>> {
    let parts = line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            validate(part).ok()?;
            Some(EmailAddress { name: None, email: part.to_owned() })
        })
        .collect()
}

fn save(mail: Mail, calls: Calls, id: String, patch: IdentityPatch) {
    let call = async move { mail.api.change_identity(&id, &patch).await };
    calls.save(call, move |changed| mail.session.identity_changed(changed));
}
