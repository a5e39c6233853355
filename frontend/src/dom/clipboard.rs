//! What is pasted.

use leptos::ev;

/// The text that is pasted; empty when it is something else.
pub fn pasted_text(event: &ev::ClipboardEvent) -> String {
    event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}

/// Puts a text where pasting finds it. The browser asks nobody: it follows a press of the person's.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // It fails only where the page is not in front, which it was a moment ago.
        drop(window.navigator().clipboard().write_text(text));
    }
}
