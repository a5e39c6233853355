//! Changing everything that a list shows, on the server: with progress, a way to stop it, and Undo of what was done.

use std::collections::BTreeMap;

use gatepost_shared::bulk::{BulkLine, Selector, SetMatching};
use gatepost_shared::filter::{Filter, FilterCondition};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{EmailPatch, EmailsSet};
use gatepost_shared::problem::Problem;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{Plural, tn, words};
use crate::state::asking::Targets;
use crate::state::latest::Latest;
use crate::state::mail::Mail;
use crate::state::mutations::{Telling, by_id, count, merge};
use crate::state::rows::Rows;
use crate::state::source::Source;

/// How far a change of everything has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// How many emails have had their turn.
    pub done: u32,
    /// How many there are.
    pub total: u32,
}

/// The change of everything that is under way, one at a time.
#[derive(Clone, Copy)]
pub struct Bulk {
    under_way: RwSignal<Option<UnderWay>>,
    job: StoredValue<Option<Job>>,
    task: Latest,
}

/// What was asked for, and what has come of it so far.
struct Job {
    mailbox: MailboxId,
    patch: EmailPatch,
    said: Plural,
    results: EmailsSet,
    problem: Option<Problem>,
}

impl Bulk {
    /// Nothing is under way.
    pub fn new() -> Self {
        Self { under_way: RwSignal::new(None), job: StoredValue::new(None), task: Latest::new() }
    }

    /// How far it has got; none while nothing is under way.
    pub fn under_way(&self) -> Signal<Option<UnderWay>> {
        self.under_way.into()
    }

    /// Ends it without a word: the person has left.
    pub fn stop(&self) {
        self.task.cancel();
        self.under_way.set(None);
        self.job.set_value(None);
    }
}

impl Mail {
    /// All emails that the list shows, when that is what the person means.
    pub fn everything(&self) -> Option<Targets> {
        if !self.heeds_ticks() || !self.selection.everything().get() {
            return None;
        }
        let source = self.list.source().get_untracked()?;
        let Source::Mailbox(mailbox_id, wish) = source else { return None };
        let selector = Selector { mailbox_id, filter: wish.filter(), up_to_state: Some(self.list.state()) };
        Some(Targets::Everything(selector, self.list.rows().with(Rows::total)))
    }

    /// Whether all emails that the list shows can be meant: the server changes those of one mailbox.
    pub fn can_mean_everything(&self) -> bool {
        self.list.source().with_untracked(|source| source.as_ref().is_some_and(|source| source.mailbox().is_some()))
    }

    /// Moves rows, or all that match.
    pub fn move_targets(&self, targets: &Targets, target: &MailboxId, said: Plural) {
        match targets {
            Targets::Rows(rows) => self.move_to(rows, target, said),
            Targets::Everything(selector, _) => {
                self.change_everything(selector.clone(), EmailPatch::move_to(target.clone()), said);
            }
        }
    }

    /// Sets or clears a mark on rows, or on all that match.
    pub fn mark_targets(&self, targets: &Targets, keyword: &str, on: bool, said: Plural) {
        match targets {
            Targets::Rows(rows) => self.mark(rows, keyword, on, Telling::Say(said)),
            Targets::Everything(selector, _) => self.mark_everything(selector.clone(), keyword, on, said),
        }
    }

    /// Sets or clears a mark on everything that matches and has it otherwise: so what was changed is known for Undo.
    pub fn mark_everything(&self, mut selector: Selector, keyword: &str, on: bool, said: Plural) {
        let Ok(mark) = keyword.parse::<Keyword>() else { return };
        let differs = if on {
            FilterCondition { not_keyword: Some(mark.clone()), ..FilterCondition::default() }
        } else {
            FilterCondition { has_keyword: Some(mark.clone()), ..FilterCondition::default() }
        };
        let mut filters: Vec<Filter> = selector.filter.take().into_iter().collect();
        filters.push(differs.into());
        selector.filter = Some(Filter::all(filters));
        self.change_everything(selector, EmailPatch::mark(mark, on), said);
    }

