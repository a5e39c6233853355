//! A new release of the program, as boot.mjs tells it: it is on the device and waits until it may take over.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

const READY: &str = "gatepost-update";
const TAKE_OVER: &str = "gatepost-take-over";

/// Calls back when one waits, which may be now. For the page's life.
pub fn on_ready(act: impl Fn() + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.document_element().is_some_and(|page| page.has_attribute("data-update")) {
        act();
    }
    let listener = Closure::<dyn Fn()>::new(act);
    // Adding a listener for a known event fails only out of memory.
    drop(document.add_event_listener_with_callback(READY, listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// It takes over, and the page is loaded again with it.
pub fn take_over() {
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(event)) = (document, Event::new(TAKE_OVER)) {
        // Nobody can refuse this event.
        let _ = document.dispatch_event(&event);
    }
}
