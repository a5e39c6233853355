//! What has just happened, told in passing: a short queue of toasts.

use std::time::Duration;

use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{self, t, words};

/// The most toasts at a time: older ones give way.
const MOST: usize = 3;
/// How long a plain sentence stays.
const BRIEF: Duration = Duration::from_secs(5);
/// How long something stays that can be undone, or that should be read with care.
const LONG: Duration = Duration::from_secs(10);

/// How long something stays that waits for the person: as long as anybody leaves a page open.
const STANDING: Duration = Duration::from_hours(24);

/// One piece of news.
#[derive(Clone)]
pub struct Toast {
    /// Tells toasts apart.
    pub id: u32,
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub failed: bool,
    /// A way back or on: the button's text and what it does.
    pub action: Option<(String, Callback<()>)>,
    /// How long it stays, as long as nobody looks closer.
    pub timeout: Duration,
}

/// The queue. Copy it out of the context and call it from anywhere, after awaits, too.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
    /// What a toast does outlives whoever asked for it: a composer is gone when its message is called back.
    owner: StoredValue<Owner>,
}

impl Toasts {
    /// An empty queue.
    pub fn new() -> Self {
        let owner = StoredValue::new(Owner::current().unwrap_or_default());
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0), owner }
    }

    /// What is shown now, oldest first.
    pub fn list(&self) -> Signal<Vec<Toast>> {
        self.list.into()
    }

    /// Something was done: "Sent".
    pub fn done(&self, text: impl Into<String>) {
        self.push(text.into(), false, None, BRIEF);
    }

    /// Something was done that can be undone: "3 messages archived".
    pub fn undoable(&self, text: impl Into<String>, undo: impl Into<Callback<()>>) {
        self.push(text.into(), false, Some((t(words::common::UNDO).to_owned(), self.lasting(undo))), LONG);
    }

    /// Something will happen when this time is over, unless the person stops it. The answer is for [`Self::dismiss`].
    pub fn until(&self, text: String, label: &str, stop: impl Into<Callback<()>>, time: Duration) -> u32 {
        self.push(text, false, Some((label.to_owned(), self.lasting(stop))), time)
    }

    /// Something happened, and there is a way on: "Not saved" with "Go on".
    pub fn offer(&self, text: &str, way_on: &str, act: impl Into<Callback<()>>) {
        self.push(text.to_owned(), false, Some((way_on.to_owned(), self.lasting(act))), LONG);
    }

    /// Something waits until the person has time for it: "A new version is ready" with "Reload the page".
    /// The answer is for [`Self::dismiss`].
    pub fn waits(&self, text: &str, way_on: &str, act: impl Into<Callback<()>>) -> u32 {
        self.push(text.to_owned(), false, Some((way_on.to_owned(), self.lasting(act))), STANDING)
    }

    /// Something went wrong, as a sentence.
    pub fn failed(&self, text: impl Into<String>) {
        self.push(text.into(), true, None, LONG);
    }

    /// A call had no answer. The end of the session is not told here: the sign-in that appears says it.
    pub fn error(&self, error: &ApiError) {
        if error.kind() != Some(gatepost_shared::problem::ProblemType::NotSignedIn) {
            self.failed(i18n::error::sentence(error));
        }
    }

    /// Takes one away.
    pub fn dismiss(&self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn lasting(&self, act: impl Into<Callback<()>>) -> Callback<()> {
        self.owner.with_value(|owner| owner.with(|| act.into()))
    }

    fn push(&self, text: String, failed: bool, action: Option<(String, Callback<()>)>, timeout: Duration) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.list.update(|list| {
            list.push(Toast { id, text, failed, action, timeout });
            let surplus = list.len().saturating_sub(MOST);
            list.drain(..surplus);
        });
        id
    }
}
