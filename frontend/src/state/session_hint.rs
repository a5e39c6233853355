//! Whether this browser may hold a session. The cookie itself cannot be seen from here, and asking the node on every
//! first visit would be a request that is known to fail.

use crate::dom::storage;

const KEY: &str = "session";

/// Whether it is worth asking the node: somebody signed in here and has not left, or this browser remembers nothing.
pub fn may_exist() -> bool {
    storage::get(KEY).is_some() || storage::set(KEY, "").is_err() || {
        storage::remove(KEY);
        false
    }
}

/// Somebody has signed in.
pub fn remember() {
    // A browser that keeps nothing is asked every time.
    let _ = storage::set(KEY, "begun");
}

/// Nobody is signed in any more.
pub fn forget() {
    storage::remove(KEY);
}
