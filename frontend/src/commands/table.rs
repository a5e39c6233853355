//! The table of commands: a name, keys, a picture, when it can be used, what it does.

use crate::commands::verbs as run;
use crate::i18n::{Message, words::actions};
use crate::state::mail::Mail;
use crate::ui::icon::IconName;

/// Where a command's keys work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On every screen, wherever nobody is typing.
    Global,
    /// Wherever nobody is typing while mail is shown.
    Everywhere,
    /// While the list is in view.
    List,
    /// While a message is open.
    Reader,
}

impl Scope {
    /// Whether its keys work beside those of every other scope.
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Global | Self::Everywhere)
    }
}

macro_rules! ids {
    ($($id:ident,)*) => {
        /// The name of a command, in the settings, too: see `keymap::name`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Id {
            $($id,)*
        }

        impl Id {
            /// As it is written here. No text for debuggers: the release build has none (scripts/build-client).
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$id => stringify!($id),)*
                }
            }
        }
    };
}

ids! {
    Compose,
    Reply,
    ReplyAll,
    Forward,
    Archive,
    Delete,
    Junk,
    Move,
    Tag,
    Star,
    MarkRead,
    MarkUnread,
    Open,
    Back,
    Next,
    Previous,
    NextInConversation,
    PreviousInConversation,
    Fold,
    FoldAll,
    Print,
    Source,
    Select,
    SelectAll,
    ClearSelection,
    Search,
    Undo,
    GoInbox,
    GoDrafts,
    GoSent,
    GoArchive,
    GoTrash,
    GoContacts,
    GoSettings,
    Palette,
    Help,
    NewMailbox,
    ChangeMailbox,
    DeleteMailbox,
    EmptyMailbox,
    MarkMailboxRead,
    SubscribeMailbox,
}

/// One thing that the person can do.
pub struct Command {
    /// Its name.
    pub id: Id,
    /// Where its keys work.
    pub scope: Scope,
    /// Its keys; the first is the one that is shown. `g i` is a sequence.
    pub keys: &'static [&'static str],
    /// What it does now, in words; it may depend on what it is about.
    pub label: fn(Mail) -> Message,
    /// Its picture.
    pub icon: fn(Mail) -> IconName,
    /// Whether it can be used now. It is asked again when a signal that it read has changed.
    pub enabled: fn(Mail) -> bool,
    /// What it does.
    pub run: fn(Mail),
}

impl Command {
    const fn new(
        id: Id,
        scope: Scope,
        keys: &'static [&'static str],
        label: fn(Mail) -> Message,
        run: fn(Mail),
    ) -> Self {
        Self { id, scope, keys, label, icon: |_| IconName::More, enabled: |_| true, run }
    }

    const fn icon(mut self, icon: fn(Mail) -> IconName) -> Self {
        self.icon = icon;
        self
    }

    const fn when(mut self, enabled: fn(Mail) -> bool) -> Self {
        self.enabled = enabled;
        self
    }
}

use Scope::{Everywhere, Global, List, Reader};

