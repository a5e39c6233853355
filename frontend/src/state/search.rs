//! What the person has looked for: the last searches, kept in this browser until they sign out.

use leptos::prelude::*;

use crate::dom::storage;

/// Where they are kept: a line each.
const KEPT: &str = "searches";
/// How many are worth offering.
const MOST: usize = 8;

/// The last searches, the latest first.
#[derive(Debug, Clone, Copy)]
pub struct Recent(RwSignal<Vec<String>>);

impl Recent {
    /// Those that this browser has kept.
    pub fn new() -> Self {
        let kept = storage::get(KEPT).unwrap_or_default();
        Self(RwSignal::new(kept.lines().take(MOST).map(str::to_owned).collect()))
    }

    /// The searches.
    pub fn list(&self) -> Signal<Vec<String>> {
        self.0.into()
    }

    /// Remembers a search as the latest.
    pub fn remember(&self, query: &str) {
        let query = query.trim();
        if query.is_empty() {
            return;
        }
        self.0.update(|list| {
            list.retain(|known| known != query);
            list.insert(0, query.to_owned());
            list.truncate(MOST);
        });
        // A browser that keeps nothing forgets them with the page: no harm.
        let _ = storage::set(KEPT, &self.0.with_untracked(|list| list.join("\n")));
    }

    /// Forgets them all.
    pub fn forget(&self) {
        self.0.set(Vec::new());
        storage::remove(KEPT);
    }
}
