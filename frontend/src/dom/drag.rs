//! Dragging things of ours over the page. What is dragged is the application's business: the browser only knows the kind.

use leptos::ev::DragEvent;
use web_sys::Element;

/// What marks a drag as one of ours: other pages' and programs' drags are left alone.
const KIND: &str = "application/x-gatepost";

/// Begins to drag, with this element as the picture under the pointer.
pub fn begin(event: &DragEvent, picture: &Element, text: &str) {
    picture.set_text_content(Some(text));
    let Some(data) = event.data_transfer() else { return };
    data.set_effect_allowed("move");
    // It fails only for a drag that is over already.
    drop(data.set_data(KIND, "1"));
    data.set_drag_image(picture, 12, 12);
}

/// Lets the thing be dropped here.
pub fn allow(event: &DragEvent) {
    event.prevent_default();
    if let Some(data) = event.data_transfer() {
        data.set_drop_effect("move");
    }
}
