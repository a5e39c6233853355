//! A task of which only the latest matters: starting another drops the one before, which aborts its request.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Holds at most one running task.
#[derive(Debug, Clone, Copy)]
pub struct Latest(StoredValue<Option<AbortHandle>>);

impl Latest {
    /// No task yet.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Runs a task in the place of the one before.
    pub fn run(&self, task: impl Future<Output = ()> + 'static) {
        self.cancel();
        let (task, handle) = abortable(task);
        self.0.set_value(Some(handle));
        spawn_local(async move {
            // An aborted task has nothing to say.
            let _ = task.await;
        });
    }

    /// Ends the task, if one runs. (A task may run another in its own place: that ends it at its next wait.)
    pub fn cancel(&self) {
        if let Some(handle) = self.0.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    }
}
