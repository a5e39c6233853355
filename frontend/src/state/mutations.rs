//! Changing mail: shown at once, sent, taken back when the server refuses, and undone when the person wants it.

use std::collections::{BTreeMap, BTreeSet};

use gatepost_shared::email::Email;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{EmailPatch, EmailsSet, MAX_IDS, SetEmails};
use gatepost_shared::problem::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::dom::focus;
use crate::i18n::{Plural, number, t, t_with, tn, words};
use crate::routes::Route;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::Mail;
use crate::state::rows::Row;

/// Whether the person is told of a change that can be seen anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// With this sentence, and with Undo.
    Say(Plural),
    /// Not at all: a star on one message says itself.
    Silent,
}

impl Mail {
    /// What a command is about: see [`crate::state::mail::About`].
    pub fn targets(&self) -> Vec<Row> {
        let ticked = self.selection.rows();
        if self.heeds_ticks() && !ticked.is_empty() {
            return ticked;
        }
        if self.is_about_message() {
            return self.reader.row().into_iter().collect();
        }
        let open = || self.open_row();
        let active = || self.list.active_row();
        let target = if self.prefers_open() { open().or_else(active) } else { active().or_else(open) };
        target.into_iter().collect()
    }

    /// The one email that an answer would be to: the open one, or the row that the keyboard is at.
    pub fn one_target(&self) -> Option<EmailId> {
        let open = || self.reader.at().get();
        let active = || self.list.active_row().map(|row| row.id.clone());
        if self.prefers_open() { open().or_else(active) } else { active().or_else(open) }
    }

