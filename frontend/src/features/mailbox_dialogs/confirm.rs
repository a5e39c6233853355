//! Asks before a mailbox is deleted or emptied.

use gatepost_shared::mailbox::Mailbox;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::features::mailboxes::name::name_of;
use crate::i18n::{t, t_with, tn, words, words::mailboxes as say};
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::memo::memo;

/// The question; nothing while it is not asked.
#[component]
pub fn ConfirmDialog() -> impl IntoView {
    let mail = use_mail();
    let asked = memo(move || match mail.asking.question().get() {
        Some(Question::DeleteMailbox(mailbox)) => Some((mailbox, true)),
        Some(Question::EmptyMailbox(mailbox)) => Some((mailbox, false)),
        _ => None,
    });
    let say = move |of_delete: &dyn Fn(&Mailbox) -> String, of_empty: &dyn Fn(&Mailbox) -> String| {
        asked.with(|asked| match asked {
            Some((mailbox, true)) => of_delete(mailbox),
            Some((mailbox, false)) => of_empty(mailbox),
            None => String::new(),
        })
    };
    let title = Signal::derive(move || {
        say(&|mailbox| t_with(say::DELETE_TITLE, &[("name", &name_of(mailbox))]), &|mailbox| {
            t_with(say::EMPTY_TITLE, &[("name", &name_of(mailbox))])
        })
    });
    let text = move || say(&|_| t(say::DELETE_TEXT).to_owned(), &|mailbox| tn(say::EMPTY_TEXT, mailbox.total_emails));
    let action = move || say(&|_| t(say::DELETE).to_owned(), &|_| t(say::EMPTY).to_owned());
    let confirm = move || {
        let Some((mailbox, is_delete)) = asked.get_untracked() else { return };
        mail.asking.close();
        if is_delete { mail.delete_mailbox(&mailbox) } else { mail.empty_mailbox(&mailbox) }
    };
    // The person has asked for it: Enter goes on, Esc does not.
    effect(move || {
        if asked.with(Option::is_some) {
            focus::soon("dialog[open] .button-danger");
        }
    });
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move || mail.asking.close()
            title
            close_label=t(words::common::CLOSE)
        >
            <p>{text}</p>
            <div class="dialog-actions">
                <Button on_press=move || mail.asking.close()>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Danger on_press=confirm>{action}</Button>
            </div>
        </Dialog>
    }
}
