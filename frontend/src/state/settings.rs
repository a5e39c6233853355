//! How the person wants their webmail: the settings of the drawer, the same on every device.
//!
//! What was last known applies at once, from this browser's storage; the node's answer follows. A change shows at
//! once, is kept here until the node has confirmed it, and goes out with others made in the same moment as one merge
//! patch, so that two devices which change different things both win. What each setting means is in `read`.

mod apply;
mod read;

use std::time::Duration;

use gatepost_shared::settings::merge;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use crate::api::{Api, ApiError, json};
use crate::dom::timer::{drawn, sleep};
use crate::dom::{clock, page, storage};
use crate::i18n::{self, t_with, words};
use crate::state::latest::Latest;
use crate::state::toasts::Toasts;

pub use read::Key;

/// Where this browser keeps its copy.
const KEPT: &str = "settings";
/// Changes come in bursts (a slider, a name as it is typed): they travel once the burst is over.
const SETTLE: Duration = Duration::from_millis(300);
/// The first wait after a failure that may pass; it doubles each time, up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// A page that comes to the front asks what other devices have changed, unless it asked so recently.
const FRESH_MS: f64 = 30_000.0;
/// How long a person's step waits for the first answer; then the defaults have to do.
const LONGEST_FOR_FIRST: Duration = Duration::from_secs(2);

type Object = Map<String, Value>;

/// How far what the person changed has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// All is as the node has it.
    Saved,
    /// On its way.
    Underway,
    /// The node cannot be reached: kept here, and tried again.
    Waiting,
}

