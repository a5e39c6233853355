//! What this browser keeps for us (`localStorage`). It may be full, or forbidden: then nothing is kept.

use leptos::ev;
use leptos::prelude::window_event_listener;
use web_sys::Storage;

/// Before every key, so that nothing else on this origin is touched.
const PREFIX: &str = "gatepost.";

/// The browser did not keep the value: its storage is full, or forbidden for this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What is kept under the key.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok()?
}

/// Keeps the value under the key.
pub fn set(key: &str, value: &str) -> Result<(), NotKept> {
    let storage = storage().ok_or(NotKept)?;
    storage.set_item(&format!("{PREFIX}{key}"), value).map_err(|_| NotKept)
}

/// Forgets the key.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // Removing fails only where storing fails: nothing was kept.
        drop(storage.remove_item(&format!("{PREFIX}{key}")));
    }
}

/// All keys that begin so, without our own prefix.
pub fn keys_beginning(with: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter_map(|key| key.strip_prefix(PREFIX).map(str::to_owned))
        .filter(|key| key.starts_with(with))
        .collect()
}

/// Calls back when another tab has changed what is kept under the key. For the page's life.
pub fn on_change(key: &'static str, act: impl Fn() + 'static) {
    // The handle removes the listener only when asked to.
    let _for_ever = window_event_listener(ev::storage, move |event| {
        if event.key().is_some_and(|changed| changed.strip_prefix(PREFIX) == Some(key)) {
            act();
        }
    });
}
