//! The email that is open and its conversation: fetching them, keeping a few, and having the neighbours ready.
//!
//! What is ready is built as a *stage*: everything that the person would see, body and all, only hidden. Opening it shows
//! it. At most [`STAGES`] exist; the text of many more emails is kept. What a stage's conversation holds is a
//! [`Stack`]; which of its messages are shown whole is no business of the server's.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{join, select};
use gatepost_shared::email::Email;
use gatepost_shared::id::{BlobId, EmailId};
use gatepost_shared::keyword::Keywords;
use leptos::prelude::*;

use crate::api::{Api, ApiError};
use crate::dom::timer::sleep;
use crate::state::calls;
use crate::state::latest::Latest;
use crate::state::rows::Row;
use crate::state::stack::Stack;

/// How many emails are kept after reading: Back and "next" find them at once.
const KEPT: usize = 40;
/// How many conversations are.
const KEPT_STACKS: usize = 16;
/// The open one and its neighbours.
const STAGES: usize = 3;
/// An email that is here waits so long for its conversation, so that nothing moves once it is shown.
const PATIENCE: Duration = Duration::from_millis(300);
/// What is open comes first: its neighbours are asked for when that is done.
const LATER: Duration = Duration::from_millis(150);
/// Changes come in bursts: the conversation is read anew once the burst is over.
const SETTLE: Duration = Duration::from_millis(800);

/// The stage that the person sees.
pub const SEEN: &str = ".reader-stage:not(.reader-stage-waiting)";

/// What the reader shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// No email is open.
    Closed,
    /// It is on its way.
    Loading,
    /// It is here.
    Shown(Arc<Email>),
    /// It could not be read.
    Failed(ApiError),
}

/// What the person looks at more closely, above the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A file of an email: the parts that can be looked at, and the place among them.
    File(Arc<Vec<File>>, usize),
    /// A mail within an email, by its part.
    Nested(EmailId, String),
    /// An email as it came.
    Source(EmailId),
    /// An email that is to be passed on as it is.
    Redirect(EmailId),
}

/// A file that can be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub blob: BlobId,
    /// How many.
    pub size: u64,
}

