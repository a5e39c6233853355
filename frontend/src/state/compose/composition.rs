//! One message being written: its fields as signals, and what is known of its draft on the server.
//! How it is kept, saved and sent is in the modules of those names.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::lock::{Mutex as Turns, OwnedMutexGuard};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::start::StartAction;
use gatepost_shared::draft::{Draft, DraftReference};
use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::dom::editor;
use crate::dom::lock::Claim;
use crate::state::compose::attachments::Attachments;
use crate::state::compose::recipients::{Recipients, Row};

static NEXT_NUMBER: AtomicU32 = AtomicU32::new(1);

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

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Letters and lines.
    Plain,
    /// With formatting: HTML.
    Rich,
}

/// Where the composer stands in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// At the lower edge, beside others.
    Docked,
    /// There, too, as a bar with the subject.
    Minimised,
    /// In the middle, above everything.
    Full,
}

/// What an answer or a forward was made of: until the person has written in it, it can be made again with formatting.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The email.
    pub email_id: EmailId,
    /// What is done with it.
    pub action: StartAction,
    /// The line above the quote.
    pub attribution: String,
    /// When it was sent, as the person reads dates.
    pub sent_at: String,
    /// The text as it began.
    pub text: String,
}

/// What the person must decide before it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Send without a subject?
    NoSubject,
    /// The text speaks of an attachment, and there is none: send all the same?
    ForgottenAttachment,
    /// Among colleagues there is somebody from elsewhere, to whom the person has never written: send all the same?
    Stranger(String),
    /// Switch to plain text, and lose the formatting?
    LoseFormatting,
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
    /// The text, while it is written without formatting.
    pub text: ArcRwSignal<String>,
    /// The text with formatting, as it was when the editor last said; [`Composition::draft`] asks the editor.
    pub html: ArcRwSignal<String>,
    /// How it is written.
    pub format: ArcRwSignal<Format>,
    /// Whether the original is still on its way, to be quoted with its formatting.
    pub is_quoting: ArcRwSignal<bool>,
    /// Where the composer stands.
    pub stand: ArcRwSignal<Stand>,
    /// The files.
    pub attachments: Attachments,
    /// Where the text is safe.
    pub saved: ArcRwSignal<SaveState>,
    /// Whether it is being sent, or held back for the last seconds before that.
    pub is_sending: ArcRwSignal<bool>,
    /// When the server is to send it; none for at once.
    pub send_at: ArcRwSignal<Option<UtcDate>>,
    /// Why it was not sent, as a sentence.
    pub failure: ArcRwSignal<Option<String>>,
    /// Something to know that is not wrong.
    pub notice: ArcRwSignal<Option<String>>,
    /// What the person must decide.
    pub question: ArcRwSignal<Option<Question>>,
    /// Who got the original and would not get this answer, which goes to its author alone.
    pub left_out: ArcRwSignal<Vec<EmailAddress>>,
    /// Whether the recipients are asked to confirm that they have read it.
    pub wants_receipt: ArcRwSignal<bool>,
    /// Where writing begins.
    pub first_place: Place,
    /// Tells it apart from others in the page; its editor has the same number.
    pub number: u32,
    key: String,
    origin: Option<Origin>,
    /// The signature in the text, in plain text: what another identity's takes the place of.
    pub(super) signature: Mutex<Signature>,
    pub(super) claim: Mutex<Option<Claim>>,
    reply_to: ArcRwSignal<Vec<EmailAddress>>,
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
    held: Mutex<Option<TimeoutHandle>>,
    /// The toast that says that it waits for the network.
    stranded: Mutex<Option<u32>>,
    pub(super) keep_timer: Mutex<Option<TimeoutHandle>>,
    pub(super) waiting_since: Mutex<Option<f64>>,
}

/// The signature that stands in the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Signature {
    /// As plain text.
    pub text: String,
    /// Whether this page has put it there: a draft that was opened again keeps what it has.
    pub is_ours: bool,
}

