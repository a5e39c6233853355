//! What a section asks the node for: a spinner, then the answer, or why there is none with a way to try again.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::{self, t, words};
use crate::ui::button::Button;
use crate::ui::icon::{Icon, IconName};
use crate::ui::spinner::Spinner;

/// An answer, under way.
pub struct Remote<T: Send + Sync + 'static>(RwSignal<Option<Result<Arc<T>, ApiError>>>);

// Derived, it would ask the same of the answer.
impl<T: Send + Sync> Copy for Remote<T> {}
impl<T: Send + Sync> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Asks.
    pub fn new(call: impl Future<Output = Result<T, ApiError>> + 'static) -> Self {
        let this = Self(RwSignal::new(None));
        this.ask(call);
        this
    }

    /// Asks again; what was answered before is shown until then.
    pub fn ask(self, call: impl Future<Output = Result<T, ApiError>> + 'static) {
        spawn_local(async move {
            let answer = call.await;
            // The person may have gone elsewhere.
            let _ = self.0.try_set(Some(answer.map(Arc::new)));
        });
    }

    /// The answer is this now.
    pub fn set(self, answer: T) {
        let _ = self.0.try_set(Some(Ok(Arc::new(answer))));
    }

    /// The answer, when there is one.
    pub fn get(self) -> Option<Arc<T>> {
        self.0.with(|answer| answer.as_ref()?.as_ref().ok().cloned())
    }

    /// Shows it.
    pub fn show(
        self,
        again: impl Fn() + Copy + Send + Sync + 'static,
        view: impl Fn(&T) -> AnyView + Send + 'static,
    ) -> AnyView {
        (move || match self.0.get() {
            None => view! { <Spinner label=t(words::settings::LOADING) /> }.into_any(),
            Some(Ok(answer)) => view(&answer),
            Some(Err(error)) => view! {
                <div class="notice notice-warning">
                    <Icon name=IconName::Warning />
                    <p>{i18n::error::sentence(&error)}</p>
                    <Button on_press=again>{t(words::common::RETRY)}</Button>
                </div>
            }
            .into_any(),
        })
        .into_any()
    }
}