/// The reader. A name for its signals, which live as long as the page.
#[derive(Clone, Copy)]
pub struct Reader(&'static Signals);

/// The reader's signals.
struct Signals {
    api: Api,
    open: RwSignal<Option<EmailId>>,
    phase: RwSignal<Phase>,
    /// The message that the keyboard is at, within the conversation.
    at: RwSignal<Option<EmailId>>,
    look: RwSignal<Option<Look>>,
    stages: [RwSignal<Option<EmailId>>; STAGES],
    stacks: RwSignal<Vec<Stack>>,
    kept: StoredValue<VecDeque<Arc<Email>>>,
    /// Counts the person's changes of marks, when they begin and when the node has confirmed them.
    marks: StoredValue<u32>,
    loading: Latest,
    threading: Latest,
    warming: Latest,
}

impl Reader {
    /// No email is open. To be made once, with the page's state.
    pub fn new(api: Api) -> Self {
        let signals = Signals {
            api,
            open: RwSignal::new(None),
            phase: RwSignal::new(Phase::Closed),
            at: RwSignal::new(None),
            look: RwSignal::new(None),
            stages: std::array::from_fn(|_| RwSignal::new(None)),
            stacks: RwSignal::new(Vec::new()),
            kept: StoredValue::new(VecDeque::new()),
            marks: StoredValue::new(0),
            loading: Latest::new(),
            threading: Latest::new(),
            warming: Latest::new(),
        };
        Self(Box::leak(Box::new(signals)))
    }

    /// The email that is open, here or on its way.
    pub fn open_id(self) -> Signal<Option<EmailId>> {
        self.0.open.into()
    }

    /// What is shown.
    pub fn phase(self) -> Signal<Phase> {
        self.0.phase.into()
    }

    /// What is built, in no order: the open email, and those that may be opened next. Each has a place of its own, since a
    /// frame that is moved within the page loads anew.
    pub fn stages(self) -> [Signal<Option<EmailId>>; STAGES] {
        self.0.stages.map(Into::into)
    }

    /// The email that is shown, when it is here.
    pub fn shown(self) -> Option<Arc<Email>> {
        self.0.phase.with(|phase| match phase {
            Phase::Shown(email) => Some(email.clone()),
            Phase::Closed | Phase::Loading | Phase::Failed(_) => None,
        })
    }

    /// The message that the keyboard is at: what an answer is to. At first it is the one that was opened.
    pub fn at(self) -> Signal<Option<EmailId>> {
        self.0.at.into()
    }

    /// The person turns to another message of the conversation.
    pub fn turn_to(self, id: &EmailId) {
        if self.0.at.with_untracked(|at| at.as_ref() != Some(id)) {
            self.0.at.set(Some(id.clone()));
        }
    }

    /// What the person looks at more closely.
    pub fn look(self) -> RwSignal<Option<Look>> {
        self.0.look
    }

    /// Finds a message of the open conversation in the page.
    pub fn selector(id: &EmailId) -> String {
        SEEN.to_owned() + " [data-message='" + &id.to_string() + "']"
    }

    /// The person looks at something more closely.
    pub fn look_at(self, what: Look) {
        self.0.look.set(Some(what));
    }

    /// What is asked of the conversation of this email; none while nothing of it is here.
    pub fn stack<T>(self, anchor: &EmailId, ask: impl FnOnce(&Stack) -> T) -> Option<T> {
        self.0.stacks.with(|stacks| stacks.iter().find(|stack| stack.anchor() == anchor).map(ask))
    }

    /// The same of the one that is open.
    pub fn open_stack<T>(self, ask: impl FnOnce(&Stack) -> T) -> Option<T> {
        self.stack(&self.0.open.get()?, ask)
    }

    /// Changes what is folded in the conversation of this email.
    pub fn change_stack(self, anchor: &EmailId, change: impl FnOnce(&mut Stack)) {
        self.0.stacks.update(|stacks| {
            if let Some(stack) = stacks.iter_mut().find(|stack| stack.anchor() == anchor) {
                change(stack);
            }
        });
    }

    /// The message that the keyboard is at, as a row of a list shows it.
    pub fn row(self) -> Option<Row> {
        let at = self.0.at.get()?;
        self.open_stack(|stack| stack.message(&at).cloned()).flatten()
    }

    /// Any message of the conversations that are kept.
    pub fn row_of(self, id: &EmailId) -> Option<Row> {
        self.0.stacks.with(|stacks| stacks.iter().find_map(|stack| stack.message(id).cloned()))
    }

    /// The whole of an email, when it is here already.
    pub fn kept(self, id: &EmailId) -> Option<Arc<Email>> {
        self.find_kept(id)
    }

    /// Opens an email, with its conversation if wanted; the one that is open already anew after a failure.
    pub fn open(self, id: &EmailId, with_conversation: bool) {
        let is_here = self.0.phase.with_untracked(|phase| matches!(phase, Phase::Shown(email) if email.id == *id));
        if is_here {
            return;
        }
        self.0.open.set(Some(id.clone()));
        self.0.at.set(Some(id.clone()));
        self.0.warming.cancel();
        let is_known = untrack(|| self.stack(id, Stack::is_known)).unwrap_or(!with_conversation);
        let conversation = if with_conversation { self.ask_again(id, Duration::ZERO) } else { oneshot::channel().1 };
        if let Some(email) = self.find_kept(id) {
            self.0.loading.cancel();
            return self.show(email);
        }
        self.0.phase.set(Phase::Loading);
        let (this, id) = (self, id.clone());
        self.0.loading.run(async move {
            let wait = async {
                if !is_known {
                    select(conversation, Box::pin(sleep(PATIENCE))).await;
                }
            };
            match join(calls::email(this.0.api, &id), wait).await.0 {
                Ok(email) => this.show(this.keep(email)),
                Err(error) => this.0.phase.set(Phase::Failed(error)),
            }
        });
    }

    /// Opens the email anew that could not be opened.
    pub fn retry(self, with_conversation: bool) {
        let has_failed = self.0.phase.with_untracked(|phase| matches!(phase, Phase::Failed(_)));
        if let Some(id) = self.0.open.get_untracked().filter(|_| has_failed) {
            self.open(&id, with_conversation);
        }
    }

    /// Something has changed on the server: reads the conversation that is open again, once the changes are over.
    pub fn refresh(self) {
        if let Some(id) =
            untrack(|| self.open_stack(|stack| stack.is_known().then(|| stack.anchor().clone()))).flatten()
        {
            drop(self.ask_again(&id, SETTLE));
        }
    }

    /// The whole of an email, from what is kept or from the node.
    pub async fn whole(self, id: &EmailId) -> Result<Arc<Email>, ApiError> {
        match self.find_kept(id) {
            Some(email) => Ok(email),
            None => Ok(self.keep(calls::email(self.0.api, id).await?)),
        }
    }

    /// Shows nothing. What is kept is still there.
    pub fn close(self) {
        self.0.loading.cancel();
        self.0.threading.cancel();
        self.0.warming.cancel();
        if self.0.open.with_untracked(Option::is_some) {
            self.0.open.set(None);
            self.0.at.set(None);
            self.0.look.set(None);
            self.0.phase.set(Phase::Closed);
        }
    }

    /// Builds these in case the person goes there next, the likeliest first. Failures are nobody's business yet.
    pub fn warm(self, ids: Vec<EmailId>, with_conversation: bool) {
        let this = self;
        self.0.warming.run(async move {
            sleep(LATER).await;
            for id in &ids {
                let Ok(email) = this.whole(id).await else { continue };
                this.place(&email);
                if with_conversation && untrack(|| this.stack(id, Stack::is_known)) != Some(true) {
                    this.ask(id).await;
                }
                this.build(&ids, id);
            }
        });
    }

    /// Changes the marks of an email wherever it is kept.
    pub fn change(self, id: &EmailId, change: &dyn Fn(&mut Keywords)) {
        self.0.kept.update_value(|kept| {
            for email in kept.iter_mut().filter(|email| email.id == *id) {
                change(&mut Arc::make_mut(email).keywords);
            }
        });
        let is_shown = self.0.phase.with_untracked(|phase| matches!(phase, Phase::Shown(email) if email.id == *id));
        if is_shown {
            self.0.phase.update(|phase| {
                if let Phase::Shown(email) = phase {
                    change(&mut Arc::make_mut(email).keywords);
                }
            });
        }
        self.0.stacks.update(|stacks| stacks.iter_mut().for_each(|stack| stack.mark(id, change)));
    }

    /// The person changes marks: what is being asked of a conversation may be older.
    pub fn marking(self) {
        self.0.marks.update_value(|marks| *marks = marks.wrapping_add(1));
    }

    /// These have been moved or deleted: they leave the conversations that they stood in.
    pub fn take(self, ids: &BTreeSet<&EmailId>) {
        self.0.stacks.update(|stacks| stacks.iter_mut().for_each(|stack| stack.take(ids)));
    }

    /// Forgets everything: the person has left.
    pub fn clear(self) {
        self.close();
        self.0.kept.set_value(VecDeque::new());
        self.0.stages.iter().for_each(|place| place.set(None));
        self.0.stacks.set(Vec::new());
    }

    fn show(self, email: Arc<Email>) {
        self.place(&email);
        self.build(&[], &email.id);
        self.0.phase.set(Phase::Shown(email));
    }

    /// Gives the email a stack of its own, until its conversation is known.
    fn place(self, email: &Email) {
        if untrack(|| self.stack(&email.id, |_| ())).is_some() {
            return;
        }
        self.0.stacks.update(|stacks| {
            if stacks.len() >= KEPT_STACKS {
                let open = self.0.open.get_untracked();
                let oldest = stacks.iter().position(|stack| Some(stack.anchor()) != open.as_ref());
                drop(oldest.map(|place| stacks.remove(place)));
            }
            stacks.push(Stack::alone(Row::new(email.summary())));
        });
    }

    /// Makes a stage of this email, in a place that is free or holds none of those that are wanted.
    fn build(self, wanted: &[EmailId], id: &EmailId) {
        let open = self.0.open.get_untracked();
        let is_needed = |stage: &EmailId| Some(stage) == open.as_ref() || wanted.contains(stage);
        let holds = |place: &RwSignal<Option<EmailId>>, what: &dyn Fn(Option<&EmailId>) -> bool| {
            place.with_untracked(|stage| what(stage.as_ref()))
        };
        let stages = &self.0.stages;
        if stages.iter().any(|place| holds(place, &|stage| stage == Some(id))) {
            return;
        }
        let free = stages.iter().find(|place| holds(place, &|stage| stage.is_none()));
        let place = free.or_else(|| stages.iter().find(|place| holds(place, &|stage| !stage.is_some_and(is_needed))));
        if let Some(place) = place {
            place.set(Some(id.clone()));
        }
    }

    /// Asks for the conversation of an email after this time, instead of any that is being asked for. What is answered is
    /// dropped when it is here.
    fn ask_again(self, id: &EmailId, after: Duration) -> oneshot::Receiver<()> {
        let (done, is_done) = oneshot::channel();
        let (this, id) = (self, id.clone());
        self.0.threading.run(async move {
            if !after.is_zero() {
                sleep(after).await;
            }
            this.ask(&id).await;
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        is_done
    }

    async fn ask(self, id: &EmailId) {
        let before = self.0.marks.get_value();
        let Ok(conversation) = calls::conversation(self.0.api, id).await else { return };
        let marks_too = self.0.marks.get_value() == before;
        // The email itself may still be on its way: its stack begins with what the conversation says of it.
        if untrack(|| self.stack(id, |_| ())).is_none()
            && let Some(own) = conversation.list.iter().find(|found| found.email.id == *id)
        {
            let row = Row::new(own.email.clone());
            self.0.stacks.update(|stacks| stacks.push(Stack::alone(row)));
        }
        self.change_stack(id, |stack| stack.adopt(conversation, marks_too));
    }

    fn find_kept(self, id: &EmailId) -> Option<Arc<Email>> {
        self.0.kept.with_value(|kept| kept.iter().find(|email| email.id == *id).cloned())
    }

    fn keep(self, email: Email) -> Arc<Email> {
        let email = Arc::new(email);
        self.0.kept.update_value(|kept| {
            kept.retain(|known| known.id != email.id);
            kept.push_back(email.clone());
            if kept.len() > KEPT {
                kept.pop_front();
            }
        });
        email
    }
}
