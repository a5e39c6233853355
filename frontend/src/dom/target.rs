//! Where on the page an event happened: one listener on a list does the work of hundreds on its rows.

use leptos::ev::Event;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The nearest element around the event that fits the selector.
fn nearest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Whether it happened in an element that fits the selector.
pub fn is_within(event: &Event, selector: &str) -> bool {
    nearest(event, selector).is_some()
}

/// An attribute of the nearest element around it that fits the selector.
pub fn attribute(event: &Event, selector: &str, name: &str) -> Option<String> {
    nearest(event, selector)?.get_attribute(name)
}
