//! What is pasted, and what is copied.

use leptos::ev;
use wasm_bindgen_futures::JsFuture;

/// The text that is pasted; empty when it is something else.
pub fn pasted_text(event: &ev::ClipboardEvent) -> String {
    event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}

/// Copies a text. False where the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
