//! Upper and lower case, by the browser's tables: Rust's own would be 24 KB of the bundle.

use js_sys::JsString;

/// The text in lower case, of whatever script.
pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The letter that the text is filed under: its first letter without accents, in upper case; `#` where it begins with none.
pub fn initial(text: &str) -> String {
    let bare: String = JsString::from(text.trim()).normalize("NFD").into();
    match bare.chars().next() {
        Some(first) if first.is_alphabetic() => JsString::from(first.to_string()).to_upper_case().into(),
        _ => "#".to_owned(),
    }
}
