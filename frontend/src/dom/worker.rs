//! The service worker (worker.js), where this browser has one for us.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Function, JSON, Reflect};

/// Sends it a message, as JSON. Nothing happens where there is none: without HTTPS, or before the first visit has settled.
pub fn tell(message: &str) {
    let Some(window) = web_sys::window() else { return };
    let property = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(JsValue::is_truthy);
    let worker = property(&window.navigator(), "serviceWorker").and_then(|all| property(&all, "controller"));
    let (Some(worker), Ok(message)) = (worker, JSON::parse(message)) else { return };
    if let Some(post) = property(&worker, "postMessage").and_then(|post| post.dyn_into::<Function>().ok()) {
        // A worker that has ended a moment ago hears nothing.
        drop(post.call1(&worker, &message));
    }
}
