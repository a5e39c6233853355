//! What each command does. It is loaded when the first list is there (`commands::deeds`); nobody else calls it.

use gatepost_shared::draft::reply::Audience;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::{Mailbox, Role};
use leptos::prelude::*;

use crate::commands::conditions::{all_starred, here, here_mailbox, is_for_ever, open_place};
use crate::commands::table::Id;
use crate::dom::{focus, page};
use crate::i18n::{Message, Plural, t, words::actions};
use crate::routes::{ContactsPlace, Route};
use crate::state::asking::{Question, Targets};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::Mail;
use crate::state::mutations::Telling;
use crate::state::reader::{Look, Reader};
use crate::state::rows::Row;

/// The field of the search at the top.
const SEARCH_BOX: &str = ".search-input";

/// Does what a command says.
pub(super) fn run(id: Id, mail: Mail) {
    match id {
        Id::Compose => compose(mail),
        Id::Reply => reply(mail),
        Id::ReplyAll => reply_all(mail),
        Id::Forward => forward(mail),
        Id::Archive => archive(mail),
        Id::Delete => delete(mail),
        Id::Junk => junk(mail),
        Id::Move => ask_where_to(mail),
        Id::Tag => ask_which_tags(mail),
        Id::Star => star(mail),
        Id::MarkRead => mark_read(mail),
        Id::MarkUnread => mark_unread(mail),
        Id::Open => open(mail),
        Id::Back => back(mail),
        Id::Next => next(mail),
        Id::Previous => previous(mail),
        Id::NextInConversation => next_in_conversation(mail),
        Id::PreviousInConversation => previous_in_conversation(mail),
        Id::Fold => fold(mail),
        Id::FoldAll => fold_all(mail),
        Id::Print => print(mail),
        Id::Source => source(mail),
        Id::Select => select(mail),
        Id::SelectAll => select_all(mail),
        Id::ClearSelection => clear_selection(mail),
        Id::Search => search(mail),
        Id::Undo => undo(mail),
        Id::GoInbox => go_inbox(mail),
        Id::GoDrafts => go_drafts(mail),
        Id::GoSent => go_sent(mail),
        Id::GoArchive => go_archive(mail),
        Id::GoTrash => go_trash(mail),
        Id::GoContacts => go_contacts(mail),
        Id::GoSettings => go_settings(mail),
        Id::Palette => palette(mail),
        Id::Help => help(mail),
        Id::NewMailbox => new_mailbox(mail),
        Id::ChangeMailbox => change_mailbox(mail),
        Id::DeleteMailbox => delete_mailbox(mail),
        Id::EmptyMailbox => empty_mailbox(mail),
        Id::MarkMailboxRead => mark_mailbox_read(mail),
        Id::SubscribeMailbox => subscribe_mailbox(mail),
    }
}

fn compose(mail: Mail) {
    mail.compose.new_message();
}

fn reply(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.reply(email, Audience::Author));
}

fn reply_all(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.reply(email, Audience::Everybody));
}

fn forward(mail: Mail) {
    mail.with_one_target(move |email| mail.compose.forward(email));
}

/// What the command is about: all that the list shows, when the person means that, or rows.
fn targets(mail: Mail) -> Targets {
    mail.everything().unwrap_or_else(|| Targets::Rows(mail.targets()))
}

fn archive(mail: Mail) {
    move_to_role(mail, Role::Archive, actions::ARCHIVED, actions::NO_ARCHIVE);
}

