//! Upper and lower case, by the browser's tables: Rust's own would be 24 KB of the bundle.

use js_sys::JsString;

/// The text in lower case, of whatever script.
pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}
