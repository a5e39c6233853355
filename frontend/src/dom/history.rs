//! The browser's history: where the page is, and going elsewhere without loading it anew.

use leptos::ev;
use leptos::prelude::window_event_listener;
use wasm_bindgen::JsValue;

/// The path of the page's URL, with its query.
pub fn path() -> String {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return String::new() };
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Goes to a path, so that Back leads here.
pub fn push(path: &str) {
    if let Some(history) = history() {
        // It fails only when a page goes too often in a short time: then Back is less exact, no more.
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(path)));
    }
}

/// Goes to a path in the place of this one.
pub fn replace(path: &str) {
    if let Some(history) = history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(path)));
    }
}

/// Calls back with the path after each Back and Forward, as long as the page lives.
pub fn on_travel(callback: impl Fn(String) + 'static) {
    // The handle removes the listener only when asked to.
    let _for_ever = window_event_listener(ev::popstate, move |_| callback(path()));
}

fn history() -> Option<web_sys::History> {
    web_sys::window().and_then(|window| window.history().ok())
}

/// The value of a parameter of the page's URL.
pub fn parameter(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}
