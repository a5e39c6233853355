//! What is asked about mailboxes: a name, or whether to go on.

use gatepost_shared::mailbox::Mailbox;
use leptos::prelude::*;

use crate::features::ask_name::AskName;
use crate::features::mailboxes::name::name_of;
use crate::i18n::{t, t_with, tn, words::common, words::mailboxes};
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::memo::memo;

/// All of these questions; nothing while none is asked.
#[component]
pub fn MailboxQuestions() -> impl IntoView {
    view! { <NameQuestion /> <SureQuestion /> }
}

#[component]
fn NameQuestion() -> impl IntoView {
    let mail = use_mail();
    let asked = memo(move || {
        mail.asking.question().get().filter(|question| matches!(question, Question::NewMailbox(_) | Question::RenameMailbox(_)))
    });
    let title = Signal::derive(move || match asked.get() {
        Some(Question::NewMailbox(Some(parent))) => t_with(mailboxes::CREATE_INSIDE, &[("mailbox", &name_of(&parent))]),
        Some(Question::RenameMailbox(mailbox)) => t_with(mailboxes::RENAME_TITLE, &[("mailbox", &mailbox.name)]),
        _ => t(mailboxes::CREATE_TITLE).to_owned(),
    });
    let first = move || match asked.get_untracked() {
        Some(Question::RenameMailbox(mailbox)) => mailbox.name,
        _ => String::new(),
    };
    let name = move |name: String| {
        let question = asked.get_untracked();
        mail.asking.close();
        match question {
            Some(Question::RenameMailbox(mailbox)) => mail.rename_mailbox(&mailbox, name),
            Some(Question::NewMailbox(parent)) => mail.create_mailbox(name, parent.map(|parent| parent.id)),
            _ => {}
        }
    };
    view! {
        <AskName
            open=Signal::derive(move || asked.with(Option::is_some))
            title
            label=t(mailboxes::NAME)
            button=t(mailboxes::SAVE)
            missing=t(mailboxes::NAME_MISSING)
            first=Callback::new(move |()| first())
            on_name=name
        />
    }
}

/// What is asked before something is gone for ever: the title, the sentence, the button.
fn words_of(question: &Question) -> Option<(String, String, &'static str)> {
    let title = |message, mailbox: &Mailbox| t_with(message, &[("mailbox", &name_of(mailbox))]);
    Some(match question {
        Question::EmptyMailbox(mailbox) => (
            title(mailboxes::EMPTY_TITLE, mailbox),
            tn(mailboxes::EMPTY_TEXT, mailbox.total_emails),
            t(mailboxes::EMPTY_NOW),
        ),
        Question::DeleteMailbox(mailbox) if mailbox.total_emails == 0 => {
            (title(mailboxes::DELETE_TITLE, mailbox), t(mailboxes::DELETE_TEXT).to_owned(), t(mailboxes::DELETE_NOW))
        }
        Question::DeleteMailbox(mailbox) => (
            title(mailboxes::DELETE_TITLE, mailbox),
            tn(mailboxes::DELETE_WITH_MAIL, mailbox.total_emails),
            t(mailboxes::DELETE_NOW),
        ),
        _ => return None,
    })
}

#[component]
fn SureQuestion() -> impl IntoView {
    let mail = use_mail();
    let asked = memo(move || {
        mail.asking.question().get().filter(|question| matches!(question, Question::EmptyMailbox(_) | Question::DeleteMailbox(_)))
    });
    let said = memo(move || asked.with(|asked| asked.as_ref().and_then(words_of)).unwrap_or_default());
    let confirm = move || {
        let question = asked.get_untracked();
        mail.asking.close();
        match question {
            Some(Question::EmptyMailbox(mailbox)) => mail.empty_mailbox(&mailbox),
            Some(Question::DeleteMailbox(mailbox)) => mail.delete_mailbox(&mailbox),
            _ => {}
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=Signal::derive(move || said.with(|said| said.0.clone()))
            close_label=t(common::CLOSE)
        >
            <p>{move || said.with(|said| said.1.clone())}</p>
            <div class="dialog-actions">
                <Button on_press=move || mail.asking.close()>{t(common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Danger on_press=confirm>{move || said.with(|said| said.2)}</Button>
            </div>
        </Dialog>
    }
}
