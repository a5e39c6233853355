//! Whether what the person changed is saved, said at the top of the section; and calls of the API that count as saving.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::{t, words};
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::Saving;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// The calls of this screen that are under way.
#[derive(Clone, Copy)]
pub struct Calls {
    mail: Mail,
    running: RwSignal<u32>,
    /// Whether anything was changed since the screen was opened: until then nothing is said.
    changed: RwSignal<bool>,
}

/// The calls, anywhere on the screen.
pub fn use_calls() -> Calls {
    expect_context()
}

impl Calls {
    /// None yet.
    pub fn new(mail: Mail) -> Self {
        Self { mail, running: RwSignal::new(0), changed: RwSignal::new(false) }
    }

    /// Saves something by a call of its own; what the answer is for comes after. A failure is told as a sentence.
    pub fn save<T: 'static>(
        self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        spawn_local(async move {
            self.running.update(|count| *count += 1);
            let answer = call.await;
            // The person may have left the screen, and its signals with it.
            let _ = self.running.try_update(|count| *count -= 1);
            match answer {
                Ok(answer) => {
                    let _ = self.changed.try_set(true);
                    then(answer);
                }
                Err(error) => self.mail.toasts.error(&error),
            }
        });
    }

    fn state(self) -> Option<Saving> {
        match self.mail.settings.saving().get() {
            _ if self.running.get() > 0 => Some(Saving::Underway),
            Saving::Saved => self.changed.get().then_some(Saving::Saved),
            state => {
                self.changed.set(true);
                Some(state)
            }
        }
    }
}

/// "Saved", "Saving"; nothing before anything was changed.
#[component]
pub fn SavedNote() -> impl IntoView {
    use_mail();
    let calls = use_calls();
    let state = memo(move || calls.state().map(|state| state as u8));
    let note = move || {
        state.get().map(|state| match state {
            state if state == Saving::Saved as u8 => (IconName::Check, words::settings::SAVED),
            state if state == Saving::Underway as u8 => (IconName::Spinner, words::settings::SAVING),
            _ => (IconName::Warning, words::settings::WAITING),
        })
    };
    view! {
        <p class="settings-saved" role="status">
            {move || note().map(|(icon, text)| view! { <Icon name=icon /><span>{t(text)}</span> })}
        </p>
    }
}
