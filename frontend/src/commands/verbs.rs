//! What each command does, and when it can be used. The table names these; nobody else calls them.

use gatepost_shared::draft::reply::Audience;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::{Mailbox, Role};
use leptos::prelude::*;

use crate::dom::{focus, page};
use crate::i18n::{Message, Plural, t, words::actions};
use crate::routes::{ContactsPlace, Route};
use crate::state::asking::{Question, Targets};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::Mail;
use crate::state::mutations::Telling;
use crate::state::reader::{Look, Reader};
use crate::state::rows::{Row, is_starred, unread_of};
use crate::ui::icon::IconName;

/// The field of the search at the top.
const SEARCH_BOX: &str = ".search-input";

pub(super) fn can_send(mail: Mail) -> bool {
    mail.session.account().with(|account| account.as_ref().is_some_and(|account| account.capabilities.submission))
}

pub(super) fn can_answer(mail: Mail) -> bool {
    can_send(mail) && mail.one_target().is_some()
}

pub(super) fn compose(mail: Mail) {
    mail.compose.new_message();
}

pub(super) fn reply(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.reply(email, Audience::Author));
}

pub(super) fn reply_all(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.reply(email, Audience::Everybody));
}

pub(super) fn forward(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.forward(email));
}

pub(super) fn has_targets(mail: Mail) -> bool {
    !mail.targets().is_empty()
}

