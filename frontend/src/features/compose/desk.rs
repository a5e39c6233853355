//! One message at its composer: what everything below the composer's frame acts on.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dom::files::LocalFile;
use crate::state::compose::{Compose, Composition, use_compose};

/// A handle on the message, small enough for every closure. It does nothing once the composer is gone: a field that loses
/// focus because it leaves the page is too late to change anything.
#[derive(Clone, Copy)]
pub struct Desk {
    compose: Compose,
    composition: StoredValue<Arc<Composition>>,
}

/// The desk, anywhere below a composer's frame.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// To be made by the frame, and provided to what is in it.
    pub fn new(composition: Arc<Composition>) -> Self {
        Self { compose: use_compose(), composition: StoredValue::new(composition) }
    }

    /// The composers.
    pub fn compose(self) -> Compose {
        self.compose
    }

    /// The message. To be called while the composer is built.
    pub fn composition(self) -> Arc<Composition> {
        self.composition.get_value()
    }

    /// Does something with the composers and the message, as long as the composer is there.
    pub fn act(self, act: impl FnOnce(&Compose, &Arc<Composition>)) {
        if let Some(composition) = self.composition.try_get_value() {
            act(&self.compose, &composition);
        }
    }

    /// The person has changed something.
    pub fn changed(self) {
        self.act(Compose::changed);
    }

    /// Attaches files.
    pub fn attach(self, files: Vec<LocalFile>) {
        self.act(|compose, composition| compose.attach(composition, files));
    }

    /// Puts pictures into the text; attaches what is none.
    pub fn insert_pictures(self, files: Vec<LocalFile>) {
        self.act(|compose, composition| compose.insert_pictures(composition, files));
    }

    /// A selector for something in this composer, and in no other.
    pub fn selector(self, within: &str) -> String {
        let number = self.composition.try_with_value(|composition| composition.number).unwrap_or_default();
        ["[data-composer='", &number.to_string(), "'] ", within].concat()
    }
}
