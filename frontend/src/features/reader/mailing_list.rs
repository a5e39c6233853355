//! Which mailing list a message came by, and the way off it.

use std::sync::Arc;

use gatepost_shared::email::{Email, MailingList, Unsubscribe};
use gatepost_shared::id::EmailId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::{t, t_with, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, IconName};

/// The line; nothing where no list is named.
#[component]
pub fn MailingListLine(
    /// The email.
    email: Arc<Email>,
) -> impl IntoView {
    let Some(list) = email.mailing_list.clone() else { return ().into_any() };
    let Some(name) = list.name.clone().or_else(|| list.id.clone()).or_else(|| sender(&email)) else {
        return ().into_any();
    };
    let id = email.id.clone();
    view! {
        <div class="list-line">
            <Icon name=IconName::ReplyAll />
            <p class="truncate" dir="auto">{t_with(words::reader::LIST, &[("name", &name)])}</p>
            {archive(&list).map(|href| view! {
                <a href=href target="_blank" rel="noopener noreferrer">{t(words::reader::LIST_ARCHIVE)}</a>
            })}
            {list.unsubscribe.map(|way| view! { <Leave id name way /> })}
        </div>
    }
    .into_any()
}

fn sender(email: &Email) -> Option<String> {
    email.from.first().map(|from| from.display().to_owned())
}

/// Only what a browser may open; the node has seen to that, too.
fn archive(list: &MailingList) -> Option<String> {
    list.archive.clone().filter(|href| href.starts_with("https://") || href.starts_with("http://"))
}

/// Where leaving stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    Nothing,
    /// Whether to leave at all.
    Whether,
    /// Whether to leave though nothing proves who sent the mail.
    Unverified,
}

#[component]
fn Leave(id: EmailId, name: String, way: Unsubscribe) -> impl IntoView {
    let mail = use_mail();
    let asking = RwSignal::new(Asking::Nothing);
    let is_leaving = RwSignal::new(false);
    let has_left = RwSignal::new(false);
    let (id, name, way) = (StoredValue::new(id), StoredValue::new(name), StoredValue::new(way));
    let leave = move || {
        let even_if_unverified = asking.get_untracked() == Asking::Unverified;
        is_leaving.set(true);
        spawn_local(async move {
            let Some(id) = id.try_get_value() else { return };
            let answer = mail.api.unsubscribe(&id, even_if_unverified).await;
            let _ = is_leaving.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = (asking.try_set(Asking::Nothing), has_left.try_set(true));
                    mail.toasts.done(t(words::reader::LIST_LEFT));
                }
                Err(error) if !even_if_unverified && is_unverified(&error) => {
                    let _ = asking.try_set(Asking::Unverified);
                }
                Err(error) => {
                    let _ = asking.try_set(Asking::Nothing);
                    mail.toasts.error(&error);
                }
            }
        });
    };
    // Without a way that the node can go, the person goes it: a page of the list's own.
    let by_itself = way.with_value(|way| way.is_one_click || way.mail.is_some());
    let page = way.with_value(|way| way.url.clone()).filter(|_| !by_itself);
    if let Some(href) = page {
        return view! {
            <a href=href target="_blank" rel="noopener noreferrer">{t(words::reader::LIST_LEAVE)}</a>
        }
        .into_any();
    }
    if !by_itself {
        return ().into_any();
    }
    let question = move || {
        let words =
            if asking.get() == Asking::Unverified { words::reader::LIST_UNVERIFIED } else { words::reader::LIST_SURE };
        t_with(words, &[("name", &name.get_value())])
    };
    view! {
        {move || if has_left.get() {
            view! { <span class="list-left">{t(words::reader::LIST_LEFT)}</span> }.into_any()
        } else {
            view! {
                <Button variant=ButtonVariant::Quiet on_press=move || asking.set(Asking::Whether)>
                    {t(words::reader::LIST_LEAVE)}
                </Button>
            }
            .into_any()
        }}
        <Dialog
            open=Signal::derive(move || asking.get() != Asking::Nothing)
            on_close=move || asking.set(Asking::Nothing)
            title=t(words::reader::LIST_LEAVE)
            close_label=t(words::common::CLOSE)
        >
            <p dir="auto">{question}</p>
            <div class="dialog-actions">
                <Button on_press=move || asking.set(Asking::Nothing)>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary busy=is_leaving on_press=leave>{t(words::reader::LIST_LEAVE)}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// 409 `unverifiedSender`: the person is to be asked first.
fn is_unverified(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.status == 409)
}