/// What the command is about: all that the list shows, when the person means that, or rows.
fn targets(mail: Mail) -> Targets {
    mail.everything().unwrap_or_else(|| Targets::Rows(mail.targets()))
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

pub(super) fn archive(mail: Mail) {
    move_to_role(mail, Role::Archive, actions::ARCHIVED, actions::NO_ARCHIVE);
}

pub(super) fn junk_label(mail: Mail) -> Message {
    if mail.current_role() == Some(Role::Junk) { actions::NOT_JUNK } else { actions::JUNK }
}

pub(super) fn junk_icon(mail: Mail) -> IconName {
    if mail.current_role() == Some(Role::Junk) { IconName::Inbox } else { IconName::Junk }
}

pub(super) fn junk(mail: Mail) {
    if mail.current_role() == Some(Role::Junk) {
        move_to_role(mail, Role::Inbox, actions::MOVED, actions::NO_JUNK);
    } else {
        move_to_role(mail, Role::Junk, actions::JUNKED, actions::NO_JUNK);
    }
}

fn move_to_role(mail: Mail, role: Role, said: Plural, without: Message) {
    match mail.mailboxes.with_role(role) {
        Some(target) => move_targets(mail, &target.id, said),
        None => mail.toasts.failed(t(without)),
    }
}

fn move_targets(mail: Mail, target: &MailboxId, said: Plural) {
    match mail.everything() {
        Some(everything) => mail.move_targets(&everything, target, said),
        None => keeping_focus(mail, |rows| mail.move_to(rows, target, said)),
    }
}

/// Acts on the targets; when the keyboard was in the list it is there afterwards, at the row that took the place.
fn keeping_focus(mail: Mail, act: impl FnOnce(&[Row])) {
    let was_in_list = mail.list.has_focus().get_untracked();
    act(&mail.targets());
    if was_in_list || mail.navigation.route().with_untracked(|route| route.email().is_none()) {
        focus::soon(ACTIVE_ROW);
    }
}

/// Whether deleting here is for ever: in the trash, and where there is none.
fn is_for_ever(mail: Mail) -> bool {
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

pub(super) fn delete(mail: Mail) {
    match mail.mailboxes.with_role(Role::Trash) {
        Some(trash) if !is_for_ever(mail) => move_targets(mail, &trash.id, actions::TRASHED),
        _ => mail.asking.ask(Question::Destroy(targets(mail))),
    }
}

pub(super) fn ask_where_to(mail: Mail) {
    mail.asking.ask(Question::MoveTo(targets(mail)));
}

pub(super) fn ask_which_tags(mail: Mail) {
    mail.asking.ask(Question::Tag(targets(mail)));
}

pub(super) fn search(_: Mail) {
    focus::soon(SEARCH_BOX);
}

/// The newest notice that offers a way back.
pub(super) fn can_undo(mail: Mail) -> bool {
    mail.toasts.list().with(|toasts| toasts.iter().any(|toast| toast.action.is_some() && !toast.failed))
}

pub(super) fn undo(mail: Mail) {
    let newest = mail.toasts.list().with(|toasts| toasts.iter().rev().find(|toast| toast.action.is_some()).cloned());
    if let Some((id, (_, act))) = newest.and_then(|toast| Some((toast.id, toast.action?))) {
        mail.toasts.dismiss(id);
        act.run(());
    }
}

/// Whether every target has its star: then the command takes it away.
fn all_starred(mail: Mail) -> bool {
    let rows = mail.targets();
    !rows.is_empty() && rows.iter().all(|row| is_starred(row))
}

pub(super) fn star_label(mail: Mail) -> Message {
    if all_starred(mail) { actions::UNSTAR } else { actions::STAR }
}

pub(super) fn star_icon(mail: Mail) -> IconName {
    if all_starred(mail) { IconName::StarFilled } else { IconName::Star }
}

pub(super) fn star(mail: Mail) {
    let on = !all_starred(mail);
    mark(mail, Keyword::FLAGGED, on, if on { actions::STARRED } else { actions::UNSTARRED });
}

pub(super) fn mark_read(mail: Mail) {
    mark(mail, Keyword::SEEN, true, actions::MARKED_READ);
}

pub(super) fn mark_unread(mail: Mail) {
    mark(mail, Keyword::SEEN, false, actions::MARKED_UNREAD);
}

/// One message shows its mark itself; what happened to several is said, and can be undone.
fn mark(mail: Mail, keyword: &'static str, on: bool, said: Plural) {
    if let Some(Targets::Everything(selector, _)) = mail.everything() {
        return mail.mark_everything(selector, keyword, on, said);
    }
    let rows = mail.targets();
    let telling = if rows.len() > 1 { Telling::Say(said) } else { Telling::Silent };
    mail.mark(&rows, keyword, on, telling);
}

pub(super) fn open(mail: Mail) {
    if let Some(row) = mail.list.active_row() {
        mail.navigation.go(mail.route_of(row.id.clone()));
    }
}

pub(super) fn back(mail: Mail) {
    mail.navigation.go(mail.route_of_list());
    focus::soon(ACTIVE_ROW);
}

pub(super) fn select(mail: Mail) {
    if let Some(row) = mail.list.active_row() {
        mail.selection.toggle(mail.list.active().get_untracked(), &row);
    }
}

/// Ticks what is loaded; and once that is ticked, means all that the list shows.
pub(super) fn select_all(mail: Mail) {
    let (known, total) = mail
        .list
        .rows()
        .with_untracked(|rows| (u32::try_from(rows.known(0..rows.total()).count()).unwrap_or(u32::MAX), rows.total()));
    if mail.selection.count() == known && known < total && mail.can_mean_everything() {
        mail.selection.everything().set(true);
    } else {
        mail.list.rows().with_untracked(|rows| mail.selection.set(rows.known(0..rows.total())));
    }
}

pub(super) fn clear_selection(mail: Mail) {
    mail.selection.clear();
}

/// The place of the open email, when one is open and its row is known.
fn open_place(mail: Mail) -> Option<u32> {
    mail.list.place_of(&mail.reader.open_id().get()?)
}

/// Where "next" and "previous" start: at the open email, or at the row that the keyboard is at.
fn here(mail: Mail) -> u32 {
    open_place(mail).filter(|_| mail.prefers_open()).unwrap_or_else(|| mail.list.active().get())
}

pub(super) fn has_next(mail: Mail) -> bool {
    here(mail) + 1 < mail.list.rows().with(crate::state::rows::Rows::total)
}

pub(super) fn has_previous(mail: Mail) -> bool {
    here(mail) > 0
}

pub(super) fn next(mail: Mail) {
    step(mail, here(mail) + 1);
}

pub(super) fn previous(mail: Mail) {
    step(mail, here(mail).saturating_sub(1));
}

/// Goes to a place: opens its message where one is open and the keyboard is not in the list.
fn step(mail: Mail, place: u32) {
    let reads = open_place(mail).is_some() && mail.prefers_open();
    mail.list.activate(place);
    match mail.list.row(place) {
        Some(row) if reads => mail.navigation.replace(mail.route_of(row.id.clone())),
        _ => focus::soon(ACTIVE_ROW),
    }
}

fn go(mail: Mail, role: Role) {
    if let Some(mailbox) = mail.mailboxes.with_role(role) {
        mail.navigation.go(Route::Mailbox(mailbox.id));
        focus::soon(ACTIVE_ROW);
    }
}

pub(super) fn go_inbox(mail: Mail) {
    go(mail, Role::Inbox);
}

pub(super) fn go_drafts(mail: Mail) {
    go(mail, Role::Drafts);
}

pub(super) fn go_sent(mail: Mail) {
    go(mail, Role::Sent);
}

pub(super) fn go_archive(mail: Mail) {
    go(mail, Role::Archive);
}

pub(super) fn go_contacts(mail: Mail) {
    mail.navigation.go(Route::Contacts(ContactsPlace::List));
}

pub(super) fn go_trash(mail: Mail) {
    go(mail, Role::Trash);
}

pub(super) fn help(mail: Mail) {
    mail.asking.ask(Question::Help);
}

pub(super) fn is_stacked(mail: Mail) -> bool {
    mail.is_stacked()
}

pub(super) fn can_fold(mail: Mail) -> bool {
    mail.is_stacked() && mail.prefers_open()
}

pub(super) fn fold(mail: Mail) {
    mail.toggle_fold();
    show_message(mail);
}

pub(super) fn fold_all_label(mail: Mail) -> Message {
    if mail.is_all_unfolded() { actions::FOLD_ALL } else { actions::UNFOLD_ALL }
}

pub(super) fn fold_all(mail: Mail) {
    mail.fold_all(untrack(|| mail.is_all_unfolded()));
}

pub(super) fn next_in_conversation(mail: Mail) {
    if mail.step_in_conversation(true) {
        show_message(mail);
    }
}

pub(super) fn previous_in_conversation(mail: Mail) {
    if mail.step_in_conversation(false) {
        show_message(mail);
    }
}

/// Takes the keyboard, and the eyes, to the message that the person has turned to.
fn show_message(mail: Mail) {
    if let Some(id) = mail.reader.at().get_untracked() {
        focus::soon(Reader::selector(&id));
    }
}

pub(super) fn print(_mail: Mail) {
    page::print();
}

pub(super) fn source(mail: Mail) {
    if let Some(id) = mail.reader.at().get_untracked() {
        mail.reader.look_at(Look::Source(id));
    }
}

pub(super) fn go_settings(mail: Mail) {
    mail.navigation.go(Route::Settings(None));
}

pub(super) fn palette(mail: Mail) {
    mail.asking.ask(Question::Palette);
}

/// The mailbox that the person is in.
fn here_mailbox(mail: Mail) -> Option<Mailbox> {
    mail.mailboxes.get(&mail.current_mailbox()?)
}

fn with_mailbox(mail: Mail, act: impl FnOnce(Mailbox)) {
    if let Some(mailbox) = here_mailbox(mail) {
        act(mailbox);
    }
}

pub(super) fn new_mailbox(mail: Mail) {
    mail.asking.ask(Question::NewMailbox(None));
}

/// A mailbox with a role stays where programs look for it.
pub(super) fn may_change_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none() && mailbox.my_rights.may_rename)
}

