//! Changes that were made without a network: kept by this browser, and made when there is one again.
//!
//! Only what takes nothing away for ever waits. What has become of the mail meanwhile wins: a change of a message that has
//! gone elsewhere is dropped, as the message is where somebody wanted it later than this.

use std::collections::BTreeMap;

use gatepost_shared::id::EmailId;
use gatepost_shared::mutation::{EmailPatch, SetEmails};
use gatepost_shared::problem::{Problem, ProblemType};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{ApiError, json};
use crate::dom::lock::{self, Manner};
use crate::dom::storage;
use crate::i18n::{tn, words};
use crate::state::mail::Mail;
use crate::state::session::SessionState;
use crate::ui::lazy::{Later, lazy};

/// Before the login name, in the browser's storage.
const PREFIX: &str = "changes.";
/// The most requests that wait. Whoever does more without a network is told so.
const MOST: usize = 500;

/// The changes that wait, in the order in which they were made. The browser's storage has them: other tabs add to them, too.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    session: SessionState,
    emails: RwSignal<u32>,
}

impl Waiting {
    /// Those of the person who will be signed in.
    pub fn new(session: SessionState) -> Self {
        Self { session, emails: RwSignal::new(0) }
    }

    /// How many emails are to be changed.
    pub fn emails(&self) -> Signal<u32> {
        self.emails.into()
    }

    /// Counts what an earlier page has left.
    pub fn count(&self) {
        self.emails.set(self.kept().and_then(|kept| kept.split_once(' ')?.0.parse().ok()).unwrap_or(0));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.emails.get_untracked() == 0
    }

    /// Forgets them: the person leaves.
    pub fn forget(&self) {
        if let Some(name) = self.name() {
            storage::remove(&name);
        }
        self.emails.set(0);
    }

    /// Takes a change of these emails back, if it still waits. False when it was made meanwhile.
    pub fn call_back(&self, ids: &[EmailId]) -> bool {
        let mut changes = self.read();
        let place = changes.iter().rposition(|change| ids.iter().all(|id| change.update.contains_key(id)));
        let Some(change) = place.and_then(|place| changes.get_mut(place)) else { return false };
        change.update.retain(|id, _| !ids.contains(id));
        changes.retain(|change| !change.update.is_empty());
        self.write(&changes)
    }

    fn add(&self, change: SetEmails) -> bool {
        let mut changes = self.read();
        changes.push(change);
        changes.len() <= MOST && self.write(&changes)
    }

    fn name(&self) -> Option<String> {
        self.session.account().with_untracked(|account| Some(PREFIX.to_owned() + &account.as_ref()?.username))
    }

    /// How many emails, a blank, and the changes as JSON: at the start only the number is wanted.
    fn kept(&self) -> Option<String> {
        storage::get(&self.name()?)
    }

    fn read(&self) -> Vec<SetEmails> {
        self.kept().and_then(|kept| json::read(kept.split_once(' ')?.1).ok()).unwrap_or_default()
    }

    /// False where this browser keeps nothing.
    fn write(&self, changes: &[SetEmails]) -> bool {
        let Some(name) = self.name() else { return false };
        let Ok(json) = serde_json::to_string(changes) else { return false };
        let emails: usize = changes.iter().map(|change| change.update.len()).sum();
        let is_kept = storage::set(&name, &(emails.to_string() + " " + &json)).is_ok();
        self.count();
        is_kept
    }
}

type Replay = fn(Mail);

lazy! {
    /// Mostly there is none to make.
    replaying in soon: Replay => |mail| spawn_local(mail.replay())
}

static REPLAYING: Later<Replay> = Later::new(replaying);

impl Mail {
    /// Makes the changes that wait, where there are any.
    pub fn replay_if_any(&self) {
        let mail = *self;
        if !mail.waiting.is_empty() {
            // Without a network the part may not come; the next attempt asks for it again.
            REPLAYING.with(move |replay| replay(mail), || ());
        }
    }

    /// Keeps a change that did not reach the node. False where it cannot be kept.
    pub(super) fn wait_for_network(&self, update: BTreeMap<EmailId, EmailPatch>) -> bool {
        self.waiting.add(SetEmails { update, ..SetEmails::default() })
    }

    /// Makes the changes that wait, oldest first, as far as the node can be reached. One tab does so at a time.
    pub async fn replay(self) {
        let all = self.waiting.emails.get_untracked();
        let Some(_claim) = lock::claim("changes", Manner::IfFree, || {}).await else { return };
        while let Some(change) = self.waiting.read().into_iter().next() {
            match self.api.set_emails(&change).await {
                Ok(answer) => self.complain(None, &still_there(answer.not_updated)),
                Err(error) if must_wait(&error) => return,
                Err(error) => self.toasts.error(&error),
            }
            // Others may have been added meanwhile.
            let rest = self.waiting.read();
            self.waiting.write(rest.get(1..).unwrap_or_default());
        }
        self.toasts.done(tn(words::shell::CAUGHT_UP, all));
        self.mailboxes.refresh();
        self.list.refresh();
    }
}

/// Whether nothing can be said yet about what the change comes to.
fn must_wait(error: &ApiError) -> bool {
    error.is_retryable() || error.kind() == Some(ProblemType::NotSignedIn)
}

/// Refusals that the person must know of: not those of mail that is no longer where it was.
fn still_there(mut refused: BTreeMap<EmailId, Problem>) -> BTreeMap<EmailId, Problem> {
    refused.retain(|_, problem| !matches!(problem.kind, ProblemType::NotFound | ProblemType::StaleId));
    refused
}