    /// Acts on the whole of [`Self::one_target`], reading it first where it is not here yet.
    pub fn with_one_target(&self, act: impl FnOnce(&Email) + 'static) {
        let Some(id) = untrack(|| self.one_target()) else { return };
        let this = *self;
        spawn_local(async move {
            match this.reader.whole(&id).await {
                Ok(email) => act(&email),
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// Sets or clears a mark on those that have it otherwise.
    pub fn mark(&self, rows: &[Row], keyword: &'static str, on: bool, telling: Telling) {
        let Ok(mark) = keyword.parse::<Keyword>() else { return };
        let rows: Vec<Row> = rows.iter().filter(|row| row.keywords.has(keyword) != on).cloned().collect();
        if rows.is_empty() {
            return;
        }
        let patch = EmailPatch::mark(mark, on);
        let undo = inverses(&rows, &patch);
        self.show_marks(&rows, &patch);
        let this = *self;
        spawn_local(async move {
            this.list.marking();
            this.reader.marking();
            let (done, failure) = this.send(by_id(rows.iter().map(|row| (row.id.clone(), patch.clone())))).await;
            this.list.marking();
            this.reader.marking();
            this.take_back_marks(&rows, &done);
            this.tell(telling, &done, failure, move || this.undo(undo.clone()));
        });
    }

    /// Moves emails to a mailbox; they leave the list at once.
    pub fn move_to(&self, rows: &[Row], target: &MailboxId, said: Plural) {
        let rows: Vec<Row> = rows.iter().filter(|row| row.mailbox_id != *target).cloned().collect();
        if rows.is_empty() {
            return;
        }
        let patch = EmailPatch::move_to(target.clone());
        let inverse = inverses(&rows, &patch);
        let taken = self.take(&rows, Some(target));
        let (this, target) = (*self, target.clone());
        spawn_local(async move {
            let (done, failure) = this.send(by_id(rows.iter().map(|row| (row.id.clone(), patch.clone())))).await;
            let refused: Vec<Row> = rows.iter().filter(|row| !done.updated.contains(&row.id)).cloned().collect();
            this.put_back(&taken, &refused, Some(&target));
            // Where the server did not tell a new id there is nothing to name in an undo.
            let undo = done.moved.iter().filter_map(|(old, new)| Some((new.clone(), inverse.get(old)?.clone())));
            let undo = by_id(undo);
            let telling = if undo.is_empty() { Telling::Silent } else { Telling::Say(said) };
            if undo.is_empty() && !done.updated.is_empty() {
                this.toasts.done(tn(said, count(&done.updated)));
            }
            let back: Vec<Row> = rows.iter().filter(|row| done.moved.contains_key(&row.id)).cloned().collect();
            this.tell(telling, &done, failure, move || {
                this.count(&back, Some(&target), -1);
                this.undo(undo.clone());
            });
            this.catch_up();
        });
    }

    /// Deletes emails for ever. The person has been asked before.
    pub fn destroy(&self, rows: &[Row]) {
        let rows = rows.to_vec();
        let taken = self.take(&rows, None);
        let this = *self;
        spawn_local(async move {
            let mut done = EmailsSet::default();
            let mut failure = None;
            for ids in rows.chunks(MAX_IDS) {
                let changes =
                    SetEmails { destroy: ids.iter().map(|row| row.id.clone()).collect(), ..SetEmails::default() };
                match this.api.set_emails(&changes).await {
                    Ok(answer) => merge(&mut done, answer),
                    Err(error) => failure = Some(error),
                }
            }
            let refused: Vec<Row> = rows.iter().filter(|row| !done.destroyed.contains(&row.id)).cloned().collect();
            this.put_back(&taken, &refused, None);
            this.complain(failure, &done.not_destroyed);
            if !done.destroyed.is_empty() {
                this.toasts.done(tn(words::actions::DESTROYED, count(&done.destroyed)));
            }
            this.catch_up();
        });
    }

    /// Sends what brings back the state before a change.
    fn undo(&self, patches: BTreeMap<EmailId, EmailPatch>) {
        let this = *self;
        // The button that was pressed goes away with its toast: the keyboard goes back to the list.
        focus::soon(ACTIVE_ROW);
        spawn_local(async move {
            this.list.moving();
            let (done, failure) = this.send(patches).await;
            this.complain(failure, &done.not_updated);
            if !done.updated.is_empty() {
                this.toasts.done(t(words::actions::UNDONE));
            }
            this.catch_up();
        });
    }

    /// Sends patches in as many requests as they need. What a failed request named is in no list of the answer.
    async fn send(&self, patches: BTreeMap<EmailId, EmailPatch>) -> (EmailsSet, Option<ApiError>) {
        let mut done = EmailsSet::default();
        let mut failure = None;
        let mut rest: Vec<_> = patches.into_iter().collect();
        while !rest.is_empty() {
            let count = rest.len().min(MAX_IDS);
            let update = by_id(rest.drain(..count));
            match self.api.set_emails(&SetEmails { update, ..SetEmails::default() }).await {
                Ok(answer) => merge(&mut done, answer),
                Err(error) => failure = Some(error),
            }
        }
        (done, failure)
    }

    fn show_marks(&self, rows: &[Row], patch: &EmailPatch) {
        let seen = patch.keywords.iter().find(|(keyword, _)| keyword.as_str() == Keyword::SEEN).map(|(_, on)| *on);
        self.list.rows().update(|known| {
            for row in rows {
                known.change(&row.id, |email| patch.apply(&mut email.keywords));
            }
        });
        for row in rows {
            self.selection.change(&row.id, |email| patch.apply(&mut email.keywords));
            self.reader.change(&row.id, &|keywords| patch.apply(keywords));
            if let Some(seen) = seen {
                self.mailboxes.adjust(&row.mailbox_id, 0, if seen { -1 } else { 1 });
            }
        }
    }

    /// Shows the old marks again on those that the server did not change.
    fn take_back_marks(&self, rows: &[Row], done: &EmailsSet) {
        for row in rows.iter().filter(|row| !done.updated.contains(&row.id)) {
            let restore = row.keywords.clone();
            self.list.rows().update(|known| known.change(&row.id, |email| email.keywords = restore.clone()));
            self.selection.change(&row.id, |email| email.keywords = restore.clone());
            self.reader.change(&row.id, &|keywords| *keywords = restore.clone());
            self.mailboxes.refresh();
        }
    }

    /// Takes rows out of the list, and the reader off them: it goes on to the row that comes next.
    fn take(&self, rows: &[Row], target: Option<&MailboxId>) -> Vec<(u32, Row)> {
        let mut ids = BTreeSet::new();
        ids.extend(rows.iter().map(|row| &row.id));
        self.list.moving();
        let taken = self.list.rows().try_update(|known| known.take(&ids)).unwrap_or_default();
        self.selection.clear();
        self.reader.take(&ids);
        self.count(rows, target, 1);
        let open = self.reader.open_id().get_untracked();
        let was_open = open.filter(|open| ids.contains(open));
        let first_place = taken.first().map(|(place, _)| *place);
        if let Some(place) = first_place {
            self.list.activate(place);
        }
        if let Some(open) = was_open {
            // Where list and reader take turns, it goes back to the list instead.
            let next = first_place.filter(|_| !self.turns.get_untracked()).and(untrack(|| self.list.active_row()));
            self.navigation.replace(match next {
                Some(next) => Route::Email(next.id.clone()),
                None => Route::Mailbox(open.mailbox().clone()),
            });
        }
        taken
    }

    fn put_back(&self, taken: &[(u32, Row)], refused: &[Row], target: Option<&MailboxId>) {
        if refused.is_empty() {
            return;
        }
        let back: Vec<(u32, Row)> =
            taken.iter().filter(|(_, row)| refused.iter().any(|refused| refused.id == row.id)).cloned().collect();
        // Another mailbox may have been opened since: its rows are none of these.
        let here = refused.iter().any(|row| self.list.mailbox().get_untracked().as_ref() == Some(&row.mailbox_id));
        if here {
            self.list.rows().update(|known| known.put_back(&back));
        }
        self.count(refused, target, -1);
    }

    /// Moves the counts of both mailboxes; `direction` is -1 to take it back.
    fn count(&self, rows: &[Row], target: Option<&MailboxId>, direction: i64) {
        for row in rows {
            let unread = i64::from(!row.keywords.is_seen());
            self.mailboxes.adjust(&row.mailbox_id, -direction, -unread * direction);
            if let Some(target) = target {
                self.mailboxes.adjust(target, direction, unread * direction);
            }
        }
    }

    fn tell(
        &self,
        telling: Telling,
        done: &EmailsSet,
        failure: Option<ApiError>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.complain(failure, &done.not_updated);
        if let (Telling::Say(said), false) = (telling, done.updated.is_empty()) {
            self.toasts.undoable(tn(said, count(&done.updated)), undo);
        }
    }

    /// One sentence for whatever went wrong.
    fn complain(&self, failure: Option<ApiError>, refused: &BTreeMap<EmailId, Problem>) {
        if let Some(error) = failure {
            return self.toasts.error(&error);
        }
        let Some(first) = refused.values().next() else { return };
        match refused.len() {
            1 => self.toasts.failed(&first.detail),
            many => {
                let many = number(u32::try_from(many).unwrap_or(u32::MAX));
                let values = [("n", many.as_str()), ("reason", &first.detail)];
                self.toasts.failed(t_with(words::actions::PARTLY_FAILED, &values));
            }
        }
    }
}

/// What undoes the patch on each of these.
fn inverses(rows: &[Row], patch: &EmailPatch) -> BTreeMap<EmailId, EmailPatch> {
    by_id(rows.iter().map(|row| (row.id.clone(), patch.inverse(&row.keywords, &row.mailbox_id))))
}

/// Patches by the emails that they are for. (`collect` would sort first, and bring a sorting algorithm into the bundle.)
fn by_id(patches: impl Iterator<Item = (EmailId, EmailPatch)>) -> BTreeMap<EmailId, EmailPatch> {
    let mut map = BTreeMap::new();
    map.extend(patches);
    map
}

fn merge(done: &mut EmailsSet, answer: EmailsSet) {
    done.updated.extend(answer.updated);
    done.not_updated.extend(answer.not_updated);
    done.destroyed.extend(answer.destroyed);
    done.not_destroyed.extend(answer.not_destroyed);
    done.moved.extend(answer.moved);
    done.copied.extend(answer.copied);
}

fn count(ids: &[EmailId]) -> u32 {
    u32::try_from(ids.len()).unwrap_or(u32::MAX)
}