/// The settings. A name for their signals, which live as long as the page.
#[derive(Clone, Copy)]
pub struct Settings(&'static Signals);

/// One signal a setting: whoever shows one does not hear of the others.
struct Signals {
    api: Api,
    toasts: Toasts,
    values: [RwSignal<Value>; Key::COUNT],
    saving: RwSignal<Saving>,
    /// Whose settings these are.
    account: StoredValue<String>,
    /// As the node last said.
    confirmed: StoredValue<Object>,
    /// What the person has changed since.
    pending: StoredValue<Object>,
    /// When the node last said.
    asked: StoredValue<f64>,
    /// What waits for the first answer.
    waiting: StoredValue<Vec<Box<dyn FnOnce()>>, LocalStorage>,
    sending: Latest,
    reading: Latest,
}

impl Settings {
    /// The settings as this browser last knew them. To be made once, with the page's state.
    pub fn new(api: Api, toasts: Toasts) -> Self {
        let signals = Signals {
            api,
            toasts,
            values: std::array::from_fn(|_| RwSignal::new(Value::Null)),
            saving: RwSignal::new(Saving::Saved),
            account: StoredValue::new(String::new()),
            confirmed: StoredValue::new(Object::new()),
            pending: StoredValue::new(Object::new()),
            asked: StoredValue::new(0.0),
            waiting: StoredValue::new_local(Vec::new()),
            sending: Latest::new(),
            reading: Latest::new(),
        };
        let this = Self(Box::leak(Box::new(signals)));
        if let Some(kept) = Kept::read() {
            this.0.account.set_value(kept.account);
            this.0.confirmed.set_value(kept.settings);
            this.0.pending.set_value(kept.pending);
            this.show();
        }
        storage::on_change(KEPT, move || this.follow_other_tab());
        page::on_show(move || this.refresh_if_old());
        this
    }

    /// How far the changes have come.
    pub fn saving(self) -> Signal<Saving> {
        self.0.saving.into()
    }

    /// Somebody is signed in: asks for their settings, and sends what could not be sent before.
    pub fn begin(self, username: &str) {
        if self.0.account.with_value(|account| account != username) {
            self.clear();
            self.0.account.set_value(username.to_owned());
        }
        if self.0.pending.with_value(Object::is_empty) { self.refresh() } else { self.send() }
    }

    /// Does this once the settings are known: now, or when the node has first answered, which is not waited for long.
    pub fn once_known(self, act: impl FnOnce() + 'static) {
        if self.0.asked.get_value() > 0.0 || !self.0.confirmed.with_value(Object::is_empty) {
            return act();
        }
        self.0.waiting.update_value(|waiting| waiting.push(Box::new(act)));
        spawn_local(async move {
            sleep(LONGEST_FOR_FIRST).await;
            self.let_go_on();
        });
    }

    fn let_go_on(self) {
        for act in self.0.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            act();
        }
    }

    /// Forgets everything: the person has left.
    pub fn forget(self) {
        self.clear();
        self.0.waiting.set_value(Vec::new());
        storage::remove(KEPT);
    }

    /// Changes one setting; null gives its default back.
    pub fn set(self, key: Key, value: impl Into<Value>) {
        self.change(Object::from_iter([(key.name().to_owned(), value.into())]));
    }

    /// Changes one member of a setting that is an object by names (a tag, a sender); null takes it away.
    pub fn set_member(self, key: Key, name: &str, value: impl Into<Value>) {
        self.set(key, Object::from_iter([(name.to_owned(), value.into())]));
    }

    /// A member of a setting that is an object by names, as it is now; null when there is none.
    pub fn member(self, key: Key, name: &str) -> Value {
        self.0.values[key as usize].with_untracked(|value| value[name].clone())
    }

    /// Applies a merge patch (RFC 7396): it shows at once and is sent soon. When the node refuses, what was before
    /// shows again and a toast says why; when it is away, the change is kept and sent later.
    pub fn change(self, patch: Object) {
        self.0.pending.update_value(|pending| overlay(pending, &patch));
        self.show();
        self.keep();
        self.send();
    }

    /// Waits until everything is saved, or cannot be for now.
    pub async fn settle(self) {
        if self.0.pending.with_value(Object::is_empty) {
            return;
        }
        self.0.sending.cancel();
        if let Err(error) = self.send_once().await {
            self.failed(&error);
        }
    }

    /// Asks the node again: another device may have changed something.
    pub fn refresh(self) {
        if self.0.account.with_value(String::is_empty) {
            return;
        }
        self.0.reading.run(async move {
            // What is known shows meanwhile.
            drawn().await;
            // After a failure what is known stays; the page's next appearance asks again.
            if let Ok(settings) = self.0.api.settings().await {
                self.confirm(settings);
            }
            // Known or not: nobody waits for an answer that did not come.
            self.let_go_on();
        });
    }

    fn refresh_if_old(self) {
        if clock::now().milliseconds() - self.0.asked.get_value() > FRESH_MS
            && self.0.pending.with_value(Object::is_empty)
        {
            self.refresh();
        }
    }

    /// Another tab of the same person has heard from the node.
    fn follow_other_tab(self) {
        let Some(kept) = Kept::read() else { return };
        if self.0.account.with_value(|account| *account == kept.account) {
            self.0.confirmed.set_value(kept.settings);
            self.show();
        }
    }

    fn send(self) {
        self.0.reading.cancel();
        self.0.saving.set(Saving::Underway);
        self.0.sending.run(async move {
            sleep(SETTLE).await;
            let mut wait = FIRST_WAIT;
            while let Err(error) = self.send_once().await {
                if !error.is_retryable() {
                    return self.failed(&error);
                }
                self.0.saving.set(Saving::Waiting);
                sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        });
    }

    async fn send_once(self) -> Result<(), ApiError> {
        let sent = self.0.pending.get_value();
        let settings = self.0.api.change_settings(&sent).await?;
        // A change made meanwhile has begun a sending of its own, which ended this one: nothing new is pending.
        self.0.pending.set_value(Object::new());
        self.0.saving.set(Saving::Saved);
        self.confirm(settings);
        Ok(())
    }

    fn confirm(self, settings: Object) {
        self.0.asked.set_value(clock::now().milliseconds());
        self.0.confirmed.set_value(settings);
        self.show();
        self.keep();
        self.let_go_on();
    }

    /// The node has refused: what was before shows again.
    fn failed(self, error: &ApiError) {
        self.0.pending.set_value(Object::new());
        self.0.saving.set(Saving::Saved);
        self.show();
        self.keep();
        let reason = i18n::error::sentence(error);
        self.0.toasts.failed(t_with(words::settings::NOT_SAVED, &[("reason", &reason)]));
    }

    /// Sets the signals of those settings that are not as shown.
    fn show(self) {
        let mut all = self.0.confirmed.get_value();
        self.0.pending.with_value(|pending| merge(&mut all, pending));
        for (key, signal) in Key::ALL.iter().zip(&self.0.values) {
            let value = all.remove(key.name()).unwrap_or_default();
            if signal.with_untracked(|shown| *shown != value) {
                signal.set(value);
            }
        }
    }

    fn keep(self) {
        let kept = Kept {
            account: self.0.account.get_value(),
            settings: self.0.confirmed.get_value(),
            pending: self.0.pending.get_value(),
        };
        kept.write();
    }

    fn clear(self) {
        self.0.sending.cancel();
        self.0.reading.cancel();
        self.0.account.set_value(String::new());
        self.0.asked.set_value(0.0);
        self.0.confirmed.set_value(Object::new());
        self.0.pending.set_value(Object::new());
        self.0.saving.set(Saving::Saved);
        self.show();
    }
}

/// What this browser keeps: a plain object of three members, so that it needs no types of its own.
struct Kept {
    account: String,
    settings: Object,
    pending: Object,
}

impl Kept {
    fn read() -> Option<Self> {
        let mut kept: Object = json::read(&storage::get(KEPT)?).ok()?;
        let mut object = |name: &str| match kept.remove(name) {
            Some(Value::Object(object)) => object,
            _ => Object::new(),
        };
        let (settings, pending) = (object("settings"), object("pending"));
        let account = kept.get("account")?.as_str()?.to_owned();
        Some(Self { account, settings, pending })
    }

    /// A browser that keeps nothing shows the defaults until the node has answered: no harm.
    fn write(self) {
        let members: [(&str, Value); 3] =
            [("account", self.account.into()), ("settings", self.settings.into()), ("pending", self.pending.into())];
        let kept = Object::from_iter(members.map(|(name, value)| (name.to_owned(), value)));
        let _ = storage::set(KEPT, &Value::Object(kept).to_string());
    }
}

/// Puts a later patch over an earlier one. Unlike [`merge`] it keeps null, which is a change like any other.
fn overlay(earlier: &mut Object, later: &Object) {
    for (name, change) in later {
        match (earlier.get_mut(name), change) {
            (Some(Value::Object(earlier)), Value::Object(later)) => overlay(earlier, later),
            _ => drop(earlier.insert(name.clone(), change.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn of_two_patches_the_later_wins_and_taking_away_is_a_change() {
        let mut patch = object(json!({"theme": "dark", "tags": {"work": {"name": "Work"}, "old": {"name": "Old"}}}));
        overlay(&mut patch, &object(json!({"tags": {"work": {"color": "red"}, "old": null}, "language": null})));
        let expected = json!({
            "theme": "dark",
            "language": null,
            "tags": {"work": {"name": "Work", "color": "red"}, "old": null},
        });
        assert_eq!(Value::Object(patch), expected);
    }
}