/// All commands, in the order of the help screen.
pub static COMMANDS: &[Command] = &[
    Command::new(Id::Compose, Global, &["c"], |_| actions::COMPOSE, run::compose)
        .icon(|_| IconName::Compose)
        .when(run::can_send),
    Command::new(Id::Reply, Everywhere, &["r"], |_| actions::REPLY, run::reply)
        .icon(|_| IconName::Reply)
        .when(run::can_answer),
    Command::new(Id::ReplyAll, Everywhere, &["a"], |_| actions::REPLY_ALL, run::reply_all)
        .icon(|_| IconName::ReplyAll)
        .when(run::can_answer),
    Command::new(Id::Forward, Everywhere, &["f"], |_| actions::FORWARD, run::forward)
        .icon(|_| IconName::Forward)
        .when(run::can_answer),
    Command::new(Id::Archive, Everywhere, &["e"], |_| actions::ARCHIVE, run::archive)
        .icon(|_| IconName::Archive)
        .when(run::can_archive),
    Command::new(Id::Delete, Everywhere, &["#", "Delete"], run::delete_label, run::delete)
        .icon(|_| IconName::Trash)
        .when(run::has_targets),
    Command::new(Id::Junk, Everywhere, &["!"], run::junk_label, run::junk).icon(run::junk_icon).when(run::has_targets),
    Command::new(Id::Move, Everywhere, &["v"], |_| actions::MOVE, run::ask_where_to)
        .icon(|_| IconName::Move)
        .when(run::has_targets),
    Command::new(Id::Tag, Everywhere, &["l"], |_| actions::TAG, run::ask_which_tags)
        .icon(|_| IconName::Tag)
        .when(run::has_targets),
    Command::new(Id::Star, Everywhere, &["s"], run::star_label, run::star).icon(run::star_icon).when(run::has_targets),
    Command::new(Id::MarkRead, Everywhere, &["Shift+i"], |_| actions::MARK_READ, run::mark_read)
        .icon(|_| IconName::MarkRead)
        .when(run::has_unread),
    Command::new(Id::MarkUnread, Everywhere, &["Shift+u"], |_| actions::MARK_UNREAD, run::mark_unread)
        .icon(|_| IconName::MarkUnread)
        .when(run::has_read),
    Command::new(Id::Search, Everywhere, &["/"], |_| actions::SEARCH, run::search).icon(|_| IconName::Search),
    Command::new(Id::Undo, Everywhere, &["z"], |_| actions::UNDO, run::undo)
        .icon(|_| IconName::Undo)
        .when(run::can_undo),
    Command::new(Id::GoInbox, Global, &["g i"], |_| actions::GO_INBOX, run::go_inbox),
    Command::new(Id::GoDrafts, Global, &["g d"], |_| actions::GO_DRAFTS, run::go_drafts),
    Command::new(Id::GoSent, Global, &["g t"], |_| actions::GO_SENT, run::go_sent),
    Command::new(Id::GoArchive, Global, &["g a"], |_| actions::GO_ARCHIVE, run::go_archive),
    Command::new(Id::GoTrash, Global, &["g #"], |_| actions::GO_TRASH, run::go_trash),
    Command::new(Id::GoContacts, Global, &["g c"], |_| actions::CONTACTS, run::go_contacts).icon(|_| IconName::People),
    Command::new(Id::GoSettings, Global, &["g ,"], |_| actions::SETTINGS, run::go_settings)
        .icon(|_| IconName::Settings),
    Command::new(Id::Palette, Global, &["Control+k"], |_| actions::PALETTE, run::palette).icon(|_| IconName::Search),
    Command::new(Id::Help, Global, &["?"], |_| actions::HELP, run::help).icon(|_| IconName::Keyboard),
    Command::new(Id::NewMailbox, Everywhere, &[], |_| actions::MAILBOX_NEW, run::new_mailbox).icon(|_| IconName::Plus),
    Command::new(Id::ChangeMailbox, Everywhere, &[], |_| actions::MAILBOX_RENAME, run::change_mailbox)
        .icon(|_| IconName::Pencil)
        .when(run::may_change_mailbox),
    Command::new(Id::DeleteMailbox, Everywhere, &[], |_| actions::MAILBOX_DELETE, run::delete_mailbox)
        .icon(|_| IconName::Trash)
        .when(run::may_delete_mailbox),
    Command::new(Id::EmptyMailbox, Everywhere, &[], |_| actions::MAILBOX_EMPTY, run::empty_mailbox)
        .icon(|_| IconName::Trash)
        .when(run::may_empty_mailbox),
    Command::new(Id::MarkMailboxRead, Everywhere, &[], |_| actions::MAILBOX_READ, run::mark_mailbox_read)
        .icon(|_| IconName::MarkRead)
        .when(run::has_unread_mailbox),
    Command::new(Id::SubscribeMailbox, Everywhere, &[], run::subscribe_label, run::subscribe_mailbox)
        .icon(|_| IconName::Eye)
        .when(run::may_subscribe_mailbox),
    // Before the command that opens a row: where a conversation is open and the keyboard is not in the list, `o` is its key.
    Command::new(Id::Fold, Reader, &["o"], |_| actions::FOLD, run::fold)
        .icon(|_| IconName::Collapse)
        .when(run::can_fold),
    Command::new(Id::FoldAll, Reader, &[";"], run::fold_all_label, run::fold_all)
        .icon(|_| IconName::Expand)
        .when(run::is_stacked),
    Command::new(Id::NextInConversation, Reader, &["n"], |_| actions::NEXT_IN_CONVERSATION, run::next_in_conversation)
        .when(run::is_stacked),
    Command::new(
        Id::PreviousInConversation,
        Reader,
        &["p"],
        |_| actions::PREVIOUS_IN_CONVERSATION,
        run::previous_in_conversation,
    )
    .when(run::is_stacked),
    Command::new(Id::Print, Reader, &[], |_| actions::PRINT, run::print).icon(|_| IconName::Print),
    Command::new(Id::Source, Reader, &[], |_| actions::SOURCE, run::source).icon(|_| IconName::Code),
    Command::new(Id::Open, List, &["Enter", "o"], |_| actions::OPEN, run::open)
        .icon(|_| IconName::MarkRead)
        .when(run::has_active),
    Command::new(Id::Select, List, &["x"], |_| actions::SELECT, run::select).when(run::has_active),
    Command::new(Id::SelectAll, List, &["Control+a", "*"], |_| actions::SELECT_ALL, run::select_all)
        .icon(|_| IconName::Check),
    Command::new(Id::ClearSelection, List, &["Escape"], |_| actions::CLEAR_SELECTION, run::clear_selection)
        .icon(|_| IconName::Close)
        .when(run::has_selection),
    Command::new(Id::Next, Everywhere, &["j"], |_| actions::NEXT, run::next)
        .icon(|_| IconName::ChevronDown)
        .when(run::has_next),
    Command::new(Id::Previous, Everywhere, &["k"], |_| actions::PREVIOUS, run::previous)
        .icon(|_| IconName::ChevronUp)
        .when(run::has_previous),
    Command::new(Id::Back, Reader, &["u", "Escape"], |_| actions::BACK, run::back).icon(|_| IconName::ChevronLeft),
];

/// The command with this name.
pub fn command(id: Id) -> &'static Command {
    // Every name stands in the table, which a test sees to.
    COMMANDS.iter().find(|command| command.id == id).unwrap_or(&COMMANDS[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::keymap::meet;

    #[test]
    fn no_key_has_two_meanings_in_one_place() {
        for (index, one) in COMMANDS.iter().enumerate() {
            for other in &COMMANDS[index + 1..] {
                let meet = meet(one.scope, other.scope);
                let shared = one.keys.iter().find(|key| other.keys.contains(key));
                assert!(!meet || shared.is_none(), "{:?} and {:?} share {shared:?}", one.id, other.id);
            }
        }
    }

    #[test]
    fn no_key_is_the_beginning_of_a_sequence() {
        let firsts: Vec<&str> =
            COMMANDS.iter().flat_map(|command| command.keys).filter_map(|key| Some(key.split_once(' ')?.0)).collect();
        assert!(COMMANDS.iter().flat_map(|command| command.keys).all(|key| !firsts.contains(key)));
    }

    #[test]
    fn every_command_is_found_by_its_name() {
        for known in COMMANDS {
            assert_eq!(command(known.id).id, known.id);
        }
    }
}
