//! The one encoder of `Content-Disposition` (RFC 6266), and of the types that a browser may show by itself.
//!
//! File names and media types come from mail, that is, from attackers: a name may try to end the header or to
//! climb out of the download folder, a type may try to be run in our origin.

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The longest file name in characters: what file systems take.
const MAX_NAME: usize = 200;

/// RFC 8187's attr-char: everything else is percent-encoded.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Pictures without scripts: what the mail view may embed.
const SHOWN_INLINE: [&str; 7] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon"];

/// Whether a browser may show this type inside our origin.
pub fn may_be_inline(media_type: &str) -> bool {
    SHOWN_INLINE.contains(&media_type)
}

/// `attachment; filename="…"; filename*=UTF-8''…` for a name from outside.
pub fn attachment(name: &str) -> HeaderValue {
    disposition("attachment", name)
}

/// `inline` with the same names.
pub fn inline(name: &str) -> HeaderValue {
    disposition("inline", name)
}

fn disposition(kind: &str, name: &str) -> HeaderValue {
    let name = safe_name(name);
    let ascii: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let encoded = utf8_percent_encode(&name, ATTR_CHAR);
    HeaderValue::from_str(&format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%')
}

/// Without path separators, control characters, and the marks that make a name read backwards (U+202E).
fn safe_name(name: &str) -> String {
    let is_deceptive =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = name
        .chars()
        .filter(|c| !c.is_control() && !is_deceptive(*c))
        .map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    // A name too long loses its middle, not its ending, by which the system knows the type.
    let name = name.trim().trim_start_matches('.');
    let length = name.chars().count();
    if length == 0 {
        return "attachment".to_owned();
    }
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let ending: String = name.chars().skip(length - 20).collect();
    name.chars().take(MAX_NAME - 20).chain(ending.chars()).collect()
}

/// The media type as a header value: what is not `token/token` (RFC 9110, section 8.3.1) is just bytes.
pub fn media_type(media_type: &str, charset: Option<&str>) -> HeaderValue {
    let is_token = |text: &str| {
        !text.is_empty()
            && text.len() <= 127
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let valid = media_type.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    let text = match charset {
        _ if !valid => "application/octet-stream".to_owned(),
        Some(charset) if media_type.starts_with("text/") && is_token(charset) => {
            format!("{media_type}; charset={charset}")
        }
        _ => media_type.to_owned(),
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: &HeaderValue) -> &str {
        value.to_str().unwrap()
    }

    #[test]
    fn a_name_in_any_language_arrives() {
        assert_eq!(
            text(&attachment("Rechnung März.pdf")),
            "attachment; filename=\"Rechnung M_rz.pdf\"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"
        );
    }

    #[test]
    fn a_name_cannot_climb_end_the_header_or_read_backwards() {
        assert_eq!(
            text(&attachment("../../etc/passwd")),
            "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"
        );
        assert!(!text(&attachment("a\"; x=\"\r\nSet-Cookie: a")).contains("\"; x"));
        assert!(!text(&attachment("invoice\u{202e}fdp.exe")).contains("%E2%80%AE"));
        assert_eq!(text(&attachment("\u{202e}")), "attachment; filename=\"attachment\"; filename*=UTF-8''attachment");
    }

    #[test]
    fn only_pictures_without_scripts_are_shown_by_the_browser() {
        for hostile in ["image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "application/pdf"] {
            assert!(!may_be_inline(hostile), "{hostile}");
        }
        assert!(may_be_inline("image/png"));
    }

    #[test]
    fn a_type_that_is_none_is_just_bytes() {
        assert_eq!(text(&media_type("text/html\r\nX: y", None)), "application/octet-stream");
        assert_eq!(text(&media_type("text", None)), "application/octet-stream");
        assert_eq!(text(&media_type("text/plain", Some("utf-8"))), "text/plain; charset=utf-8");
        assert_eq!(text(&media_type("text/plain", Some("a; b"))), "text/plain");
    }

    proptest! {
        #[test]
        fn no_name_makes_a_header_with_a_loose_quote(name in "\\PC{0,300}|[\\x00-\\x7f]{0,50}") {
            let value = attachment(&name);
            let value = text(&value);
            prop_assert_eq!(value.matches('"').count(), 2);
            prop_assert!(value.len() < 4096);
        }

        #[test]
        fn the_name_that_browsers_read_is_the_safe_one(name in "\\PC{0,60}") {
            for value in [attachment(&name), inline(&name)] {
                let (_, encoded) = text(&value).split_once("filename*=UTF-8''").unwrap();
                let read = percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap();
                prop_assert_eq!(read.as_ref(), safe_name(&name));
                prop_assert!(!read.contains(['/', '\\', '\r', '\n', '\0']));
            }
        }

        #[test]
        fn no_type_begins_another_parameter_or_header(kind in "(?s).{0,30}|[a-z/;= \"]{0,20}", charset in "(?s).{0,20}") {
            let value = media_type(&kind, Some(&charset));
            prop_assert!(text(&value).matches(';').count() <= 1 && !text(&value).contains(['"', ',']), "{:?}", value);
        }
    }
}
