//! Ids for `aria-labelledby`, `for` and the like: each call gives one that the page does not have yet.

use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A new id that starts with this word: `field-7`.
pub fn unique_id(word: &str) -> String {
    format!("{word}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