fn junk(mail: Mail) {
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

fn delete(mail: Mail) {
    match mail.mailboxes.with_role(Role::Trash) {
        Some(trash) if !is_for_ever(mail) => move_targets(mail, &trash.id, actions::TRASHED),
        _ => mail.asking.ask(Question::Destroy(targets(mail))),
    }
}

fn ask_where_to(mail: Mail) {
    mail.asking.ask(Question::MoveTo(targets(mail)));
}

fn ask_which_tags(mail: Mail) {
    mail.asking.ask(Question::Tag(targets(mail)));
}

fn search(_: Mail) {
    focus::soon(SEARCH_BOX);
}

fn undo(mail: Mail) {
    let newest = mail.toasts.list().with(|toasts| toasts.iter().rev().find(|toast| toast.action.is_some()).cloned());
    if let Some((id, (_, act))) = newest.and_then(|toast| Some((toast.id, toast.action?))) {
        mail.toasts.dismiss(id);
        act.run(());
    }
}

fn star(mail: Mail) {
    let on = !all_starred(mail);
    mark(mail, Keyword::FLAGGED, on, if on { actions::STARRED } else { actions::UNSTARRED });
}

fn mark_read(mail: Mail) {
    mark(mail, Keyword::SEEN, true, actions::MARKED_READ);
}

fn mark_unread(mail: Mail) {
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

fn open(mail: Mail) {
    if let Some(row) = mail.list.active_row() {
        mail.navigation.go(mail.route_of(row.id.clone()));
    }
}

fn back(mail: Mail) {
    mail.navigation.go(mail.route_of_list());
    focus::soon(ACTIVE_ROW);
}

fn select(mail: Mail) {
    if let Some(row) = mail.list.active_row() {
        mail.selection.toggle(mail.list.active().get_untracked(), &row);
    }
}

/// Ticks what is loaded; and once that is ticked, means all that the list shows.
fn select_all(mail: Mail) {
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

fn clear_selection(mail: Mail) {
    mail.selection.clear();
}

fn next(mail: Mail) {
    step(mail, here(mail) + 1);
}

fn previous(mail: Mail) {
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

fn go_inbox(mail: Mail) {
    go(mail, Role::Inbox);
}

fn go_drafts(mail: Mail) {
    go(mail, Role::Drafts);
}

fn go_sent(mail: Mail) {
    go(mail, Role::Sent);
}

fn go_archive(mail: Mail) {
    go(mail, Role::Archive);
}

fn go_contacts(mail: Mail) {
    mail.navigation.go(Route::Contacts(ContactsPlace::List));
}

fn go_trash(mail: Mail) {
    go(mail, Role::Trash);
}

fn help(mail: Mail) {
    mail.asking.ask(Question::Help);
}

fn fold(mail: Mail) {
    mail.toggle_fold();
    show_message(mail);
}

fn fold_all(mail: Mail) {
    mail.fold_all(untrack(|| mail.is_all_unfolded()));
}

fn next_in_conversation(mail: Mail) {
    if mail.step_in_conversation(true) {
        show_message(mail);
    }
}

fn previous_in_conversation(mail: Mail) {
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

fn print(_mail: Mail) {
    page::print();
}

fn source(mail: Mail) {
    if let Some(id) = mail.reader.at().get_untracked() {
        mail.reader.look_at(Look::Source(id));
    }
}

fn go_settings(mail: Mail) {
    mail.navigation.go(Route::Settings(None));
}

fn palette(mail: Mail) {
    mail.asking.ask(Question::Palette);
}

fn with_mailbox(mail: Mail, act: impl FnOnce(Mailbox)) {
    if let Some(mailbox) = here_mailbox(mail) {
        act(mailbox);
    }
}

fn new_mailbox(mail: Mail) {
    mail.asking.ask(Question::NewMailbox(None));
}

fn change_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::ChangeMailbox(mailbox)));
}

fn delete_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::DeleteMailbox(mailbox)));
}

fn empty_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.asking.ask(Question::EmptyMailbox(mailbox)));
}

fn mark_mailbox_read(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.mark_mailbox_read(&mailbox));
}

fn subscribe_mailbox(mail: Mail) {
    with_mailbox(mail, |mailbox| mail.subscribe_mailbox(&mailbox, !mailbox.is_subscribed));
}
