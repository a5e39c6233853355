//! The table of commands: a name, keys, a picture, when it can be used, what it does.

use crate::commands::conditions as now;
use crate::commands::deeds;
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
}

impl Command {
    const fn new(id: Id, scope: Scope, keys: &'static [&'static str], label: fn(Mail) -> Message) -> Self {
        Self { id, scope, keys, label, icon: |_| IconName::More, enabled: |_| true }
    }

    /// Does it: see [`deeds::run`].
    pub fn run(&self, mail: Mail) {
        deeds::run(self.id, mail);
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
    Command::new(Id::Compose, Global, &["c"], |_| actions::COMPOSE).icon(|_| IconName::Compose).when(now::can_send),
    Command::new(Id::Reply, Everywhere, &["r"], |_| actions::REPLY).icon(|_| IconName::Reply).when(now::can_answer),
    Command::new(Id::ReplyAll, Everywhere, &["a"], |_| actions::REPLY_ALL)
        .icon(|_| IconName::ReplyAll)
        .when(now::can_answer),
    Command::new(Id::Forward, Everywhere, &["f"], |_| actions::FORWARD)
        .icon(|_| IconName::Forward)
        .when(now::can_answer),
    Command::new(Id::Archive, Everywhere, &["e"], |_| actions::ARCHIVE)
        .icon(|_| IconName::Archive)
        .when(now::can_archive),
    Command::new(Id::Delete, Everywhere, &["#", "Delete"], now::delete_label)
        .icon(|_| IconName::Trash)
        .when(now::has_targets),
    Command::new(Id::Junk, Everywhere, &["!"], now::junk_label).icon(now::junk_icon).when(now::has_targets),
    Command::new(Id::Move, Everywhere, &["v"], |_| actions::MOVE).icon(|_| IconName::Move).when(now::has_targets),
    Command::new(Id::Tag, Everywhere, &["l"], |_| actions::TAG).icon(|_| IconName::Tag).when(now::has_targets),
    Command::new(Id::Star, Everywhere, &["s"], now::star_label).icon(now::star_icon).when(now::has_targets),
    Command::new(Id::MarkRead, Everywhere, &["Shift+i"], |_| actions::MARK_READ)
        .icon(|_| IconName::MarkRead)
        .when(now::has_unread),
    Command::new(Id::MarkUnread, Everywhere, &["Shift+u"], |_| actions::MARK_UNREAD)
        .icon(|_| IconName::MarkUnread)
        .when(now::has_read),
    Command::new(Id::Search, Everywhere, &["/"], |_| actions::SEARCH).icon(|_| IconName::Search),
    Command::new(Id::Undo, Everywhere, &["z"], |_| actions::UNDO).icon(|_| IconName::Undo).when(now::can_undo),
    Command::new(Id::GoInbox, Global, &["g i"], |_| actions::GO_INBOX),
    Command::new(Id::GoDrafts, Global, &["g d"], |_| actions::GO_DRAFTS),
    Command::new(Id::GoSent, Global, &["g t"], |_| actions::GO_SENT),
    Command::new(Id::GoArchive, Global, &["g a"], |_| actions::GO_ARCHIVE),
    Command::new(Id::GoTrash, Global, &["g #"], |_| actions::GO_TRASH),
    Command::new(Id::GoContacts, Global, &["g c"], |_| actions::CONTACTS).icon(|_| IconName::People),
    Command::new(Id::GoSettings, Global, &["g ,"], |_| actions::SETTINGS).icon(|_| IconName::Settings),
    Command::new(Id::Palette, Global, &["Control+k"], |_| actions::PALETTE).icon(|_| IconName::Search),
    Command::new(Id::Help, Global, &["?"], |_| actions::HELP).icon(|_| IconName::Keyboard),
    Command::new(Id::NewMailbox, Everywhere, &[], |_| actions::MAILBOX_NEW).icon(|_| IconName::Plus),
    Command::new(Id::ChangeMailbox, Everywhere, &[], |_| actions::MAILBOX_RENAME)
        .icon(|_| IconName::Pencil)
        .when(now::may_change_mailbox),
    Command::new(Id::DeleteMailbox, Everywhere, &[], |_| actions::MAILBOX_DELETE)
        .icon(|_| IconName::Trash)
        .when(now::may_delete_mailbox),
    Command::new(Id::EmptyMailbox, Everywhere, &[], |_| actions::MAILBOX_EMPTY)
        .icon(|_| IconName::Trash)
        .when(now::may_empty_mailbox),
    Command::new(Id::MarkMailboxRead, Everywhere, &[], |_| actions::MAILBOX_READ)
        .icon(|_| IconName::MarkRead)
        .when(now::has_unread_mailbox),
    Command::new(Id::SubscribeMailbox, Everywhere, &[], now::subscribe_label)
        .icon(|_| IconName::Eye)
        .when(now::may_subscribe_mailbox),
    // Before the command that opens a row: where a conversation is open and the keyboard is not in the list, `o` is its key.
    Command::new(Id::Fold, Reader, &["o"], |_| actions::FOLD).icon(|_| IconName::Collapse).when(now::can_fold),
    Command::new(Id::FoldAll, Reader, &[";"], now::fold_all_label).icon(|_| IconName::Expand).when(now::is_stacked),
    Command::new(Id::NextInConversation, Reader, &["n"], |_| actions::NEXT_IN_CONVERSATION).when(now::is_stacked),
    Command::new(Id::PreviousInConversation, Reader, &["p"], |_| actions::PREVIOUS_IN_CONVERSATION)
        .when(now::is_stacked),
    Command::new(Id::Print, Reader, &[], |_| actions::PRINT).icon(|_| IconName::Print),
    Command::new(Id::Source, Reader, &[], |_| actions::SOURCE).icon(|_| IconName::Code),
    Command::new(Id::Open, List, &["Enter", "o"], |_| actions::OPEN).icon(|_| IconName::MarkRead).when(now::has_active),
    Command::new(Id::Select, List, &["x"], |_| actions::SELECT).when(now::has_active),
    Command::new(Id::SelectAll, List, &["Control+a", "*"], |_| actions::SELECT_ALL).icon(|_| IconName::Check),
    Command::new(Id::ClearSelection, List, &["Escape"], |_| actions::CLEAR_SELECTION)
        .icon(|_| IconName::Close)
        .when(now::has_selection),
    Command::new(Id::Next, Everywhere, &["j"], |_| actions::NEXT).icon(|_| IconName::ChevronDown).when(now::has_next),
    Command::new(Id::Previous, Everywhere, &["k"], |_| actions::PREVIOUS)
        .icon(|_| IconName::ChevronUp)
        .when(now::has_previous),
    Command::new(Id::Back, Reader, &["u", "Escape"], |_| actions::BACK).icon(|_| IconName::ChevronLeft),
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
