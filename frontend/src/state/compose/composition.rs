//! One message being written: its fields as signals, and what is known of its draft on the server.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::lock::{Mutex as Turns, OwnedMutexGuard};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::{Draft, DraftReference};
use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::state::compose::attachments::Attachments;
use crate::state::compose::recipients::Recipients;

/// A field of the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The recipients.
    To,
    /// The subject.
    Subject,
    /// The text.
    Body,
}

/// Where the text is safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing has been changed since the composer opened.
    Untouched,
    /// In this browser; the server will have it in a moment.
    Waiting,
    /// On its way to the server.
    Saving,
    /// On the server since then.
    Saved(UtcDate),
    /// In this browser only, for this reason.
    Failed(String),
}

/// What the person must decide before it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Send without a subject?
    NoSubject,
    /// The text speaks of an attachment, and there is none: send all the same?
    ForgottenAttachment,
    /// It is not known whether the message has been sent: send it again, or keep the draft?
    Unknown,
    /// Throw the text away?
    Discard,
}

/// One message being written.
pub struct Composition {
    /// Who writes.
    pub from: ArcRwSignal<EmailAddress>,
    /// The recipients.
    pub to: Recipients,
    /// Who gets a copy.
    pub cc: Recipients,
    /// Who gets a copy without the others seeing it.
    pub bcc: Recipients,
    /// The subject.
    pub subject: ArcRwSignal<String>,
    /// The text.
    pub text: ArcRwSignal<String>,
    /// The files.
    pub attachments: Attachments,
    /// Where the text is safe.
    pub saved: ArcRwSignal<SaveState>,
    /// Whether it is being sent.
    pub is_sending: ArcRwSignal<bool>,
    /// Why it was not sent, as a sentence.
    pub failure: ArcRwSignal<Option<String>>,
    /// Something to know that is not wrong.
    pub notice: ArcRwSignal<Option<String>>,
    /// What the person must decide.
    pub question: ArcRwSignal<Option<Question>>,
    /// Where writing begins.
    pub first_place: Place,
    key: String,
    id: Mutex<Option<EmailId>>,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    reference: Option<DraftReference>,
    /// Counts the changes; equal to `saved_version` when the server has them all.
    version: AtomicU32,
    saved_version: AtomicU32,
    has_ended: AtomicBool,
    is_doubtful: AtomicBool,
    turns: Arc<Turns<()>>,
    pub(super) timer: Mutex<Option<TimeoutHandle>>,
    pub(super) waiting_since: Mutex<Option<f64>>,
}

impl Composition {
    /// A message that begins with this draft. `key` is a UUID: the Message-ID is derived from it, and what is sent
    /// under it is sent once. `id` is the draft's on the server, where it has one.
    pub fn new(key: String, id: Option<EmailId>, draft: Draft, first_place: Place) -> Self {
        Self {
            from: ArcRwSignal::new(draft.from),
            to: Recipients::new(draft.to),
            cc: Recipients::new(draft.cc),
            bcc: Recipients::new(draft.bcc),
            subject: ArcRwSignal::new(draft.subject),
            text: ArcRwSignal::new(draft.text_body),
            attachments: Attachments::new(draft.attachments),
            saved: ArcRwSignal::new(SaveState::Untouched),
            is_sending: ArcRwSignal::new(false),
            failure: ArcRwSignal::new(None),
            notice: ArcRwSignal::new(None),
            question: ArcRwSignal::new(None),
            first_place,
            key,
            id: Mutex::new(id),
            in_reply_to: draft.in_reply_to,
            references: draft.references,
            reference: draft.reference,
            version: AtomicU32::new(0),
            saved_version: AtomicU32::new(0),
            has_ended: AtomicBool::new(false),
            is_doubtful: AtomicBool::new(false),
            turns: Arc::new(Turns::new(())),
            timer: Mutex::new(None),
            waiting_since: Mutex::new(None),
        }
    }

    /// The message as it stands. What is typed but not yet taken as a recipient is in it: nothing is lost.
    pub fn draft(&self) -> Draft {
        Draft {
            from: self.from.get_untracked(),
            to: self.to.addresses(),
            cc: self.cc.addresses(),
            bcc: self.bcc.addresses(),
            subject: self.subject.get_untracked(),
            text_body: self.text.get_untracked(),
            in_reply_to: self.in_reply_to.clone(),
            references: self.references.clone(),
            attachments: self.attachments.ready(),
            reference: self.reference.clone(),
            ..Draft::default()
        }
    }

    /// The Idempotency-Key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The draft's id on the server, once it has one.
    pub fn id(&self) -> Option<EmailId> {
        self.id.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_id(&self, id: Option<EmailId>) {
        *self.id.lock().unwrap_or_else(PoisonError::into_inner) = id;
    }

    /// To, Cc and Bcc.
    pub fn recipients(&self) -> [&Recipients; 3] {
        [&self.to, &self.cc, &self.bcc]
    }

    /// Asks the person.
    pub fn ask(&self, question: Question) {
        if question == Question::Unknown {
            self.is_doubtful.store(true, Ordering::Relaxed);
        }
        self.question.set(Some(question));
    }

    /// Tells the person something that is not wrong.
    pub fn tell(&self, notice: impl Into<String>) {
        self.notice.set(Some(notice.into()));
    }

    pub(super) fn count_change(&self) {
        self.version.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn version(&self) -> u32 {
        self.version.load(Ordering::Relaxed)
    }

    pub(super) fn set_saved_version(&self, version: u32) {
        self.saved_version.store(version, Ordering::Relaxed);
    }

    /// Whether something was changed that the server does not have.
    pub(super) fn is_dirty(&self) -> bool {
        self.version() != self.saved_version.load(Ordering::Relaxed)
    }

    /// Whether nobody knows if it was sent, and the person has been told so.
    pub(super) fn is_doubtful(&self) -> bool {
        self.is_doubtful.load(Ordering::Relaxed)
    }

    /// No save may follow: it was sent, or thrown away.
    pub(super) fn end(&self) {
        self.has_ended.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Relaxed)
    }

    /// Waits until no other call about this draft is under way: each save changes the draft's id.
    pub(super) async fn turn(&self) -> OwnedMutexGuard<()> {
        self.turns.clone().lock_owned().await
    }
}
