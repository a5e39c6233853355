//! The parts of a message, as places in its bytes (RFC 2045, RFC 2046). What headers mean is read by mail-parser.

use std::ops::Range;

use mail_parser::{Attribute, MessageParser, MimeHeaders as _};

/// How deep parts may nest.
const MAX_DEPTH: usize = 50;

/// A part of a message, or the message itself.
#[derive(Debug)]
pub(crate) struct Part {
    header: Range<usize>,
    body: Range<usize>,
    /// `text`, `multipart`; in lower case.
    pub(crate) main_type: String,
    pub(crate) sub_type: String,
    pub(crate) parameters: Vec<(String, String)>,
    /// The parts of a multipart; the message in a message/rfc822.
    pub(crate) children: Vec<Part>,
}

impl Part {
    /// The whole message.
    pub(crate) fn of(raw: &[u8]) -> Self {
        Self::read(raw, 0..raw.len(), "text", "plain", 0)
    }

    /// The header, with the empty line that ends it.
    pub(crate) fn header<'a>(&self, raw: &'a [u8]) -> &'a [u8] {
        &raw[self.header.clone()]
    }

    pub(crate) fn body<'a>(&self, raw: &'a [u8]) -> &'a [u8] {
        &raw[self.body.clone()]
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.main_type == "multipart"
    }

    /// The message inside, where this is message/rfc822.
    pub(crate) fn message(&self) -> Option<&Self> {
        if self.is_multipart() { None } else { self.children.first() }
    }

    /// The part with these numbers (RFC 3501, section 6.4.5): those of a message that is no multipart are all `1`.
    pub(crate) fn find(&self, path: &[usize]) -> Option<&Self> {
        let Some((number, rest)) = path.split_first() else { return Some(self) };
        let within = self.message().unwrap_or(self);
        if within.is_multipart() {
            return within.children.get(number.checked_sub(1)?)?.find(rest);
        }
        // The only part of a message is the message itself; of any other leaf there is no part.
        let is_only = *number == 1 && (self.message().is_some() || self.header.start == 0);
        if is_only && rest.is_empty() { Some(within) } else { within.children.first().filter(|_| is_only)?.find(rest) }
    }

    fn read(raw: &[u8], place: Range<usize>, main_type: &str, sub_type: &str, depth: usize) -> Self {
        let end_of_header = end_of_header(&raw[place.clone()]);
        let header = place.start..place.start + end_of_header;
        let body = header.end..place.end;
        let usual = || Kind { main_type: main_type.to_owned(), sub_type: sub_type.to_owned(), parameters: Vec::new() };
        let Kind { main_type, sub_type, parameters } = content_type(&raw[header.clone()]).unwrap_or_else(usual);
        let mut part = Self { header, body, main_type, sub_type, parameters, children: Vec::new() };
        if depth < MAX_DEPTH {
            part.children = part.read_children(raw, depth);
        }
        part
    }

    fn read_children(&self, raw: &[u8], depth: usize) -> Vec<Self> {
        if self.main_type == "message" && self.sub_type == "rfc822" {
            return vec![Self::read(raw, self.body.clone(), "text", "plain", depth + 1)];
        }
        let boundary = self.parameters.iter().find(|(name, _)| name == "boundary");
        let Some((_, boundary)) = boundary.filter(|_| self.is_multipart()) else { return Vec::new() };
        let usual = if self.sub_type == "digest" { ("message", "rfc822") } else { ("text", "plain") };
        between(raw, self.body.clone(), boundary)
            .into_iter()
            .map(|place| Self::read(raw, place, usual.0, usual.1, depth + 1))
            .collect()
    }
}

/// What Content-Type says.
struct Kind {
    main_type: String,
    sub_type: String,
    parameters: Vec<(String, String)>,
}

fn content_type(header: &[u8]) -> Option<Kind> {
    let message = MessageParser::default().parse_headers(header)?;
    let kind = message.content_type()?;
    let parameter = |one: &Attribute<'_>| (one.name.to_ascii_lowercase(), one.value.to_string());
    Some(Kind {
        main_type: kind.ctype().to_ascii_lowercase(),
        sub_type: kind.subtype().unwrap_or_default().to_ascii_lowercase(),
        parameters: kind.attributes.iter().flatten().map(parameter).collect(),
    })
}

/// Where the body begins: after the first empty line.
fn end_of_header(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    at
}

/// What stands between the boundary's lines; the line end before each belongs to it (RFC 2046, section 5.1.1).
fn between(raw: &[u8], place: Range<usize>, boundary: &str) -> Vec<Range<usize>> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut begin = None;
    let mut at = place.start;
    for line in raw[place.clone()].split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let rest = text.strip_prefix(delimiter.as_bytes());
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || *rest == b"--") {
            if let Some(begin) = begin.take() {
                parts.push(begin..without_line_end(raw, begin, at));
            }
            if rest == b"--" {
                return parts;
            }
            begin = Some(at + line.len());
        }
        at += line.len();
    }
    parts.extend(begin.map(|begin| begin..place.end));
    parts
}

fn without_line_end(raw: &[u8], begin: usize, end: usize) -> usize {
    let text = &raw[begin..end];
    let text = text.strip_suffix(b"\n").map_or(text, |text| text.strip_suffix(b"\r").unwrap_or(text));
    begin + text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_a_multipart_in_a_message() {
        let raw = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\none\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n\
            Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\n--a--\r\n";
        let whole = Part::of(raw);
        assert_eq!(whole.children.len(), 2);
        assert_eq!(whole.find(&[1]).unwrap().body(raw), b"one");
        assert_eq!(whole.find(&[2, 2]).unwrap().body(raw), b"<p>");
        assert_eq!(whole.find(&[2]).unwrap().sub_type, "rfc822");
        assert!(whole.find(&[3]).is_none() && whole.find(&[1, 1]).is_none());
    }

    #[test]
    fn a_message_without_parts_has_one() {
        let whole = Part::of(b"Subject: x\r\n\r\nhello\r\n");
        assert_eq!(whole.find(&[1]).unwrap().body(b"Subject: x\r\n\r\nhello\r\n"), b"hello\r\n");
        assert!(whole.find(&[2]).is_none() && whole.find(&[1, 1]).is_none());
    }
}
