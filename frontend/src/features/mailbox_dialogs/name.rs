//! Asks what a mailbox shall be called, and inside which other it shall be.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, check_name};
use leptos::ev;
use leptos::prelude::*;

use crate::dom::focus;
use crate::features::part::Part;
use crate::i18n::{t, words, words::mailboxes as say};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::lazy::lazy;
use crate::ui::memo::memo;
use crate::ui::select::{Options, Select};
use crate::ui::unique_id::unique_id;

/// What is asked: about a mailbox, or a new one; and where it is, or shall be.
fn asked(mail: Mail) -> Option<(Option<Mailbox>, Option<MailboxId>)> {
    match mail.asking.question().get() {
        Some(Question::NewMailbox(parent)) => Some((None, parent)),
        Some(Question::ChangeMailbox(mailbox)) => Some((Some(mailbox.clone()), mailbox.parent_id)),
        _ => None,
    }
}

lazy! {
    /// Mailboxes are made and renamed once in a while.
    mailbox_form in soon => {
        let asked = untrack(|| asked(use_mail()));
        asked.map(|(mailbox, parent)| view! { <Form mailbox parent /> })
    }
}

/// The question; nothing while it is not asked.
#[component]
pub fn NameDialog() -> impl IntoView {
    let mail = use_mail();
    let asked = memo(move || asked(mail));
    let is_new = move || asked.with(|asked| matches!(asked, Some((None, _))));
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=Signal::derive(move || t(if is_new() { say::NEW_TITLE } else { say::RENAME_TITLE }).to_owned())
            close_label=t(words::common::CLOSE)
        >
            <Part load=mailbox_form />
        </Dialog>
    }
}

#[component]
fn Form(mailbox: Option<Mailbox>, parent: Option<MailboxId>) -> impl IntoView {
    let mail = use_mail();
    let name = RwSignal::new(mailbox.as_ref().map(|known| known.name.clone()).unwrap_or_default());
    let place = RwSignal::new(parent.map(|id| id.to_string()).unwrap_or_default());
    let complaint = RwSignal::new(None::<String>);
    let parents = parents(mail, mailbox.as_ref());
    let action = if mailbox.is_some() { say::RENAME } else { say::CREATE };
    let select_id = unique_id("parent");
    focus::soon("dialog[open] .field-input");
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        let wanted = match check_name(&typed) {
            Ok(wanted) => wanted,
            Err(why) => return complaint.set(Some(why.to_string())),
        };
        let parent = place.get_untracked().parse().ok();
        mail.asking.close();
        match &mailbox {
            Some(known) => mail.change_mailbox(known, wanted, parent),
            None => mail.create_mailbox(wanted, parent),
        }
    };
    view! {
        <form class="mailbox-form" novalidate on:submit=submit>
            <Field label=t(say::NEW_NAME) value=name error=complaint max_length=200 />
            <div class="field">
                <label class="field-label" for=select_id.clone()>{t(say::NEW_PARENT)}</label>
                <Select id=select_id options=parents value=place on_change=move |chosen| place.set(chosen) />
            </div>
            <div class="dialog-actions">
                <Button on_press=move || mail.asking.close()>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary submit=true>{t(action)}</Button>
            </div>
        </form>
    }
}

/// Where it may be: at the top, or in a mailbox that takes others, and neither is itself nor inside it.
fn parents(mail: Mail, of: Option<&Mailbox>) -> Options {
    let is_inside = |mailbox: &Mailbox| of.is_some_and(|of| mailbox.path.starts_with(&of.path));
    let list = mail.mailboxes.list().get_untracked();
    let may_hold = list.into_iter().filter(|mailbox| mailbox.my_rights.may_create_child && !is_inside(mailbox));
    let top = (String::new(), t(say::NEW_TOP).to_owned());
    std::iter::once(top).chain(may_hold.map(|mailbox| (mailbox.id.to_string(), mailbox.path.join(" / ")))).collect()
}
