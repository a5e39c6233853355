//! The number on the icon of the installed program (Badging API).

use js_sys::{Function, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Shows the number on the icon; 0 takes it away. Nothing happens where the browser has no such thing.
pub fn set(count: u32) {
    if let Some(done) = call(count) {
        spawn_local(async move {
            // It is refused where the program is not installed.
            drop(JsFuture::from(done).await);
        });
    }
}

fn call(count: u32) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let set: Function = Reflect::get(&navigator, &"setAppBadge".into()).ok()?.dyn_into().ok()?;
    set.call1(&navigator, &JsValue::from(count)).ok()?.dyn_into().ok()
}
