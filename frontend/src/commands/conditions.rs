//! When each command can be used, and what it is called and looks like then. The table names these.

use gatepost_shared::mailbox::{Mailbox, Role};
use leptos::prelude::*;

use crate::i18n::{Message, words::actions};
use crate::state::mail::Mail;
use crate::state::rows::{Row, is_starred, unread_of};
use crate::ui::icon::IconName;

pub(super) fn can_send(mail: Mail) -> bool {
    mail.session.account().with(|account| account.as_ref().is_some_and(|account| account.capabilities.submission))
}

pub(super) fn can_answer(mail: Mail) -> bool {
    can_send(mail) && mail.one_target().is_some()
}

pub(super) fn has_targets(mail: Mail) -> bool {
    !mail.targets().is_empty()
}

pub(super) fn has_unread(mail: Mail) -> bool {
    mail.selection.everything().get() || mail.targets().iter().any(|row| unread_of(row) > 0)
}

pub(super) fn has_read(mail: Mail) -> bool {
    mail.targets().iter().any(|row| row.keywords.is_seen())
}

pub(super) fn has_active(mail: Mail) -> bool {
    mail.list.active_row().is_some()
}

pub(super) fn has_selection(mail: Mail) -> bool {
    mail.selection.count() > 0
}

pub(super) fn can_archive(mail: Mail) -> bool {
    has_targets(mail) && mail.current_role() != Some(Role::Archive)
}

pub(super) fn junk_label(mail: Mail) -> Message {
    if mail.current_role() == Some(Role::Junk) { actions::NOT_JUNK } else { actions::JUNK }
}

pub(super) fn junk_icon(mail: Mail) -> IconName {
    if mail.current_role() == Some(Role::Junk) { IconName::Inbox } else { IconName::Junk }
}

/// Whether deleting here is for ever: in the trash, and where there is none.
pub(super) fn is_for_ever(mail: Mail) -> bool {
    let Some(trash) = mail.mailboxes.with_role(Role::Trash) else { return true };
    let is_in_trash = |row: &Row| row.mailbox_id == trash.id;
    match mail.current_mailbox() {
        Some(mailbox) => mailbox == trash.id,
        None => has_targets(mail) && mail.targets().iter().all(is_in_trash),
    }
}

pub(super) fn delete_label(mail: Mail) -> Message {
    if is_for_ever(mail) { actions::DELETE_FOR_EVER } else { actions::DELETE }
}

/// The newest notice that offers a way back.
pub(super) fn can_undo(mail: Mail) -> bool {
    mail.toasts.list().with(|toasts| toasts.iter().any(|toast| toast.action.is_some() && !toast.failed))
}

/// Whether every target has its star: then the command takes it away.
pub(super) fn all_starred(mail: Mail) -> bool {
    let rows = mail.targets();
    !rows.is_empty() && rows.iter().all(|row| is_starred(row))
}

pub(super) fn star_label(mail: Mail) -> Message {
    if all_starred(mail) { actions::UNSTAR } else { actions::STAR }
}

pub(super) fn star_icon(mail: Mail) -> IconName {
    if all_starred(mail) { IconName::StarFilled } else { IconName::Star }
}

/// The place of the open email, when one is open and its row is known.
pub(super) fn open_place(mail: Mail) -> Option<u32> {
    mail.list.place_of(&mail.reader.open_id().get()?)
}

/// Where "next" and "previous" start: at the open email, or at the row that the keyboard is at.
pub(super) fn here(mail: Mail) -> u32 {
    open_place(mail).filter(|_| mail.prefers_open()).unwrap_or_else(|| mail.list.active().get())
}

pub(super) fn has_next(mail: Mail) -> bool {
    here(mail) + 1 < mail.list.rows().with(crate::state::rows::Rows::total)
}

pub(super) fn has_previous(mail: Mail) -> bool {
    here(mail) > 0
}

pub(super) fn is_stacked(mail: Mail) -> bool {
    mail.is_stacked()
}

pub(super) fn can_fold(mail: Mail) -> bool {
    mail.is_stacked() && mail.prefers_open()
}

pub(super) fn fold_all_label(mail: Mail) -> Message {
    if mail.is_all_unfolded() { actions::FOLD_ALL } else { actions::UNFOLD_ALL }
}

/// The mailbox that the person is in.
pub(super) fn here_mailbox(mail: Mail) -> Option<Mailbox> {
    mail.mailboxes.get(&mail.current_mailbox()?)
}

/// A mailbox with a role stays where programs look for it.
pub(super) fn may_change_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none() && mailbox.my_rights.may_rename)
}

pub(super) fn may_delete_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none() && mailbox.my_rights.may_delete)
}

pub(super) fn may_empty_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| {
        matches!(mailbox.role, Some(Role::Trash | Role::Junk))
            && mailbox.my_rights.may_remove_items
            && mailbox.total_emails > 0
    })
}

pub(super) fn has_unread_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.unread_emails > 0 && mailbox.my_rights.may_set_seen)
}

pub(super) fn may_subscribe_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none())
}

pub(super) fn subscribe_label(mail: Mail) -> Message {
    let is_subscribed = here_mailbox(mail).is_some_and(|mailbox| mailbox.is_subscribed);
    if is_subscribed { actions::MAILBOX_UNSUBSCRIBE } else { actions::MAILBOX_SUBSCRIBE }
}
