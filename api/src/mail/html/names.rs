//! The mail's own names (ids, classes, map names), prefixed so that they can collide with nothing of ours; and the
//! one encoder for text that is written into HTML.

/// What stands before each id and class of the mail.
const PREFIX: &str = "m-";
/// More classes than this on one element are left out.
const MAX_CLASSES: usize = 32;

/// One name, prefixed. Prefixing twice is the same as once, so that sanitising twice is the same as once.
pub(super) fn prefixed(name: &str) -> String {
    if name.starts_with(PREFIX) { name.to_owned() } else { format!("{PREFIX}{name}") }
}

/// An id or a map name: a single word.
pub(super) fn id(value: &str) -> Option<String> {
    let is_word = !value.is_empty() && value.len() <= 256 && !value.contains(char::is_whitespace);
    is_word.then(|| prefixed(value))
}

/// A list of classes.
pub(super) fn classes(value: &str) -> Option<String> {
    let classes: Vec<_> = value.split_ascii_whitespace().take(MAX_CLASSES).map(prefixed).collect();
    (!classes.is_empty()).then(|| classes.join(" "))
}

/// Writes text so that HTML reads it back as text, in content and in a double-quoted attribute (HTML Living
/// Standard, section 13.3, escaping a string).
pub(super) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            other => out.push(other),
        }
    }
}
