//! What the person is being asked, one question at a time: the dialogs above the application.

use gatepost_shared::bulk::Selector;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Mailbox;
use leptos::prelude::*;

use crate::state::rows::Row;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// These rows.
    Rows(Vec<Row>),
    /// All emails that match, and how many that are.
    Everything(Selector, u32),
}

impl Targets {
    /// How many there are.
    pub fn count(&self) -> u32 {
        match self {
            Self::Rows(rows) => u32::try_from(rows.len()).unwrap_or(u32::MAX),
            Self::Everything(_, count) => *count,
        }
    }
}

/// A question, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Where to move these.
    MoveTo(Targets),
    /// Whether to delete these for ever.
    Destroy(Targets),
    /// Which tags these shall have.
    Tag(Targets),
    /// What a tag, by its keyword, shall be called and look like.
    EditTag(String),
    /// What a search that is kept is called.
    SaveSearch(String),
    /// None, really: the person asked which keys there are.
    Help,
    /// What to do, by its name.
    Palette,
    /// What a new mailbox shall be called; it may be meant to be inside another.
    NewMailbox(Option<MailboxId>),
    /// What this mailbox shall be called, and where it shall be.
    ChangeMailbox(Mailbox),
    /// Whether to delete this mailbox with all that is in it.
    DeleteMailbox(Mailbox),
    /// Whether to delete all that is in this mailbox.
    EmptyMailbox(Mailbox),
}

/// The question that is open.
#[derive(Debug, Clone, Copy)]
pub struct Asking(RwSignal<Option<Question>>);

impl Asking {
    /// No question.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The question that is open.
    pub fn question(&self) -> Signal<Option<Question>> {
        self.0.into()
    }

    /// Asks.
    pub fn ask(&self, question: Question) {
        self.0.set(Some(question));
    }

    /// The question has been answered, or is not wanted any more.
    pub fn close(&self) {
        self.0.set(None);
    }
}