    /// Changes everything that matches.
    pub fn change_everything(&self, selector: Selector, update: EmailPatch, said: Plural) {
        self.run_everything(SetMatching { selector, update, destroy: false, if_in_state: None }, said);
    }

    /// Deletes everything that matches for ever. The person has been asked before.
    pub fn destroy_everything(&self, selector: Selector) {
        let update = EmailPatch::default();
        self.run_everything(
            SetMatching { selector, update, destroy: true, if_in_state: None },
            words::actions::DESTROYED,
        );
    }

    /// Stops it: what was done stays done, and can be undone.
    pub fn cancel_everything(&self) {
        self.bulk.task.cancel();
        self.finish_everything(None);
    }

    fn run_everything(&self, change: SetMatching, said: Plural) {
        // One that runs already is ended with what it has done.
        self.cancel_everything();
        self.selection.clear();
        let job = Job {
            mailbox: change.selector.mailbox_id.clone(),
            patch: change.update.clone(),
            said,
            results: EmailsSet::default(),
            problem: None,
        };
        self.bulk.job.set_value(Some(job));
        self.bulk.under_way.set(Some(UnderWay { done: 0, total: 0 }));
        let this = *self;
        self.bulk.task.run(async move {
            let answer = this.api.set_matching(&change, |line| this.heed(line)).await;
            this.finish_everything(answer.err());
        });
    }

    fn heed(&self, line: BulkLine) {
        match line {
            BulkLine::Progress(progress) => {
                self.bulk.under_way.set(Some(UnderWay { done: progress.done, total: progress.total }));
                self.take_quietly(&progress.results);
                self.with_job(|job| merge(&mut job.results, progress.results));
            }
            BulkLine::Problem(problem) => self.with_job(|job| job.problem = Some(problem)),
            BulkLine::Done(_) => {}
        }
    }

    fn with_job(&self, act: impl FnOnce(&mut Job)) {
        self.bulk.job.update_value(|job| job.as_mut().map_or((), act));
    }

    /// What has gone leaves the list as it goes.
    fn take_quietly(&self, results: &EmailsSet) {
        let mut gone = std::collections::BTreeSet::new();
        gone.extend(results.moved.keys().chain(&results.destroyed));
        if !gone.is_empty() {
            self.list.moving();
            self.list.rows().update(|rows| drop(rows.take(&gone)));
        }
    }

    fn finish_everything(&self, failure: Option<ApiError>) {
        self.bulk.under_way.set(None);
        let Some(job) = self.bulk.job.try_update_value(Option::take).flatten() else { return };
        let failure = failure.or(job.problem.clone().map(|problem| ApiError::Problem(Box::new(problem))));
        let changed = count(&job.results.updated) + count(&job.results.destroyed);
        self.complain(failure, &job.results.not_updated);
        let undo = job.inverses();
        let (this, said) = (*self, tn(job.said, changed));
        if !undo.is_empty() {
            self.toasts.undoable(said, move || this.undo(undo.clone()));
        } else if changed > 0 {
            self.toasts.done(said);
        }
        self.catch_up();
    }
}

impl Job {
    /// What brings back the state before: every email had the mark otherwise, and was in the one mailbox.
    fn inverses(&self) -> BTreeMap<EmailId, EmailPatch> {
        let mut back = EmailPatch::default();
        back.keywords.extend(self.patch.keywords.iter().map(|(keyword, on)| (keyword.clone(), !on)));
        if self.patch.move_to.is_some() {
            back.move_to = Some(self.mailbox.clone());
            return by_id(self.results.moved.values().map(|id| (id.clone(), back.clone())));
        }
        by_id(self.results.updated.iter().map(|id| (id.clone(), back.clone())))
    }
}
