//! What the recipients must not see: takes `Bcc` and our own `X-Gatepost-*` fields out of a message on its way
//! to SMTP. Everything else passes byte for byte. Memory: a field's name, whatever the field's length.

use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};

use crate::mail::error::MailError;

/// Enough to tell every name that is taken out.
const MAX_NAME: usize = 64;

/// Strips a stream, of these fields, too.
pub fn stripped(
    bytes: BoxStream<'static, Result<Bytes, MailError>>,
    also: Vec<&'static str>,
) -> BoxStream<'static, Result<Bytes, MailError>> {
    let last = stream::once(async { None });
    bytes
        .map(Some)
        .chain(last)
        .scan(Strip { also, ..Strip::default() }, |strip, chunk| {
            let passed = match chunk {
                Some(chunk) => chunk.map(|chunk| strip.push(&chunk)),
                None => Ok(strip.finish()),
            };
            futures::future::ready(Some(passed))
        })
        .boxed()
}

/// The filter: feed it the message in pieces of any size.
#[derive(Debug, Default)]
pub struct Strip {
    state: State,
    /// Fields to take out besides.
    also: Vec<&'static str>,
    /// The beginning of a line that may still turn out to be a field to take out.
    name: BytesMut,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Collecting a field's name, after a field that was kept (true) or taken out.
    Name { previous_kept: bool },
    /// Behind a field's name: the rest of its line. After CR, `after_cr`: LF still belongs to the line.
    Line { kept: bool, after_cr: bool },
    /// Behind the empty line.
    Body,
    #[default]
    Start,
}

impl Strip {
    /// The next piece of the message in, what may pass of it out.
    pub fn push(&mut self, chunk: &Bytes) -> Bytes {
        if self.state == State::Body {
            return chunk.clone();
        }
        let mut passed = BytesMut::with_capacity(chunk.len() + self.name.len());
        for (at, byte) in chunk.iter().enumerate() {
            if self.state == State::Body {
                passed.extend_from_slice(&chunk[at..]);
                break;
            }
            self.step(*byte, &mut passed);
        }
        passed.freeze()
    }

    /// The end of the message: a line without an end is passed unless it continues what was taken out.
    pub fn finish(&mut self) -> Bytes {
        self.state = State::Body;
        self.name.split().freeze()
    }

    fn step(&mut self, byte: u8, passed: &mut BytesMut) {
        match self.state {
            State::Start => {
                self.state = State::Name { previous_kept: true };
                self.step(byte, passed);
            }
            State::Name { previous_kept } => self.in_name(byte, previous_kept, passed),
            State::Line { kept, after_cr: true } if byte != b'\n' => {
                // A bare CR ended the line for whoever reads leniently: judge what follows as a new line.
                self.state = State::Name { previous_kept: kept };
                self.step(byte, passed);
            }
            State::Line { kept, .. } => {
                if kept {
                    passed.extend_from_slice(&[byte]);
                }
                self.state = match byte {
                    b'\n' => State::Name { previous_kept: kept },
                    _ => State::Line { kept, after_cr: byte == b'\r' },
                };
            }
            State::Body => passed.extend_from_slice(&[byte]),
        }
    }

    fn in_name(&mut self, byte: u8, previous_kept: bool, passed: &mut BytesMut) {
        let is_first = self.name.is_empty();
        match byte {
            b' ' | b'\t' if is_first => self.decide(previous_kept, byte, passed),
            b'\n' if is_first || &self.name[..] == b"\r" => {
                self.state = State::Body;
                passed.unsplit(self.name.split());
                passed.extend_from_slice(b"\n");
            }
            b'\r' if is_first => self.name.extend_from_slice(b"\r"),
            b':' => {
                let is_other = |name: &&str| name.as_bytes().eq_ignore_ascii_case(self.name.trim_ascii());
                let kept = !is_secret(&self.name) && !self.also.iter().any(is_other);
                self.decide(kept, byte, passed);
            }
            // No field at all: a line without a colon, or a name that is too long to be one of ours.
            b'\r' | b'\n' => self.decide(true, byte, passed),
            _ if self.name.len() >= MAX_NAME => self.decide(true, byte, passed),
            _ => self.name.extend_from_slice(&[byte]),
        }
    }

    /// Passes or drops what was collected, and goes on with the line in the same way.
    fn decide(&mut self, kept: bool, byte: u8, passed: &mut BytesMut) {
        let name = self.name.split();
        if kept {
            passed.extend_from_slice(&name);
        }
        self.state = State::Line { kept, after_cr: false };
        self.step(byte, passed);
    }
}

/// `Bcc`, `Resent-Bcc` (RFC 5322, sections 3.6.3 and 3.6.6) and ours. Section 4.5.3 allows space before the colon.
fn is_secret(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    let begins_with = |prefix: &[u8]| name.len() >= prefix.len() && name[..prefix.len()].eq_ignore_ascii_case(prefix);
    name.eq_ignore_ascii_case(b"bcc") || name.eq_ignore_ascii_case(b"resent-bcc") || begins_with(b"x-gatepost-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn strip(message: &[u8], size: usize) -> Vec<u8> {
        let mut strip = Strip::default();
        let mut passed = Vec::new();
        for chunk in message.chunks(size) {
            passed.extend_from_slice(&strip.push(&Bytes::copy_from_slice(chunk)));
        }
        passed.extend_from_slice(&strip.finish());
        passed
    }

    #[test]
    fn bcc_and_our_own_fields_go_and_all_else_stays() {
        let message = b"To: a@x.org\r\nBCC : b@x.org,\r\n\tc@x.org\r\nX-Gatepost-Reference: reply E1\r\nBcc-Note: stays\r\nSubject: x\r\n y\r\nBcc:\r\n\r\nBcc: in the body\r\n";
        let wanted = b"To: a@x.org\r\nBcc-Note: stays\r\nSubject: x\r\n y\r\n\r\nBcc: in the body\r\n";
        for size in 1..message.len() {
            assert_eq!(strip(message, size), wanted, "in pieces of {size}");
        }
    }

    #[test]
    fn lenient_line_ends_hide_nobody() {
        assert_eq!(strip(b"To: a\nBcc: b\nX: c\n\nbody", 3), b"To: a\nX: c\n\nbody");
        assert_eq!(strip(b"To: a\rBcc: b\r\nX: c\r\n\r\n", 3), b"To: a\rX: c\r\n\r\n");
    }

    #[test]
    fn a_header_without_body_ends_well() {
        assert_eq!(strip(b"To: a\r\nBcc: b", 2), b"To: a\r\n");
        assert_eq!(strip(b"To: a\r\nBc", 2), b"To: a\r\nBc");
        assert_eq!(strip(b"", 1), b"");
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_the_same(lines in proptest::collection::vec("(bcc|Bcc|To|X-Gatepost-A| |\t)?:?[a-z ]{0,9}(\r\n|\n|\r)", 0..12), size in 1usize..9) {
            let message = lines.concat();
            let whole = strip(message.as_bytes(), message.len().max(1));
            prop_assert_eq!(&strip(message.as_bytes(), size), &whole);
            let header_end = ["\r\n\r\n", "\n\n"].iter().filter_map(|end| message.find(end)).min().unwrap_or(message.len());
            let whole = String::from_utf8(whole).unwrap();
            if header_end == message.len() && !message.starts_with(['\r', '\n']) && !message.contains("\r\r") && !message.contains("\n\r") {
                prop_assert!(!whole.split(['\r', '\n']).any(|line| line.to_lowercase().starts_with("bcc:")));
            }
        }
    }
}
