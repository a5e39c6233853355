//! Charsets: the bytes of a text as Unicode, whatever the sender says of them, and without losing any.
//!
//! The order is that of browsers (WHATWG HTML, section 13.2.3.2): a byte order mark, what the message declares, what the
//! HTML declares within itself. Then come rules for what mail gets wrong: each looks at the bytes once and is
//! written down here, so that nobody has to guess why a text was read as it was. Names are WHATWG's labels, with
//! those beside them that mail-parser knows. Not here: transfer encodings, and encoded words in headers.

mod prescan;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// A text, and whether some of it may not be what the sender wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// Whether bytes did not fit the charset, or nothing said which it is and it had to be guessed.
    pub is_problem: bool,
}

/// What is to be decoded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source<'a> {
    /// The charset parameter, if there is one.
    pub declared: Option<&'a str>,
    /// Whether the bytes are HTML, which may name its charset itself.
    pub is_html: bool,
    /// Whether the bytes end somewhere in the middle of the text: half a letter at the end is then nobody's fault.
    pub is_cut: bool,
}

/// Decodes a text. Linear in its length; never fails.
pub fn decode(bytes: &[u8], source: Source<'_>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return by_encoding(&bytes[length..], encoding, source.is_cut);
    }
    match declared(source.declared.unwrap_or_default()) {
        Declared::Encoding(encoding) => by_encoding(bytes, encoding, source.is_cut),
        Declared::Other(decode) => by_function(bytes, decode),
        Declared::Nothing => match within(bytes, source) {
            Some(encoding) => by_encoding(bytes, encoding, source.is_cut),
            None => guessed(bytes, source.is_cut),
        },
    }
}

/// What a charset parameter says.
enum Declared {
    Encoding(&'static Encoding),
    /// Known to mail-parser only: IBM code pages and the like.
    Other(fn(&[u8]) -> String),
    /// Nothing, or nothing that can be used.
    Nothing,
}

fn declared(label: &str) -> Declared {
    let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'')).to_ascii_lowercase();
    match label.as_str() {
        // US-ASCII is what servers say of a part that says nothing (RFC 3501, section 7.4.2, after RFC 2045's default);
        // the rest is what programs write that do not know. UTF-7 spells ASCII in two ways and is refused by browsers, too.
        ""
        | "us-ascii"
        | "ascii"
        | "ansi_x3.4-1968"
        | "7bit"
        | "8bit"
        | "binary"
        | "default"
        | "unknown"
        | "x-unknown"
        | "unknown-8bit"
        | "x-user-defined"
        | "utf-7"
        | "utf7"
        | "unicode-1-1-utf-7"
        | "csutf7"
        | "x-imap4-modified-utf7" => Declared::Nothing,
        _ => match Encoding::for_label_no_replacement(alias(&label).as_bytes()) {
            Some(encoding) => Declared::Encoding(encoding),
            // What WHATWG replaces by a single question mark (ISO-2022-KR, HZ) is read as far as it is ASCII.
            None if Encoding::for_label(label.as_bytes()).is_some() => Declared::Nothing,
            None => charset_decoder(label.as_bytes()).map_or(Declared::Nothing, Declared::Other),
        },
    }
}

/// Names that old programs write, as WHATWG's table has them.
fn alias(label: &str) -> &str {
    match label {
        "cp932" | "x-cp932" => "shift_jis",
        "cp936" | "ms936" => "gbk",
        "cp949" | "ms949" => "euc-kr",
        "cp950" | "ms950" => "big5",
        "cp1250" | "win-1250" => "windows-1250",
        "win-1251" => "windows-1251",
        "latin-1" => "iso-8859-1",
        other => other,
    }
}

/// What the bytes themselves say: a `<meta>` in HTML, or escapes that only ISO-2022-JP has.
fn within(bytes: &[u8], source: Source<'_>) -> Option<&'static Encoding> {
    let by_html = if source.is_html { prescan::charset(bytes) } else { None };
    by_html.or_else(|| has_japanese_escapes(bytes).then_some(ISO_2022_JP))
}

fn has_japanese_escapes(bytes: &[u8]) -> bool {
    bytes.is_ascii() && bytes.windows(3).any(|escape| escape == b"\x1b$B" || escape == b"\x1b$@")
}

fn by_encoding(bytes: &[u8], encoding: &'static Encoding, is_cut: bool) -> Decoded {
    if encoding == UTF_8 {
        return utf8(bytes, is_cut);
    }
    // Text of this century is UTF-8 under whatever name: Latin-1 that happens to be UTF-8 all through, with letters
    // beyond ASCII, is less likely by far; and UTF-16 without a single zero byte is ASCII.
    let is_doubtful =
        encoding == WINDOWS_1252 || ((encoding == UTF_16LE || encoding == UTF_16BE) && !bytes.contains(&0));
    if is_doubtful
        && let Some(text) = as_utf8(bytes, is_cut).filter(|text| encoding != WINDOWS_1252 || !text.is_ascii())
    {
        return Decoded { text: text.to_owned(), is_problem: false };
    }
    let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
    if is_broken && let Some(text) = as_utf8(bytes, is_cut) {
        return Decoded { text: text.to_owned(), is_problem: false };
    }
    let text = if is_cut { text.trim_end_matches('\u{fffd}') } else { &*text };
    Decoded { text: text.to_owned(), is_problem: is_broken && text.contains('\u{fffd}') }
}

fn by_function(bytes: &[u8], decode: fn(&[u8]) -> String) -> Decoded {
    let text = decode(bytes);
    let is_problem = text.contains('\u{fffd}');
    Decoded { text, is_problem }
}

/// Nothing says what it is: UTF-8 where it fits, else Windows-1252, the most common in old mail and a superset of ISO
/// 8859-1.
fn guessed(bytes: &[u8], is_cut: bool) -> Decoded {
    match as_utf8(bytes, is_cut) {
        Some(text) => Decoded { text: text.to_owned(), is_problem: false },
        None => Decoded { text: windows_1252(bytes), is_problem: true },
    }
}

/// UTF-8; what is none in it is read as Windows-1252, byte by byte, instead of being lost.
fn utf8(bytes: &[u8], is_cut: bool) -> Decoded {
    if let Some(text) = as_utf8(bytes, is_cut) {
        return Decoded { text: text.to_owned(), is_problem: false };
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&windows_1252(chunk.invalid()));
    }
    Decoded { text, is_problem: true }
}

