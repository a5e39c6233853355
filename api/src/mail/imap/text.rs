//! Charsets: the bytes of a text, or of a header that should have been ASCII, as Unicode.

use gatepost_shared::email::EmailBodyValue;
use mail_parser::decoders::charsets::map::charset_decoder;

/// What is read as what when nothing is said and UTF-8 it is not: the most common in old mail (and a
/// superset of ISO 8859-1, which it is mostly sent as).
const FALLBACK: &str = "windows-1252";

/// Decodes bytes by their charset. True when some could not be decoded.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let charset = charset.map(|name| name.trim().to_ascii_lowercase()).unwrap_or_default();
    let is_plain =
        matches!(charset.as_str(), "" | "us-ascii" | "ascii" | "utf-8" | "utf8" | "unknown-8bit" | "default");
    if is_plain {
        return match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), false),
            Err(_) if charset.starts_with("utf") => (String::from_utf8_lossy(bytes).into_owned(), true),
            Err(_) => (by_name(bytes, FALLBACK).unwrap_or_default(), true),
        };
    }
    match by_name(bytes, &charset) {
        Some(text) => {
            let is_problem = text.contains('\u{fffd}');
            (text, is_problem)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), false),
            Err(_) => (by_name(bytes, FALLBACK).unwrap_or_default(), true),
        },
    }
}

fn by_name(bytes: &[u8], charset: &str) -> Option<String> {
    charset_decoder(charset.as_bytes()).map(|decode| decode(bytes))
}

/// The text of a part: decoded, line ends as `\n`, cut at `max` bytes of UTF-8.
pub(super) fn body_value(bytes: &[u8], charset: Option<&str>, is_cut: bool, max: usize) -> EmailBodyValue {
    let (text, is_problem) = decode(bytes, charset);
    // A cut in the middle of a letter is no fault of the message's.
    let text = if is_cut { text.trim_end_matches('\u{fffd}') } else { text.as_str() };
    let mut value = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_truncated = is_cut || value.len() > max;
    value.truncate(value.floor_char_boundary(max));
    EmailBodyValue { value, is_encoding_problem: is_problem && (!is_cut || text.contains('\u{fffd}')), is_truncated }
}

/// A header as UTF-8. Raw bytes beyond ASCII break the rules but are common: they are read by the charset
/// of the body, which the same program wrote.
pub(super) fn header(raw: &[u8], charset: Option<&str>) -> Vec<u8> {
    if raw.windows(3).any(|escape| escape == b"\x1b$B" || escape == b"\x1b$@") {
        return by_name(raw, "iso-2022-jp").map_or_else(|| raw.to_vec(), String::into_bytes);
    }
    if std::str::from_utf8(raw).is_ok() {
        return raw.to_vec();
    }
    let charset = charset.filter(|name| !name.to_ascii_lowercase().starts_with("utf"));
    decode(raw, charset).0.into_bytes()
}

/// One line for a person: control characters and line ends become spaces.
pub(super) fn one_line(text: &str, max: usize) -> String {
    let words: Vec<&str> =
        text.split(|letter: char| letter.is_control() || letter == ' ').filter(|word| !word.is_empty()).collect();
    let mut line = words.join(" ");
    line.truncate(line.floor_char_boundary(max));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_of_real_mail() {
        assert_eq!(decode(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251")), ("Привет".to_owned(), false));
        assert_eq!(decode(b"\x1b$B$3$s$K$A$O\x1b(B", Some("ISO-2022-JP")), ("こんにちは".to_owned(), false));
        assert_eq!(decode(b"caf\xe9", None), ("café".to_owned(), true));
        assert_eq!(decode("é".as_bytes(), Some("x-no-such-charset")), ("é".to_owned(), false));
    }

    #[test]
    fn texts_are_cut_between_letters() {
        let value = body_value("ä\r\nöü".as_bytes(), Some("utf-8"), false, 4);
        assert_eq!((value.value.as_str(), value.is_truncated), ("ä\n", true));
        let cut = body_value(&"aé".as_bytes()[..2], Some("utf-8"), true, 100);
        assert_eq!((cut.value.as_str(), cut.is_encoding_problem), ("a", false));
    }

    #[test]
    fn raw_headers_are_read_by_the_charset_of_the_body() {
        assert_eq!(header(b"Subject: \xcf\xf0", Some("windows-1251")), "Subject: Пр".as_bytes());
        assert_eq!(header(b"Subject: \x1b$B$3\x1b(B", None), "Subject: こ".as_bytes());
        assert_eq!(one_line("a\r\n\tb\u{0}  c", 100), "a b c");
    }
}
