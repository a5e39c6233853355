//! Dragging things of the page within it.

use leptos::ev;

/// What begins to be dragged: our word for its kind, its name within the page, and a text for other programs.
pub fn begin(event: &ev::DragEvent, kind: &str, name: &str, text: &str) {
    if let Some(data) = event.data_transfer() {
        // Both fail only outside of dragstart.
        drop(data.set_data(kind, name));
        drop(data.set_data("text/plain", text));
        data.set_effect_allowed("copyMove");
    }
}

/// Whether what is dragged is of this kind. What it is can be read only when it is dropped.
pub fn is_of(event: &ev::DragEvent, kind: &str) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&kind.into(), 0))
}

/// What was dropped, if it is of this kind.
pub fn dropped(event: &ev::DragEvent, kind: &str) -> Option<String> {
    event.data_transfer()?.get_data(kind).ok().filter(|name| !name.is_empty())
}
