//! Text of messages for people: the body of a part within its limits, headers that should have been ASCII, single lines.
//! How bytes become letters is in [`charset`].

use gatepost_shared::email::EmailBodyValue;

use crate::mail::text::charset::{self, Source};

/// Decodes bytes by their charset. True when some could not be decoded.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let decoded = charset::decode(bytes, Source { declared: charset, ..Source::default() });
    (decoded.text, decoded.is_problem)
}

/// The text of a part: decoded, line ends as `\n`, cut at `max` bytes of UTF-8.
pub(super) fn body_value(bytes: &[u8], source: Source<'_>, max: usize) -> EmailBodyValue {
    let decoded = charset::decode(bytes, source);
    let mut value = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let is_truncated = source.is_cut || value.len() > max;
    value.truncate(value.floor_char_boundary(max));
    EmailBodyValue { value, is_encoding_problem: decoded.is_problem, is_truncated }
}

/// A header as UTF-8. Raw bytes beyond ASCII break the rules but are common: they are read by the charset
/// of the body, which the same program wrote.
pub(super) fn header(raw: &[u8], charset: Option<&str>) -> Vec<u8> {
    if raw.is_ascii() && !raw.contains(&0x1b) || !raw.is_ascii() && std::str::from_utf8(raw).is_ok() {
        return raw.to_vec();
    }
    let charset = charset.filter(|name| !name.to_ascii_lowercase().starts_with("utf"));
    decode(raw, charset).0.into_bytes()
}

/// One line for a person: control characters and line ends become spaces, and what turns the direction of writing goes,
/// so that `\u{202e}fdp.exe` is not read as a PDF.
pub(super) fn one_line(text: &str, max: usize) -> String {
    if is_one_line(text.as_bytes()) && text.len() <= max {
        return text.to_owned();
    }
    let parts = |letter: char| letter.is_control() || matches!(letter, ' ' | '\u{2028}' | '\u{2029}');
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut line = String::with_capacity(text.len());
    for word in text.split(parts).filter(|word| !word.is_empty()) {
        let before = line.len();
        if before > 0 {
            line.push(' ');
        }
        line.extend(word.split(turns));
        // A word of nothing else is none.
        if line.len() == before + usize::from(before > 0) {
            line.truncate(before);
        }
    }
    line.truncate(line.floor_char_boundary(max));
    line
}

/// Whether it is plain ASCII with single spaces between words, as nearly every line is: it stays as it is.
fn is_one_line(text: &[u8]) -> bool {
    let is_plain = text.iter().fold(true, |all, byte| all & matches!(byte, 0x20..=0x7e));
    is_plain && !text.starts_with(b" ") && !text.ends_with(b" ") && !text.windows(2).any(|pair| pair == b"  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_letters() {
        let value = body_value("ä\r\nöü".as_bytes(), Source::default(), 4);
        assert_eq!((value.value.as_str(), value.is_truncated), ("ä\n", true));
        let cut = body_value(&"aé".as_bytes()[..2], Source { is_cut: true, ..Source::default() }, 100);
        assert_eq!((cut.value.as_str(), cut.is_encoding_problem), ("a", false));
    }

    #[test]
    fn raw_headers_are_read_by_the_charset_of_the_body() {
        assert_eq!(header(b"Subject: \xcf\xf0", Some("windows-1251")), "Subject: Пр".as_bytes());
        assert_eq!(header(b"Subject: \x1b$B$3\x1b(B", None), "Subject: こ".as_bytes());
        assert_eq!(one_line("a\r\n\tb\u{0}  c", 100), "a b c");
        assert_eq!(one_line("invoice\u{202e}fdp.exe \u{2066} x", 100), "invoicefdp.exe x");
        assert_eq!(one_line(" two  spaces ", 100), "two spaces");
        assert_eq!((one_line("abc", 2), one_line("aé", 2)), ("ab".to_owned(), "a".to_owned()));
    }
}
