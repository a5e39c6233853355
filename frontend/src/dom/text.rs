//! Upper and lower case, by the browser's tables: Rust's own would be 24 KB of the bundle.

use js_sys::JsString;

/// The text in lower case, of whatever script.
pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The text with a capital at its beginning, where its script has any.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| upper_case(&first.to_string())).unwrap_or_default();
    first + letters.as_str()
}

fn upper_case(text: &str) -> String {
    JsString::from(text).to_upper_case().into()
}

/// The letter that the text is filed under: its first letter without accents, in upper case; `#` where it begins with none.
pub fn initial(text: &str) -> String {
    let bare: String = JsString::from(text.trim()).normalize("NFD").into();
    match bare.chars().next() {
        Some(first) if first.is_alphabetic() => upper_case(&first.to_string()),
        _ => "#".to_owned(),
    }
}
