//! What can be done with a mailbox as a whole.

use gatepost_shared::mailbox::{Mailbox, Role};
use leptos::prelude::*;

use crate::features::mailboxes::name::name_of;
use crate::features::menus::use_menus;
use crate::i18n::{
    Message, t, t_with,
    words::{actions, mailboxes},
};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::ui::icon::IconName;
use crate::ui::menu::{Menu, MenuItem};

/// One entry: its name, its picture, whether it is for this mailbox, and what it does.
type Entry = (Message, IconName, fn(Mail, &Mailbox) -> bool, fn(Mail, &Mailbox));

const ENTRIES: [Entry; 5] = [
    (
        actions::MAILBOX_READ,
        IconName::MarkRead,
        |_, mailbox| mailbox.unread_emails > 0 && mailbox.my_rights.may_set_seen,
        |mail, mailbox| mail.mark_mailbox_read(mailbox),
    ),
    (
        mailboxes::NEW_INSIDE,
        IconName::Plus,
        |_, mailbox| mailbox.my_rights.may_create_child,
        |mail, mailbox| mail.asking.ask(Question::NewMailbox(Some(mailbox.id.clone()))),
    ),
    (
        actions::MAILBOX_RENAME,
        IconName::Pencil,
        |_, mailbox| mailbox.my_rights.may_rename && mailbox.role.is_none(),
        |mail, mailbox| mail.asking.ask(Question::ChangeMailbox(mailbox.clone())),
    ),
    (
        actions::MAILBOX_EMPTY,
        IconName::Trash,
        |_, mailbox| matches!(mailbox.role, Some(Role::Trash | Role::Junk)) && mailbox.total_emails > 0,
        |mail, mailbox| mail.asking.ask(Question::EmptyMailbox(mailbox.clone())),
    ),
    (
        actions::MAILBOX_DELETE,
        IconName::Trash,
        |mail, mailbox| {
            mailbox.my_rights.may_delete && mailbox.role.is_none() && mail.mailboxes.first_child(mailbox).is_none()
        },
        |mail, mailbox| mail.asking.ask(Question::DeleteMailbox(mailbox.clone())),
    ),
];

/// The menu, closed while it is nowhere.
#[component]
pub fn MailboxMenu() -> impl IntoView {
    let (mail, menus) = (use_mail(), use_menus());
    let about = menus.of_mailbox;
    let label = Signal::derive(move || {
        let name = about.with(|mailbox| mailbox.as_ref().map(name_of)).unwrap_or_default();
        t_with(mailboxes::MENU, &[("mailbox", &name)])
    });
    let item = move |mailbox: &Mailbox, (name, icon, _, act): &Entry| {
        let (mailbox, act) = (mailbox.clone(), *act);
        view! { <MenuItem icon=*icon label=t(*name) on_select=move || act(mail, &mailbox) /> }
    };
    view! {
        <Menu at=menus.mailbox label>
            {move || {
                about.get_untracked().map(|mailbox| {
                    let fitting = ENTRIES.iter().filter(|(_, _, is_for, _)| untrack(|| is_for(mail, &mailbox)));
                    fitting.map(|entry| item(&mailbox, entry)).collect_view()
                })
            }}
        </Menu>
    }
}
