//! The list of a mailbox or a search: which rows are in view, and fetching them as they come into view.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::{MAX_SNIPPETS, QueryEmails, Snippet, Window};
use leptos::prelude::*;

use crate::api::emails::Wish;
use crate::api::{Api, ApiError};
use crate::dom::timer::sleep;
use crate::routes::Search;
use crate::state::asking::Targets;
use crate::state::calls;
use crate::state::finding::{Finding, Progress};
use crate::state::latest::Latest;
use crate::state::rows::{PAGE, Row, Rows};
use crate::state::source::{Snippets, Source, query};

/// The list's own element, in which its rows are.
pub const GRID: &str = ".grid";
/// The row that the keyboard is at: the only one that Tab reaches.
pub const ACTIVE_ROW: &str = ".message-row[tabindex='0']";

/// A fling of the scrollbar passes many pages: only those where it rests are fetched.
const REST: Duration = Duration::from_millis(50);
/// Changes come in bursts: the list is read anew once the burst is over.
const SETTLE: Duration = Duration::from_millis(200);

/// A search finds faster than anybody reads: rows are put in their places so often.
const BREATH: Duration = Duration::from_millis(120);
/// How many lists are kept that were left, so that Back finds them as they were.
const KEPT: usize = 4;

/// A list that was left.
#[derive(Clone)]
struct Kept {
    source: Source,
    rows: Rows,
    snippets: Snippets,
    progress: Progress,
    active: u32,
    top: f64,
    state: String,
}

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
    source: RwSignal<Option<Source>>,
    /// How the person wants to see the mailbox; the next one is seen in the ordinary way again.
    wish: RwSignal<Wish>,
    /// The mailbox that this is the wish for.
    wish_of: StoredValue<Option<MailboxId>>,
    snippets: RwSignal<Snippets>,
    progress: RwSignal<Progress>,
    rows: RwSignal<Rows>,
    phase: RwSignal<Phase>,
    /// The row that the keyboard is at.
    active: RwSignal<u32>,
    /// By how many rows the view has to scroll so that the same rows stay under the eyes; the view takes it.
    shift: RwSignal<i64>,
    /// A row that the view has to bring into sight; the view takes it.
    reveal: RwSignal<Option<u32>>,
    has_focus: RwSignal<bool>,
    /// The row that is pointed at.
    hovered: RwSignal<Option<u32>>,
    /// What is being dragged to a mailbox.
    dragged: RwSignal<Option<Targets>>,
    /// How far the view has been scrolled, in pixels.
    top: StoredValue<f64>,
    kept: StoredValue<Vec<Kept>>,
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
            source: RwSignal::new(None),
            wish: RwSignal::new(Wish::default()),
            wish_of: StoredValue::new(None),
            snippets: RwSignal::new(Snippets::new()),
            progress: RwSignal::new(Progress::default()),
            rows: RwSignal::new(Rows::default()),
            phase: RwSignal::new(Phase::Loading),
            active: RwSignal::new(0),
            shift: RwSignal::new(0),
            reveal: RwSignal::new(None),
            has_focus: RwSignal::new(false),
            hovered: RwSignal::new(None),
            dragged: RwSignal::new(None),
            top: StoredValue::new(0.0),
            kept: StoredValue::new(Vec::new()),
            state: StoredValue::new(String::new()),
            visible: StoredValue::new(0..0),
            fetching: StoredValue::new(None),
            generation: StoredValue::new(0),
            paging: Latest::new(),
            refreshing: Latest::new(),
        };
        Self(Box::leak(Box::new(signals)))
    }

    /// What is shown: a mailbox or a search.
    pub fn source(self) -> Signal<Option<Source>> {
        self.source.into()
    }

    /// Whether it is shown: a mailbox in some way, or what a search finds.
    pub fn is_of(self, mailbox: &MailboxId) -> bool {
        self.source.with_untracked(|source| source.as_ref().and_then(Source::mailbox) == Some(mailbox))
    }

    /// Whether each conversation is one row.
    pub fn collapses(self) -> bool {
        self.source.with(|source| matches!(source, Some(Source::Mailbox(_, wish)) if wish.collapses()))
    }

    /// How the person wants to see the mailbox.
    pub fn wish(self) -> RwSignal<Wish> {
        self.wish
    }

    /// How the person wants to see this mailbox: in the ordinary way, unless they have said otherwise since they came.
    pub fn wish_for(self, mailbox: &MailboxId) -> Wish {
        if self.wish_of.with_value(|of| of.as_ref() != Some(mailbox)) {
            self.wish_of.set_value(Some(mailbox.clone()));
            if self.wish.with_untracked(|wish| *wish != Wish::default()) {
                self.wish.set(Wish::default());
            }
        }
        self.wish.get()
    }

    /// The state of the mailbox that the rows show.
    pub fn state(self) -> String {
        self.state.get_value()
    }

    /// How far the search has got.
    pub fn progress(self) -> Signal<Progress> {
        self.progress.into()
    }

    /// What a search has found in an email.
    pub fn snippet(self, id: &EmailId) -> Option<Snippet> {
        self.snippets.with(|snippets| snippets.get(id).cloned())
    }

    /// What was found in this email, as it is written there; nothing outside a search.
    pub fn hits(self, id: &EmailId) -> Vec<String> {
        let Some(Snippet { subject, preview }) = self.snippet(id) else { return Vec::new() };
        let mut hits: Vec<String> = Vec::new();
        for part in subject.into_iter().chain(preview).flatten().filter(|part| part.is_match) {
            if !hits.contains(&part.text) {
                hits.push(part.text);
            }
        }
        hits
    }

    /// The place of the row that is pointed at.
    pub fn hovered(self) -> RwSignal<Option<u32>> {
        self.hovered
    }

    /// What is being dragged to a mailbox.
    pub fn dragged(self) -> RwSignal<Option<Targets>> {
        self.dragged
    }

    /// How far the view has been scrolled; whoever scrolls says so.
    pub fn top(self) -> StoredValue<f64> {
        self.top
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

    /// Shows a mailbox or a search; one that was left before, as it was. `total` is its length as far as is known: so
    /// many rows have their place at once.
    pub fn open(self, source: &Source, total: u32) {
        if self.source.with_untracked(|open| open.as_ref() == Some(source)) {
            return;
        }
        self.keep();
        self.reset();
        if let Some(kept) = self.take_kept(source) {
            return self.bring_back(kept);
        }
        self.source.set(Some(source.clone()));
        self.rows.set(Rows::of_length(total));
        match source {
            Source::Mailbox(..) => self.fetch(0..PAGE),
            Source::Search(search) => self.find(search.clone()),
        }
    }

    /// Takes a window that came with the first paint.
    pub fn adopt(self, source: &Source, window: Window) {
        if self.source.with_untracked(|open| open.as_ref() == Some(source)) {
            return self.renewed(window, Snippets::new());
        }
        self.reset();
        self.source.set(Some(source.clone()));
        self.placed(window, Snippets::new());
    }

    /// Looks no further; what has been found stays.
    pub fn stop_finding(self) {
        self.paging.cancel();
        self.fetching.set_value(None);
        self.progress.update(|progress| {
            progress.is_running = false;
            progress.is_stopped = true;
        });
        self.phase.set(Phase::Ready);
    }

    /// Searches once more.
    pub fn find_again(self) {
        if let Some(Source::Search(search)) = self.source.get_untracked() {
            self.find(search);
        }
    }

    fn keep(self) {
        let Some(source) = self.source.get_untracked() else { return };
        if self.progress.with_untracked(|progress| progress.is_running) {
            return;
        }
        let kept = Kept {
            source,
            rows: self.rows.get_untracked(),
            snippets: self.snippets.get_untracked(),
            progress: self.progress.get_untracked(),
            active: self.active.get_untracked(),
            top: self.top.get_value(),
            state: self.state.get_value(),
        };
        self.kept.update_value(|lists| {
            lists.retain(|list| list.source != kept.source);
            lists.push(kept);
            let surplus = lists.len().saturating_sub(KEPT);
            lists.drain(..surplus);
        });
    }

    fn take_kept(self, source: &Source) -> Option<Kept> {
        self.kept
            .try_update_value(|lists| {
                let place = lists.iter().position(|list| list.source == *source)?;
                Some(lists.remove(place))
            })
            .flatten()
    }

    fn bring_back(self, kept: Kept) {
        self.source.set(Some(kept.source));
        self.snippets.set(kept.snippets);
        self.progress.set(kept.progress);
        self.rows.set(kept.rows);
        self.active.set(kept.active);
        self.top.set_value(kept.top);
        self.state.set_value(kept.state);
        self.phase.set(Phase::Ready);
        // The view says what is in sight as soon as it has scrolled there; only then is it read anew.
        self.refresh();
    }

    fn find(self, search: Search) {
        self.phase.set(Phase::Loading);
        self.progress.set(Progress { is_running: true, ..Progress::default() });
        let request = query(&search, 0, MAX_SNIPPETS);
        self.paging.run(async move {
            let answer = calls::find(self, request).await;
            self.progress.update(|progress| {
                progress.is_running = false;
                progress.is_partial |= answer.is_err();
            });
            match answer {
                Ok(()) => self.phase.set(Phase::Ready),
                Err(error) => self.phase.set(Phase::Failed(error)),
            }
        });
    }

    /// Asks, and shows what has come whenever there was time to draw. To be called through [`calls::find`].
    pub(super) async fn find_now(self, request: QueryEmails) -> Result<(), ApiError> {
        let finding = Rc::new(RefCell::new(Finding::default()));
        let coming = finding.clone();
        let lines = self.api.find(&request, move |line| coming.borrow_mut().take(line));
        let shows = async {
            loop {
                sleep(BREATH).await;
                self.show_found(&finding.borrow());
            }
        };
        futures::pin_mut!(lines, shows);
        let answer = match futures::future::select(lines, shows).await {
            futures::future::Either::Left((answer, _)) => answer,
            futures::future::Either::Right(((), _)) => return Ok(()),
        };
        self.show_found(&finding.borrow());
        answer
    }

    fn show_found(self, finding: &Finding) {
        let progress = finding.progress();
        if self.progress.with_untracked(|shown| *shown != progress) {
            self.snippets.set(finding.snippets());
            let window = finding.window(MAX_SNIPPETS);
            if window.total > 0 {
                self.renewed(window, Snippets::new());
            }
            self.progress.set(progress);
        } else if self.rows.with_untracked(Rows::total) < finding.found() {
            self.snippets.set(finding.snippets());
            self.renewed(finding.window(MAX_SNIPPETS), Snippets::new());
        }
    }

    /// The view shows these places: fetches what is missing among them and a little beyond.
    pub fn show(self, places: Range<u32>) {
        self.visible.set_value(places);
        self.fetch_missing();
    }

    /// Reads again what could not be read.
    pub fn retry(self) {
        self.phase.set(Phase::Loading);
        let is_empty = self.rows.with_untracked(|rows| rows.total() == 0);
        match self.source.get_untracked() {
            Some(Source::Search(search)) if is_empty => self.find(search),
            _ if is_empty => self.fetch(0..PAGE),
            _ => self.fetch_missing(),
        }
    }

    /// Reads again what is in view when the mailbox has another state than the rows.
    pub fn refresh_if_changed(self, mailbox: &MailboxId, state: &str) {
        if self.is_of(mailbox) && self.state.with_value(|known| known != state) {
            self.refresh();
        }
    }

    /// Reads again what is in view, soon, and without moving it.
    pub fn refresh(self) {
        let Some(source) = self.source.get_untracked() else { return };
        if self.progress.with_untracked(|progress| progress.is_running) {
            return;
        }
        self.refreshing.run(async move {
            loop {
                sleep(SETTLE).await;
                let generation = self.generation.get_value();
                let start = self.visible.with_value(|visible| visible.start / PAGE * PAGE);
                let end = self.visible.with_value(|visible| visible.end.max(start + PAGE) + PAGE);
                let answer = source.window(self.api, start, (end - start).min(source.limit())).await;
                // Only the person's own change in the meantime makes the answer useless.
                if self.generation.get_value() == generation {
                    // After a failure what is shown stays, and the next change tries again. What this device has kept is
                    // no newer than what is shown.
                    if let Ok((window, snippets)) = answer
                        && !self.api.is_kept().get_untracked()
                    {
                        self.renewed(window, snippets);
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
        self.reset();
        self.kept.set_value(Vec::new());
        self.wish.set(Wish::default());
    }

    fn reset(self) {
        self.paging.cancel();
        self.refreshing.cancel();
        self.fetching.set_value(None);
        self.state.set_value(String::new());
        self.visible.set_value(0..0);
        self.top.set_value(0.0);
        self.source.set(None);
        self.snippets.set(Snippets::new());
        self.progress.set(Progress::default());
        self.rows.set(Rows::default());
        self.active.set(0);
        self.shift.set(0);
        self.hovered.set(None);
        self.phase.set(Phase::Loading);
    }

    fn fetch_missing(self) {
        let visible = self.visible.get_value();
        let most = self.source.with_untracked(|source| source.as_ref().map_or(PAGE, Source::limit));
        if self.progress.with_untracked(|progress| progress.is_running) {
            return;
        }
        match self.rows.with_untracked(|rows| rows.missing(&visible, most)) {
            Some(range) => self.fetch(range),
            None if self.rows.with_untracked(|rows| rows.total() > 0) => {
                self.paging.cancel();
                self.fetching.set_value(None);
            }
            None => {}
        }
    }

    fn fetch(self, range: Range<u32>) {
        let Some(source) = self.source.get_untracked() else { return };
        let covers = |under_way: &Range<u32>| under_way.start <= range.start && range.end <= under_way.end;
        if self.fetching.with_value(|under_way| under_way.as_ref().is_some_and(covers)) {
            return;
        }
        // A jump by a click or a key rests where it lands: only a thumb that is dragged on has to be waited for.
        let is_moving = self.fetching.with_value(Option::is_some);
        self.fetching.set_value(Some(range.clone()));
        self.paging.run(async move {
            if is_moving {
                sleep(REST).await;
            }
            let answer = source.window(self.api, range.start, range.end - range.start).await;
            self.fetching.set_value(None);
            match answer {
                Ok((window, snippets)) => {
                    self.placed(window, snippets);
                    self.fetch_missing();
                }
                Err(error) => self.phase.set(Phase::Failed(error)),
            }
        });
    }

    fn placed(self, window: Window, snippets: Snippets) {
        self.state.set_value(window.state.clone());
        if !snippets.is_empty() {
            self.snippets.update(|known| known.extend(snippets));
        }
        self.rows.update(|rows| rows.place(window));
        self.phase.set(Phase::Ready);
    }

    fn renewed(self, window: Window, snippets: Snippets) {
        self.state.set_value(window.state.clone());
        if !snippets.is_empty() {
            self.snippets.update(|known| known.extend(snippets));
        }
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
