//! What the person is being asked, one question at a time: the dialogs above the application.

use leptos::prelude::*;

use crate::state::rows::Row;

/// A question, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Where to move these.
    MoveTo(Vec<Row>),
    /// Whether to delete these for ever.
    Destroy(Vec<Row>),
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
