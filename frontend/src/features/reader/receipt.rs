//! The author asks to be told that the mail was displayed (RFC 8098): a question, never answered by itself.

use std::sync::Arc;

use gatepost_shared::draft::receipt::Receipt;
use gatepost_shared::email::Email;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{t, t_with, words};
use crate::state::mail::use_mail;
use crate::state::mutations::Telling;
use crate::state::rows::Row;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::when::When;

/// The question; nothing where it was not asked, or has been answered.
#[component]
pub fn ReceiptQuestion(
    /// The email.
    email: Arc<Email>,
    /// What its mailbox is for: junk learns nothing, and one's own mail asks somebody else.
    role: Option<Role>,
) -> impl IntoView {
    let mail = use_mail();
    let is_elsewhere = matches!(role, Some(Role::Junk | Role::Sent | Role::Drafts));
    let Some(who) = email.disposition_notification_to.first().filter(|_| !is_elsewhere).cloned() else {
        return ().into_any();
    };
    let is_open = RwSignal::new(!email.keywords.has(Keyword::MDN_SENT));
    let is_sending = RwSignal::new(false);
    let id = StoredValue::new(email.id.clone());
    let row = StoredValue::new(Row::new(email.summary()));
    let question = t_with(words::reader::RECEIPT_ASKED, &[("who", who.display())]);
    let decline = move || {
        is_open.set(false);
        // RFC 3503: who has declined is not asked again by any program.
        mail.mark(&[row.get_value()], Keyword::MDN_SENT, true, Telling::Silent);
    };
    let send = move || {
        is_sending.set(true);
        spawn_local(async move {
            let receipt = Receipt { from: None, text: t(words::reader::RECEIPT_TEXT).to_owned() };
            let Some(id) = id.try_get_value() else { return };
            let answer = mail.api.send_receipt(&id, &receipt).await;
            let _ = is_sending.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = is_open.try_set(false);
                    mail.toasts.done(t(words::reader::RECEIPT_SENT));
                }
                Err(error) => mail.toasts.error(&error),
            }
        });
    };
    view! {
        <When is=is_open>
            <div class="notice">
                <Icon name=IconName::Eye />
                <p dir="auto">{question.clone()}</p>
                <Button variant=ButtonVariant::Quiet on_press=decline>{t(words::reader::RECEIPT_NO)}</Button>
                <Button busy=is_sending on_press=send>{t(words::reader::RECEIPT_YES)}</Button>
            </div>
        </When>
    }
    .into_any()
}
