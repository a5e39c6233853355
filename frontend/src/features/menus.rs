//! Where the menus of the page open, and what they are about. They themselves come later: see `on_demand`.

use gatepost_shared::mailbox::Mailbox;
use leptos::prelude::*;

use crate::features::mailboxes::side_list::Kind;
use crate::state::mail::About;

/// A point of the window, in CSS pixels.
pub type Point = (f64, f64);

/// The menus, closed while they are nowhere.
#[derive(Clone, Copy)]
pub struct Menus {
    /// The person's own.
    pub account: RwSignal<Option<Point>>,
    /// That of a row, or of the rows that are ticked.
    pub rows: RwSignal<Option<Point>>,
    /// What it is about.
    pub about: RwSignal<About>,
    /// That of a mailbox.
    pub mailbox: RwSignal<Option<Point>>,
    /// Which mailbox.
    pub of_mailbox: RwSignal<Option<Mailbox>>,
    /// That of a kept search or a tag.
    pub entry: RwSignal<Option<Point>>,
    /// Which of them.
    pub of_entry: RwSignal<(Kind, String)>,
}

impl Menus {
    /// All are closed.
    pub fn new() -> Self {
        Self {
            account: RwSignal::new(None),
            rows: RwSignal::new(None),
            about: RwSignal::new(About::Keyboard),
            mailbox: RwSignal::new(None),
            of_mailbox: RwSignal::new(None),
            entry: RwSignal::new(None),
            of_entry: RwSignal::new((Kind::Searches, String::new())),
        }
    }

    /// Whether any is open.
    pub fn is_any_open(&self) -> bool {
        self.all().iter().any(|at| at.with(Option::is_some))
    }

    /// Closes them.
    pub fn close(&self) {
        self.all().iter().for_each(|at| at.set(None));
    }

    fn all(&self) -> [RwSignal<Option<Point>>; 4] {
        [self.account, self.rows, self.mailbox, self.entry]
    }
}

/// The menus, anywhere below the shell.
pub fn use_menus() -> Menus {
    expect_context()
}
