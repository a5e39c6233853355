//! Which tab of the browser this is.

use crate::dom::random;

const KEY: &str = "gatepost.tab";

/// A name that this tab keeps over reloads and crashes, and that no other tab has. Where the browser keeps nothing
/// for a tab, it is a new name each time.
pub fn id() -> String {
    let storage = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    if let Some(known) = storage.as_ref().and_then(|storage| storage.get_item(KEY).ok().flatten()) {
        return known;
    }
    let id = random::uuid();
    if let Some(storage) = storage {
        // Full or forbidden: then what was written is found again later, once its page counts as gone.
        drop(storage.set_item(KEY, &id));
    }
    id
}