/// The bytes as UTF-8, if they are, less half a letter at a cut.
fn as_utf8(bytes: &[u8], is_cut: bool) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if is_cut && error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    }
}

fn windows_1252(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn assert_read(bytes: &[u8], declared: &str, text: &str, is_problem: bool) {
        let declared = Some(declared).filter(|name| !name.is_empty());
        let decoded = decode(bytes, Source { declared, ..Source::default() });
        assert_eq!(decoded, Decoded { text: text.to_owned(), is_problem }, "as {declared:?}");
    }

    fn html(text: &[u8], declared: Option<&str>) -> String {
        decode(text, Source { declared, is_html: true, is_cut: false }).text
    }

    #[test]
    fn charsets_of_real_mail() {
        assert_read(b"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет", false);
        assert_read(b"\xf0\xd2\xc9\xd7\xc5\xd4", "KOI8-R", "Привет", false);
        assert_read(b"\x1b$B$3$s$K$A$O\x1b(B", "ISO-2022-JP", "こんにちは", false);
        assert_read(b"\xc4\xe3\xba\xc3", "gb2312", "你好", false);
        assert_read(b"\x81\x30\x84\x36", "GB18030", "\u{a5}", false);
        assert_read(b"\xa7A\xa6n", "big5", "你好", false);
        assert_read(b"\xbe\xc8\xb3\xe7", "ks_c_5601-1987", "안녕", false);
        assert_read(b"\x82\xb1", "cp932", "こ", false);
        assert_read(b"\x93quoted\x94 \x80", "iso-8859-1", "“quoted” €", false);
        assert_read(b"caf\x82", "cp850", "café", false);
    }

    #[test]
    fn what_says_nothing_is_utf_8_or_western() {
        for declared in ["", "us-ascii", "x-unknown", "unknown-8bit", "utf-7", "klingon-8", "\"", "iso-2022-kr"] {
            assert_read("é".as_bytes(), declared, "é", false);
            assert_read(b"caf\xe9", declared, "café", true);
            assert_read(b"+AGEAYg-", declared, "+AGEAYg-", false);
        }
        assert_read(b"\x1b$B$3\x1b(B", "us-ascii", "こ", false);
    }

    #[test]
    fn wrong_labels_lose_nothing() {
        assert_read("Grüße".as_bytes(), "iso-8859-1", "Grüße", false);
        assert_read(b"Gr\xfc\xdfe", "utf-8", "Grüße", true);
        assert_read(b"\xc3\xbc and \xfc", "utf-8", "ü and ü", true);
        assert_read("你好".as_bytes(), "shift_jis", "你好", false);
        assert_read(b"plain", "utf-16", "plain", false);
        assert_read(b"h\0i\0", "utf-16", "hi", false);
    }

    #[test]
    fn a_byte_order_mark_counts_most() {
        assert_read(b"\xef\xbb\xbf\xc3\xa9", "iso-8859-1", "é", false);
        assert_read(b"\xff\xfeh\0i\0", "utf-8", "hi", false);
        assert_read(b"\xfe\xff\0h\0i", "", "hi", false);
    }

    #[test]
    fn html_may_name_its_charset_unless_the_message_does() {
        let russian =
            b"<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-1251'></head>\xcf";
        assert!(html(russian, None).ends_with('П'));
        assert!(html(russian, Some("us-ascii")).ends_with('П'), "what servers say of a part that says nothing");
        assert!(html(russian, Some("koi8-r")).ends_with('о'));
        assert!(html("<meta charset=iso-8859-1>ü".as_bytes(), None).ends_with('ü'));
    }

    #[test]
    fn half_a_letter_at_a_cut_is_no_fault() {
        let cut = |bytes, declared| decode(bytes, Source { declared: Some(declared), is_html: false, is_cut: true });
        assert_eq!(cut(b"a\xc3", "utf-8"), Decoded { text: "a".to_owned(), is_problem: false });
        assert_eq!(cut(b"a\xc4", "gb18030"), Decoded { text: "a".to_owned(), is_problem: false });
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_ascii_is_never_lost(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            declared in prop::option::of("(utf-?(8|7|16)|iso-8859-[0-9]{1,2}|windows-125[0-9]|koi8-r|gb18030|x-[a-z]{1,4}|.{0,8})"),
            is_html: bool, is_cut: bool,
        ) {
            decode(&bytes, Source { declared: declared.as_deref(), is_html, is_cut });
        }

        #[test]
        fn utf_8_is_read_whatever_western_name_it_has(text in "[a-zäöüß€]{0,40}", name in "(us-ascii|iso-8859-1|windows-1252|utf-8|x-unknown)") {
            prop_assert_eq!(decode(text.as_bytes(), Source { declared: Some(&name), ..Source::default() }).text, text);
        }
    }
}
