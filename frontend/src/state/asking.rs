//! What the person is being asked, one question at a time: the dialogs above the application.

use leptos::prelude::*;

use gatepost_shared::bulk::Selector;
use gatepost_shared::mailbox::Mailbox;

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
    /// What a new mailbox is called: inside this one, or at the top.
    NewMailbox(Option<Mailbox>),
    /// What a mailbox shall be called.
    RenameMailbox(Mailbox),
    /// Whether to delete a mailbox with all mail in it.
    DeleteMailbox(Mailbox),
    /// Whether to delete all mail of a mailbox for ever.
    EmptyMailbox(Mailbox),
    /// What a tag, by its keyword, shall be called and look like.
    EditTag(String),
    /// What a search that is kept is called.
    SaveSearch(String),
    /// None, really: the person asked which keys there are.
    Help,
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
