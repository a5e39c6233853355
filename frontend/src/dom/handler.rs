//! Being what the browser opens mail links with (the HTML standard, section 8.9.1.3).

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Whether the browser can be asked: not every one can, and none where the page came neither over HTTPS nor from this machine.
pub fn is_known() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let ask = navigator.and_then(|navigator| Reflect::get(&navigator, &"registerProtocolHandler".into()).ok());
    ask.as_ref().is_some_and(JsValue::is_function)
}

/// Asks it to open links with this scheme at this path of ours, in which `%s` stands for the link. Whether it does is the
/// person's answer to the browser, which we do not hear. False where it does not ask.
pub fn offer(scheme: &str, path: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(origin) = window.location().origin() else { return false };
    // The title is for browsers of long ago.
    window.navigator().register_protocol_handler(scheme, &(origin + path), "").is_ok()
}
