//! The charset that HTML names within itself: WHATWG's prescan (HTML, section 13.2.3.2, "prescan a byte stream to
//! determine its encoding") over the first 1,024 bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far is looked, in bytes.
const REACH: usize = 1024;

/// The encoding that a `<meta>` near the beginning names.
pub(super) fn charset(html: &[u8]) -> Option<&'static Encoding> {
    let mut scanner = Scanner { rest: &html[..html.len().min(REACH)] };
    while !scanner.rest.is_empty() {
        if scanner.rest.starts_with(b"<!--") {
            scanner.skip_past(b"-->", 2);
        } else if scanner.is_tag(b"<meta") {
            scanner.skip(5);
            if let Some(encoding) = scanner.meta() {
                return Some(encoding);
            }
        } else if let [b'<', b'/', letter, ..] | [b'<', letter, ..] = scanner.rest
            && letter.is_ascii_alphabetic()
        {
            scanner.skip_while(|byte| !is_blank(byte) && byte != b'>');
            while scanner.attribute().is_some() {}
        } else if matches!(scanner.rest, [b'<', b'!' | b'/' | b'?', ..]) {
            scanner.skip_past(b">", 1);
        } else {
            scanner.skip(1);
        }
    }
    None
}

struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !belongs(*byte)).unwrap_or(self.rest.len());
        let (skipped, rest) = self.rest.split_at(end);
        self.rest = rest;
        skipped
    }

    /// Goes on behind the next such bytes, looked for `from` bytes ahead.
    fn skip_past(&mut self, end: &[u8], from: usize) {
        self.skip(from);
        let found = self.rest.windows(end.len()).position(|window| window == end);
        self.skip(found.map_or(self.rest.len(), |place| place + end.len()));
    }

    fn is_tag(&self, tag: &[u8]) -> bool {
        let Some((name, after)) = self.rest.split_at_checked(tag.len()) else { return false };
        name.eq_ignore_ascii_case(tag) && after.first().is_some_and(|byte| is_blank(*byte) || *byte == b'/')
    }

    /// The attributes of a `<meta>`: `charset=x`, or `http-equiv=content-type content="text/html; charset=x"`.
    fn meta(&mut self) -> Option<&'static Encoding> {
        let (mut is_content_type, mut direct, mut indirect) = (false, None, None);
        while let Some((name, value)) = self.attribute() {
            match name.as_slice() {
                b"http-equiv" => is_content_type |= value == b"content-type",
                b"charset" if direct.is_none() => direct = Some(value),
                b"content" if indirect.is_none() => indirect = within_content(&value),
                _ => {}
            }
        }
        let label = direct.or(indirect.filter(|_| is_content_type))?;
        Encoding::for_label_no_replacement(&label).map(ascii_compatible)
    }

    /// The next attribute of a tag in lower case; none at the tag's end.
    fn attribute(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.skip_while(|byte| is_blank(byte) || byte == b'/');
        if matches!(self.rest.first(), None | Some(b'>')) {
            return None;
        }
        let mut name = self.rest[..1].to_ascii_lowercase();
        self.skip(1);
        name.extend(self.skip_while(|byte| !is_blank(byte) && !b"/>=".contains(&byte)).to_ascii_lowercase());
        let before = self.rest;
        self.skip_while(is_blank);
        if self.rest.first() != Some(&b'=') {
            self.rest = before;
            return Some((name, Vec::new()));
        }
        self.skip(1);
        self.skip_while(is_blank);
        let value = match self.rest.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let quote = *quote;
                self.skip(1);
                let value = self.skip_while(|byte| byte != quote);
                self.skip(1);
                value
            }
            _ => self.skip_while(|byte| !is_blank(byte) && byte != b'>'),
        };
        Some((name, value.to_ascii_lowercase()))
    }
}

/// `text/html; charset=x` (HTML, section 2.5.5, extracting a character encoding from a `meta` element).
fn within_content(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content;
    loop {
        let place = rest.windows(7).position(|window| window == b"charset")?;
        rest = rest[place + 7..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end = value.iter().position(|byte| is_blank(*byte) || b";\"'".contains(byte)).unwrap_or(value.len());
            return Some(value[..end].to_vec());
        }
    }
}

/// The bytes of this declaration were just read as ASCII: UTF-16 they are not.
fn ascii_compatible(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(html: &str) -> Option<&'static str> {
        charset(html.as_bytes()).map(Encoding::name)
    }

    #[test]
    fn every_spelling_of_a_declaration() {
        for html in [
            "<meta charset=koi8-r>",
            "<META CHARSET = 'KOI8-R' />",
            "<!doctype html><html lang=ru><head><title>x</title><meta/charset=koi8-r>",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">",
            "<meta content='text/html; charset = \"koi8-r\"; x' http-equiv=content-type>",
            "<!-- <meta charset=utf-8> --><meta name=x content='charset=utf-8'><meta charset=koi8-r>",
            "<a title='<meta charset=utf-8>'><meta charset=koi8-r>",
        ] {
            assert_eq!(named(html), Some("KOI8-R"), "{html}");
        }
    }

    #[test]
    fn what_is_no_declaration() {
        for html in [
            "",
            "<meta",
            "<metacharset=koi8-r>",
            "<meta content='text/html; charset=koi8-r'>",
            "<meta charset=x-y>",
            "<!-- <meta charset=koi8-r>",
        ] {
            assert_eq!(named(html), None, "{html}");
        }
        assert_eq!(named(&format!("{}<meta charset=koi8-r>", " ".repeat(REACH))), None);
        assert_eq!(named("<meta charset=utf-16>"), Some("UTF-8"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(html in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"<meta charset=-->/'\" \n"[..])], 0..300)) {
            charset(&html);
        }
    }
}
