//! Which emails are ticked. The rows are kept, so that a selected email can be changed after its row was scrolled away.

use std::collections::BTreeMap;

use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::state::rows::Row;

/// The ticked emails, and where a range of them begins.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    chosen: RwSignal<BTreeMap<EmailId, Row>>,
    /// Whether the person means all emails that the list shows, the ones not loaded included.
    everything: RwSignal<bool>,
    /// The place from which Shift selects.
    anchor: StoredValue<Option<u32>>,
}

impl Selection {
    /// Nothing is ticked.
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(BTreeMap::new()),
            everything: RwSignal::new(false),
            anchor: StoredValue::new(None),
        }
    }

    /// Whether an email is ticked.
    pub fn contains(&self, id: &EmailId) -> bool {
        self.chosen.with(|chosen| chosen.contains_key(id))
    }

    /// How many are ticked.
    pub fn count(&self) -> u32 {
        self.chosen.with(|chosen| u32::try_from(chosen.len()).unwrap_or(u32::MAX))
    }

    /// Whether all emails that the list shows are meant, the ones not loaded included.
    pub fn everything(&self) -> RwSignal<bool> {
        self.everything
    }

    /// The ticked rows.
    pub fn rows(&self) -> Vec<Row> {
        self.chosen.with(|chosen| chosen.values().cloned().collect())
    }

    /// Ticks an email or takes its tick away; a range may follow from its place.
    pub fn toggle(&self, place: u32, row: &Row) {
        self.anchor.set_value(Some(place));
        self.everything.set(false);
        self.chosen.update(|chosen| {
            if chosen.remove(&row.id).is_none() {
                chosen.insert(row.id.clone(), row.clone());
            }
        });
    }

    /// Ticks these as well.
    pub fn add<'a>(&self, rows: impl Iterator<Item = &'a Row>) {
        self.chosen.update(|chosen| chosen.extend(rows.map(|row| (row.id.clone(), row.clone()))));
    }

    /// Where a range begins: the last place ticked, or the one given, which it then is from now on.
    pub fn anchor_or(&self, place: u32) -> u32 {
        let anchor = self.anchor.get_value().unwrap_or(place);
        self.anchor.set_value(Some(anchor));
        anchor
    }

    /// Ticks exactly these.
    pub fn set<'a>(&self, rows: impl Iterator<Item = &'a Row>) {
        self.everything.set(false);
        let mut chosen = BTreeMap::new();
        chosen.extend(rows.map(|row| (row.id.clone(), row.clone())));
        self.chosen.set(chosen);
    }

    /// Changes the kept copies, as the rows in the list are changed.
    pub fn change(&self, id: &EmailId, change: impl FnOnce(&mut gatepost_shared::email::EmailSummary)) {
        if self.chosen.with_untracked(|chosen| chosen.contains_key(id)) {
            self.chosen.update(|chosen| {
                if let Some(row) = chosen.get_mut(id) {
                    change(std::sync::Arc::make_mut(row));
                }
            });
        }
    }

    /// Takes every tick away.
    pub fn clear(&self) {
        self.anchor.set_value(None);
        self.everything.set(false);
        if self.chosen.with_untracked(|chosen| !chosen.is_empty()) {
            self.chosen.set(BTreeMap::new());
        }
    }
}