pub(super) fn change_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::ChangeMailbox(mailbox)));
}

pub(super) fn may_delete_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none() && mailbox.my_rights.may_delete)
}

pub(super) fn delete_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::DeleteMailbox(mailbox)));
}

pub(super) fn may_empty_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| {
        matches!(mailbox.role, Some(Role::Trash | Role::Junk))
            && mailbox.my_rights.may_remove_items
            && mailbox.total_emails > 0
    })
}

pub(super) fn empty_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::EmptyMailbox(mailbox)));
}

pub(super) fn has_unread_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.unread_emails > 0 && mailbox.my_rights.may_set_seen)
}

pub(super) fn mark_mailbox_read(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.mark_mailbox_read(&mailbox));
}

pub(super) fn may_subscribe_mailbox(mail: Mail) -> bool {
    here_mailbox(mail).is_some_and(|mailbox| mailbox.role.is_none())
}

pub(super) fn subscribe_label(mail: Mail) -> Message {
    let is_subscribed = here_mailbox(mail).is_some_and(|mailbox| mailbox.is_subscribed);
    if is_subscribed { actions::MAILBOX_UNSUBSCRIBE } else { actions::MAILBOX_SUBSCRIBE }
}

pub(super) fn subscribe_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.subscribe_mailbox(&mailbox, !mailbox.is_subscribed));
}