impl Composition {
    /// A message that begins with this draft. `key` is a UUID: the Message-ID is derived from it, and what is sent
    /// under it is sent once. `id` is the draft's on the server, where it has one.
    pub fn new(key: String, id: Option<EmailId>, draft: Draft, first_place: Place) -> Self {
        let format = if draft.html_body.is_some() { Format::Rich } else { Format::Plain };
        Self {
            number: NEXT_NUMBER.fetch_add(1, Ordering::Relaxed),
            from: ArcRwSignal::new(draft.from),
            to: Recipients::new(draft.to),
            cc: Recipients::new(draft.cc),
            bcc: Recipients::new(draft.bcc),
            subject: ArcRwSignal::new(draft.subject),
            text: ArcRwSignal::new(draft.text_body),
            html: ArcRwSignal::new(draft.html_body.unwrap_or_default()),
            format: ArcRwSignal::new(format),
            is_quoting: ArcRwSignal::new(false),
            stand: ArcRwSignal::new(Stand::Docked),
            left_out: ArcRwSignal::new(Vec::new()),
            wants_receipt: ArcRwSignal::new(draft.request_read_receipt),
            reply_to: ArcRwSignal::new(draft.reply_to),
            origin: None,
            signature: Mutex::default(),
            claim: Mutex::default(),
            attachments: Attachments::new(draft.attachments),
            saved: ArcRwSignal::new(SaveState::Untouched),
            is_sending: ArcRwSignal::new(false),
            send_at: ArcRwSignal::new(None),
            held: Mutex::new(None),
            stranded: Mutex::new(None),
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
            keep_timer: Mutex::new(None),
            waiting_since: Mutex::new(None),
        }
    }

    /// The same, made of this email.
    #[must_use]
    pub fn made_of(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// What it was made of, as long as nobody has written in it.
    pub(super) fn untouched_origin(&self) -> Option<Origin> {
        let own = |origin: &&Origin| self.text.with_untracked(|text| *text == origin.text);
        self.origin.as_ref().filter(own).cloned()
    }

    /// Whether it is written with formatting.
    pub fn is_rich(&self) -> bool {
        self.format.get_untracked() == Format::Rich
    }

    /// Leaves its subject at the lower edge of the window.
    pub fn minimise(&self) {
        self.stand.set(Stand::Minimised);
    }

    /// The HTML as it stands: what the editor has, or had.
    pub(super) fn html_now(&self) -> String {
        editor::html(self.number).unwrap_or_else(|| self.html.get_untracked())
    }

    /// The text as it stands, in plain text.
    pub(super) fn text_now(&self) -> String {
        let of_editor = self.is_rich().then(|| editor::text(self.number)).flatten();
        of_editor.unwrap_or_else(|| self.text.get_untracked())
    }

    /// The message as it stands. What is typed but not yet taken as a recipient is in it: nothing is lost.
    pub fn draft(&self) -> Draft {
        self.draft_with_numbers().0
    }

    /// The message as it stands, and the numbers of its files in their order.
    pub(super) fn draft_with_numbers(&self) -> (Draft, Vec<u32>) {
        let html_body = self.is_rich().then(|| self.html_now());
        let (numbers, attachments) = self.attachments.ready(html_body.as_deref());
        let draft = Draft {
            from: self.from.get_untracked(),
            to: self.to.addresses(),
            cc: self.cc.addresses(),
            bcc: self.bcc.addresses(),
            reply_to: self.reply_to.get_untracked(),
            subject: self.subject.get_untracked(),
            text_body: if html_body.is_some() { String::new() } else { self.text.get_untracked() },
            html_body,
            in_reply_to: self.in_reply_to.clone(),
            references: self.references.clone(),
            attachments,
            reference: self.reference.clone(),
            request_read_receipt: self.wants_receipt.get_untracked(),
        };
        (draft, numbers)
    }

    pub(super) fn set_reply_to(&self, addresses: Vec<EmailAddress>) {
        self.reply_to.set(addresses);
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

    /// Whether nothing was written, and the server has nothing of it.
    pub fn is_untouched(&self) -> bool {
        let is_typing = self.recipients().iter().any(|row| row.typed.with_untracked(|text| !text.is_empty()));
        self.version() == 0 && !self.is_dirty() && self.id().is_none() && self.attachments.is_empty() && !is_typing
    }

    /// To, Cc and Bcc.
    pub fn recipients(&self) -> [&Recipients; 3] {
        [&self.to, &self.cc, &self.bcc]
    }

    /// One of them.
    pub fn row(&self, row: Row) -> &Recipients {
        match row {
            Row::To => &self.to,
            Row::Cc => &self.cc,
            Row::Bcc => &self.bcc,
        }
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

    /// Holds it back until this timer has run out; or no longer. True when it was held back until now.
    pub(super) fn hold(&self, timer: Option<TimeoutHandle>) -> bool {
        let before = std::mem::replace(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner), timer);
        if let Some(before) = &before {
            before.clear();
        }
        before.is_some()
    }

    /// It waits for the network, as this toast says; or no longer. The toast that has said so until now.
    pub(super) fn strand(&self, toast: Option<u32>) -> Option<u32> {
        std::mem::replace(&mut *self.stranded.lock().unwrap_or_else(PoisonError::into_inner), toast)
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
