//! What is pasted.

use leptos::ev;

/// The text that is pasted; empty when it is something else.
pub fn pasted_text(event: &ev::ClipboardEvent) -> String {
    event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}
