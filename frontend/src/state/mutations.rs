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
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{About, Mail};
use crate::state::rows::{Row, emails_of, is_about, is_conversation, is_starred, unread_of};

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
        match self.is_about() {
            About::Row(place) => return self.list.row(place).into_iter().collect(),
            About::Message => return self.reader.row().into_iter().collect(),
            About::Keyboard | About::Open => {}
        }
        let open = || self.open_row();
        let active = || self.list.active_row();
        let target = if self.prefers_open() { open().or_else(active) } else { active().or_else(open) };
        target.into_iter().collect()
    }

    /// The one email that an answer would be to: the open one, or the row that the keyboard is at.
    pub fn one_target(&self) -> Option<EmailId> {
        if let About::Row(place) = self.is_about() {
            return self.list.row(place).map(|row| row.id.clone());
        }
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

    /// Sets or clears a mark on those that have it otherwise. Reading is about the whole of a conversation, and so is
    /// taking a star away; a star is set on its newest email, which is the one that becomes unread again, too.
    pub fn mark(&self, rows: &[Row], keyword: &str, on: bool, telling: Telling) {
        let Ok(mark) = keyword.parse::<Keyword>() else { return };
        let is_whole = is_of_whole(keyword, on);
        let rows: Vec<Row> = rows.iter().filter(|row| has_otherwise(row, keyword, on)).cloned().collect();
        if rows.is_empty() {
            return;
        }
        let patch = EmailPatch::mark(mark, on);
        self.show_marks(&rows, &patch, is_whole);
        let this = *self;
        spawn_local(async move {
            this.list.marking();
            this.reader.marking();
            let emails = if is_whole { this.members(&rows).await } else { rows.clone() };
            let emails: Vec<Row> = emails
                .into_iter()
                .filter(|row| patch.keywords.keys().any(|mark| row.keywords.has(mark.as_str()) != on))
                .collect();
            let undo = inverses(&emails, &patch);
            let (done, failure) = this.send(by_id(emails.iter().map(|row| (row.id.clone(), patch.clone())))).await;
            this.list.marking();
            this.reader.marking();
            this.take_back_marks(&rows, &done);
            this.tell(telling, &done, failure, move || this.undo(undo.clone()));
        });
    }

    /// The emails of rows, one by one: those of conversations are asked for. Where that fails the row stands for itself.
    async fn members(&self, rows: &[Row]) -> Vec<Row> {
        let mut emails = Vec::with_capacity(rows.len());
        for row in rows {
            if !is_conversation(row) {
                emails.push(row.clone());
                continue;
            }
            match self.api.conversation(&row.id).await {
                Ok(found) => {
                    let own = emails_of(row);
                    let members = found.list.into_iter().map(|member| member.email);
                    emails.extend(members.filter(|member| own.contains(&member.id)).map(Row::new));
                }
                Err(_) => emails.push(row.clone()),
            }
        }
        emails
    }

    /// Moves emails to a mailbox; they leave the list at once.
    pub fn move_to(&self, rows: &[Row], target: &MailboxId, said: Plural) {
        let rows: Vec<Row> = rows.iter().filter(|row| row.mailbox_id != *target).cloned().collect();
        if rows.is_empty() {
            return;
        }
        let patch = EmailPatch::move_to(target.clone());
        let taken = self.take(&rows, Some(target));
        let (this, target) = (*self, target.clone());
        spawn_local(async move {
            let emails = rows.iter().flat_map(|row| emails_of(row));
            let (done, failure) = this.send(by_id(emails.map(|id| (id, patch.clone())))).await;
            let refused: Vec<Row> = rows.iter().filter(|row| !done.updated.contains(&row.id)).cloned().collect();
            this.put_back(&taken, &refused, Some(&target));
            // Where the server did not tell a new id there is nothing to name in an undo.
            let undo = done.moved.iter().map(|(old, new)| (new.clone(), EmailPatch::move_to(old.mailbox().clone())));
            let undo = by_id(undo);
            let telling = if undo.is_empty() { Telling::Silent } else { Telling::Say(said) };
            if undo.is_empty() && !done.updated.is_empty() {
                this.tell_kept(said, done.updated.clone(), (taken, rows.clone(), target.clone()));
            }
            let back: Vec<Row> = rows.iter().filter(|row| done.moved.contains_key(&row.id)).cloned().collect();
            this.tell(telling, &done, failure, move || {
                this.count(&back, Some(&target), -1);
                this.undo(undo.clone());
            });
            this.catch_up();
        });
    }

    /// Tells of a move that has no new ids: one that waits for the network can still be called back.
    fn tell_kept(
        &self,
        said: Plural,
        ids: Vec<EmailId>,
        (taken, rows, target): (Vec<(u32, Row)>, Vec<Row>, MailboxId),
    ) {
        let text = tn(said, count(&ids));
        if self.waiting.is_empty() {
            return self.toasts.done(text);
        }
        let this = *self;
        self.toasts.undoable(text, move || {
            if this.waiting.call_back(&ids) {
                this.put_back(&taken, &rows, Some(&target));
                this.toasts.done(t(words::actions::UNDONE));
            }
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
            let emails: Vec<EmailId> = rows.iter().flat_map(|row| emails_of(row)).collect();
            for ids in emails.chunks(MAX_IDS) {
                let changes = SetEmails { destroy: ids.to_vec(), ..SetEmails::default() };
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
    pub(super) fn undo(&self, patches: BTreeMap<EmailId, EmailPatch>) {
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
        if !self.waiting.is_empty() {
            // What was done first comes first.
            self.replay().await;
        }
        while !rest.is_empty() {
            let count = rest.len().min(MAX_IDS);
            let update = by_id(rest.drain(..count));
            match self.make_or_keep(SetEmails { update, ..SetEmails::default() }).await {
                Ok(answer) => merge(&mut done, answer),
                Err(error) => failure = Some(error),
            }
        }
        (done, failure)
    }

    /// Makes a change, or keeps it until the node can be reached: then it counts as made.
    async fn make_or_keep(&self, change: SetEmails) -> Result<EmailsSet, ApiError> {
        let is_next = self.waiting.is_empty();
        let answer = if is_next { self.api.set_emails(&change).await } else { Err(ApiError::Unreachable) };
        let updated = change.update.keys().cloned().collect();
        match answer {
            Err(ApiError::Unreachable) if self.wait_for_network(change.update) => {
                Ok(EmailsSet { updated, ..EmailsSet::default() })
            }
            answer => answer,
        }
    }

    fn show_marks(&self, rows: &[Row], patch: &EmailPatch, is_whole: bool) {
        let seen = patch.keywords.iter().find(|(keyword, _)| keyword.as_str() == Keyword::SEEN).map(|(_, on)| *on);
        self.list.rows().update(|known| {
            for row in rows {
                known.mark(&row.id, patch, is_whole);
            }
        });
        for row in rows {
            self.selection.change(&row.id, |email| patch.apply(&mut email.keywords));
            let ids = if is_whole { emails_of(row) } else { vec![row.id.clone()] };
            for id in ids {
                self.reader.change(&id, &|keywords| patch.apply(keywords));
            }
            match seen {
                Some(true) => {
                    let unread = if is_whole { unread_of(row).max(u32::from(!row.keywords.is_seen())) } else { 1 };
                    self.mailboxes.adjust(&row.mailbox_id, 0, -i64::from(unread));
                }
                Some(false) => self.mailboxes.adjust(&row.mailbox_id, 0, 1),
                None => {}
            }
        }
    }

    /// Shows the old marks again on those that the server did not change.
    fn take_back_marks(&self, rows: &[Row], done: &EmailsSet) {
        let is_changed = |row: &&Row| emails_of(row).iter().any(|id| done.updated.contains(id));
        for row in rows.iter().filter(|row| !is_changed(row)) {
            let restore = row.keywords.clone();
            self.list.rows().update(|known| known.restore(row));
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
        let was_open = open.filter(|open| rows.iter().any(|row| is_about(row, open)));
        let first_place = taken.first().map(|(place, _)| *place);
        if let Some(place) = first_place {
            self.list.activate(place);
        }
        if was_open.is_some() {
            // Where list and reader take turns, it goes back to the list instead.
            let next = first_place.filter(|_| !self.turns.get_untracked()).and(untrack(|| self.list.active_row()));
            self.navigation.replace(match next {
                Some(next) => self.route_of(next.id.clone()),
                None => self.route_of_list(),
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
        let searches = self.navigation.route().with_untracked(|route| route.search().is_some());
        let here = searches || refused.iter().any(|row| self.list.is_of(&row.mailbox_id));
        if here {
            self.list.rows().update(|known| known.put_back(&back));
        }
        self.count(refused, target, -1);
    }

    /// Moves the counts of both mailboxes; `direction` is -1 to take it back.
    fn count(&self, rows: &[Row], target: Option<&MailboxId>, direction: i64) {
        for row in rows {
            let unread = i64::from(unread_of(row)) * direction;
            let total = i64::from(row.thread.as_ref().map_or(1, |thread| thread.total_emails)) * direction;
            self.mailboxes.adjust(&row.mailbox_id, -total, -unread);
            if let Some(target) = target {
                self.mailboxes.adjust(target, total, unread);
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
    pub(super) fn complain(&self, failure: Option<ApiError>, refused: &BTreeMap<EmailId, Problem>) {
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

/// Whether a change of this mark is one of the whole conversation, not of its newest email.
fn is_of_whole(keyword: &str, on: bool) -> bool {
    match keyword {
        Keyword::SEEN => on,
        Keyword::FLAGGED => !on,
        _ => true,
    }
}

/// Whether something about the row has the mark otherwise.
fn has_otherwise(row: &Row, keyword: &str, on: bool) -> bool {
    match (keyword, on) {
        (Keyword::SEEN, true) => unread_of(row) > 0 || !row.keywords.is_seen(),
        (Keyword::FLAGGED, false) => is_starred(row),
        _ => row.keywords.has(keyword) != on || (is_of_whole(keyword, on) && is_conversation(row)),
    }
}

/// What undoes the patch on each of these.
fn inverses(rows: &[Row], patch: &EmailPatch) -> BTreeMap<EmailId, EmailPatch> {
    by_id(rows.iter().map(|row| (row.id.clone(), patch.inverse(&row.keywords, &row.mailbox_id))))
}

/// Patches by the emails that they are for. (`collect` would sort first, and bring a sorting algorithm into the bundle.)
pub(super) fn by_id(patches: impl Iterator<Item = (EmailId, EmailPatch)>) -> BTreeMap<EmailId, EmailPatch> {
    let mut map = BTreeMap::new();
    map.extend(patches);
    map
}

pub(super) fn merge(done: &mut EmailsSet, answer: EmailsSet) {
    done.updated.extend(answer.updated);
    done.not_updated.extend(answer.not_updated);
    done.destroyed.extend(answer.destroyed);
    done.not_destroyed.extend(answer.not_destroyed);
    done.moved.extend(answer.moved);
    done.copied.extend(answer.copied);
}

pub(super) fn count(ids: &[EmailId]) -> u32 {
    u32::try_from(ids.len()).unwrap_or(u32::MAX)
}
