//! The list of one mailbox: which rows are in view, and fetching them as they come into view.

use std::ops::Range;
use std::time::Duration;

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::{MAX_LIMIT, Window};
use leptos::prelude::*;

use crate::api::{Api, ApiError};
use crate::dom::timer::sleep;
use crate::state::latest::Latest;
use crate::state::rows::{PAGE, Row, Rows};

/// The list's own element, in which its rows are.
pub const GRID: &str = ".grid";
/// The row that the keyboard is at: the only one that Tab reaches.
pub const ACTIVE_ROW: &str = ".message-row[tabindex='0']";

/// A fling of the scrollbar passes many pages: only those where it rests are fetched.
const REST: Duration = Duration::from_millis(50);
/// Changes come in bursts: the list is read anew once the burst is over.
const SETTLE: Duration = Duration::from_millis(200);

/// How far the list is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has been read yet.
    Loading,
    /// What is in view is here, or on its way.
    Ready,
    /// What is in view could not be read.
    Failed(ApiError),
}

/// The list. A name for its signals, which live as long as the page.
#[derive(Clone, Copy)]
pub struct List(&'static Signals);

/// The list's signals.
pub struct Signals {
    api: Api,
    mailbox: RwSignal<Option<MailboxId>>,
    rows: RwSignal<Rows>,
    phase: RwSignal<Phase>,
    /// The row that the keyboard is at.
    active: RwSignal<u32>,
    /// By how many rows the view has to scroll so that the same rows stay under the eyes; the view takes it.
    shift: RwSignal<i64>,
    /// A row that the view has to bring into sight; the view takes it.
    reveal: RwSignal<Option<u32>>,
    has_focus: RwSignal<bool>,
    /// The mailbox's state when rows were last read.
    state: StoredValue<String>,
    visible: StoredValue<Range<u32>>,
    /// The rows that are on their way.
    fetching: StoredValue<Option<Range<u32>>>,
    /// Counts the person's own changes: what was read before one of them is out of date.
    generation: StoredValue<u32>,
    paging: Latest,
    refreshing: Latest,
}

impl std::ops::Deref for List {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

impl List {
    /// No mailbox is open. To be made once, with the page's state.
    pub fn new(api: Api) -> Self {
        let signals = Signals {
            api,
            mailbox: RwSignal::new(None),
            rows: RwSignal::new(Rows::default()),
            phase: RwSignal::new(Phase::Loading),
            active: RwSignal::new(0),
            shift: RwSignal::new(0),
            reveal: RwSignal::new(None),
            has_focus: RwSignal::new(false),
            state: StoredValue::new(String::new()),
            visible: StoredValue::new(0..0),
            fetching: StoredValue::new(None),
            generation: StoredValue::new(0),
            paging: Latest::new(),
            refreshing: Latest::new(),
        };
        Self(Box::leak(Box::new(signals)))
    }

    /// The mailbox that is shown.
    pub fn mailbox(self) -> Signal<Option<MailboxId>> {
        self.mailbox.into()
    }

    /// The rows as far as they are known.
    pub fn rows(self) -> RwSignal<Rows> {
        self.rows
    }

    /// How far the list is known.
    pub fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The place of the row that the keyboard is at.
    pub fn active(self) -> RwSignal<u32> {
        self.active
    }

    /// By how many rows the view has to scroll; whoever scrolls sets it to 0.
    pub fn shift(self) -> RwSignal<i64> {
        self.shift
    }

    /// The row to bring into sight; whoever does sets it to none.
    pub fn reveal(self) -> RwSignal<Option<u32>> {
        self.reveal
    }

    /// Whether the keyboard is in the list.
    pub fn has_focus(self) -> RwSignal<bool> {
        self.has_focus
    }

    /// The row that the keyboard is at, when it is known.
    pub fn active_row(self) -> Option<Row> {
        let place = self.active.get();
        self.rows.with(|rows| rows.get(place).cloned())
    }

    /// The row at a place, when it is known.
    pub fn row(self, place: u32) -> Option<Row> {
        self.rows.with(|rows| rows.get(place).cloned())
    }

    /// Where an email is, when it is known.
    pub fn place_of(self, id: &EmailId) -> Option<u32> {
        self.rows.with(|rows| rows.place_of(id))
    }

    /// Shows a mailbox. `total` is its length as far as is known: so many rows have their place at once.
    pub fn open(self, mailbox: &MailboxId, total: u32) {
        if self.mailbox.with_untracked(|open| open.as_ref() == Some(mailbox)) {
            return;
        }
        self.clear();
        self.mailbox.set(Some(mailbox.clone()));
        self.rows.set(Rows::of_length(total));
        self.fetch(0..PAGE);
    }

    /// Takes a window that came with the first paint.
    pub fn adopt(self, mailbox: &MailboxId, window: Window) {
        if self.mailbox.with_untracked(|open| open.as_ref() == Some(mailbox)) {
            return self.renewed(window);
        }
        self.clear();
        self.mailbox.set(Some(mailbox.clone()));
        self.placed(window);
    }

    /// The view shows these places: fetches what is missing among them and a little beyond.
    pub fn show(self, places: Range<u32>) {
        self.visible.set_value(places);
        self.fetch_missing();
    }

    /// Reads again what could not be read.
    pub fn retry(self) {
        self.phase.set(Phase::Loading);
        if self.rows.with_untracked(|rows| rows.total() == 0) { self.fetch(0..PAGE) } else { self.fetch_missing() }
    }

    /// Reads again what is in view when the mailbox has another state than the rows.
    pub fn refresh_if_changed(self, mailbox: &MailboxId, state: &str) {
        let is_open = self.mailbox.with_untracked(|open| open.as_ref() == Some(mailbox));
        if is_open && self.state.with_value(|known| known != state) {
            self.refresh();
        }
    }

    /// Reads again what is in view, soon, and without moving it.
    pub fn refresh(self) {
        let Some(mailbox) = self.mailbox.get_untracked() else { return };
        let this = self;
        self.refreshing.run(async move {
            loop {
                sleep(SETTLE).await;
                let generation = this.generation.get_value();
                let start = this.visible.with_value(|visible| visible.start / PAGE * PAGE);
                let end = this.visible.with_value(|visible| visible.end.max(start + PAGE) + PAGE);
                let answer = this.api.window(&mailbox, start, (end - start).min(MAX_LIMIT)).await;
                // Only the person's own change in the meantime makes the answer useless.
                if this.generation.get_value() == generation {
                    // After a failure what is shown stays, and the next change tries again.
                    if let Ok(window) = answer {
                        this.renewed(window);
                    }
                    return;
                }
            }
        });
    }

    /// The person changes marks: what is being read anew is out of date.
    pub fn marking(self) {
        self.generation.update_value(|generation| *generation += 1);
    }

    /// The person takes emails out: the places of what is being read are wrong, too. [`Self::refresh`] must follow.
    pub fn moving(self) {
        self.marking();
        self.paging.cancel();
        self.fetching.set_value(None);
    }

    /// Puts the keyboard at a place, or at the nearest one that exists, and brings that into sight.
    pub fn activate(self, place: u32) {
        let place = self.nearest(place);
        self.active.set(place);
        self.reveal.set(Some(place));
    }

    fn nearest(self, place: u32) -> u32 {
        place.min(self.rows.with_untracked(Rows::total).saturating_sub(1))
    }

    /// Forgets everything.
    pub fn clear(self) {
        self.paging.cancel();
        self.refreshing.cancel();
        self.fetching.set_value(None);
        self.state.set_value(String::new());
        self.visible.set_value(0..0);
        self.mailbox.set(None);
        self.rows.set(Rows::default());
        self.active.set(0);
        self.shift.set(0);
        self.phase.set(Phase::Loading);
    }

    fn fetch_missing(self) {
        let visible = self.visible.get_value();
        match self.rows.with_untracked(|rows| rows.missing(&visible, MAX_LIMIT)) {
            Some(range) => self.fetch(range),
            None if self.rows.with_untracked(|rows| rows.total() > 0) => {
                self.paging.cancel();
                self.fetching.set_value(None);
            }
            None => {}
        }
    }

    fn fetch(self, range: Range<u32>) {
        let Some(mailbox) = self.mailbox.get_untracked() else { return };
        let covers = |under_way: &Range<u32>| under_way.start <= range.start && range.end <= under_way.end;
        if self.fetching.with_value(|under_way| under_way.as_ref().is_some_and(covers)) {
            return;
        }
        self.fetching.set_value(Some(range.clone()));
        let this = self;
        self.paging.run(async move {
            sleep(REST).await;
            let answer = this.api.window(&mailbox, range.start, range.end - range.start).await;
            this.fetching.set_value(None);
            match answer {
                Ok(window) => {
                    this.placed(window);
                    this.fetch_missing();
                }
                Err(error) => this.phase.set(Phase::Failed(error)),
            }
        });
    }

    fn placed(self, window: Window) {
        self.state.set_value(window.state.clone());
        self.rows.update(|rows| rows.place(window));
        self.phase.set(Phase::Ready);
    }

    fn renewed(self, window: Window) {
        self.state.set_value(window.state.clone());
        let anchor = self.visible.with_value(|visible| visible.start);
        let active = self.rows.with_untracked(|rows| rows.get(self.active.get_untracked()).map(|row| row.id.clone()));
        let shift = self.rows.try_update(|rows| rows.renew(window, anchor)).unwrap_or(0);
        // The keyboard stays at its email where that is still to be seen, else at its place.
        let place = active.and_then(|id| self.rows.with_untracked(|rows| rows.place_of(&id)));
        self.active.set(self.nearest(place.unwrap_or_else(|| self.active.get_untracked())));
        self.shift.update(|rows| *rows += shift);
        self.phase.set(Phase::Ready);
        self.fetch_missing();
    }
}
