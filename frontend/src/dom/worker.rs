//! The service worker (worker.js), where this browser has one for us.

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ServiceWorkerContainer;

/// Where the browser has them: none without HTTPS, but for this machine.
pub fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let workers = Reflect::get(&navigator, &"serviceWorker".into()).ok().filter(JsValue::is_object)?;
    Some(workers.unchecked_into())
}

/// Sends ours a message, as JSON. Nothing happens where there is none, or before the first visit has settled.
pub fn tell(message: &str) {
    let worker = container().and_then(|workers| workers.controller());
    if let (Some(worker), Ok(message)) = (worker, JSON::parse(message)) {
        // A worker that has ended a moment ago hears nothing.
        drop(worker.post_message(&message));
    }
}
