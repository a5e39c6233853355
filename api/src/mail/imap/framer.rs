//! Framing: where a response of the server ends. No byte is looked at twice.

use std::io;

use bytes::{Bytes, BytesMut};

/// The longest single response: a SEARCH of a million UIDs, a BODYSTRUCTURE of 10,000 parts.
const MAX_RESPONSE: usize = 16 * 1024 * 1024;

/// How much is read from the network at once, when nothing says that more is coming.
const READ_SIZE: usize = 8 * 1024;

/// How much of an announced literal is read at once.
const MAX_READ_SIZE: usize = 256 * 1024;

/// How large a buffer a resting connection may keep: there are thousands of them.
const KEPT: usize = 16 * 1024;

/// Cuts the byte stream into complete responses: lines, with the literals in them.
#[derive(Debug, Default)]
pub(super) struct Framer {
    incoming: BytesMut,
    /// Bytes of `incoming` that have been looked at.
    scanned: usize,
    /// Where the line begins that is being looked at: after the last literal.
    line: usize,
    /// Bytes of a literal that are still to come.
    literal: usize,
}

impl Framer {
    /// Where the bytes go as the network delivers them, with room for what is known to come.
    pub(super) fn buffer(&mut self) -> &mut BytesMut {
        self.incoming.reserve(self.literal.clamp(READ_SIZE, MAX_READ_SIZE));
        &mut self.incoming
    }

    /// The next complete response, with its line end.
    pub(super) fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if !self.skip_literal() {
                return self.wait();
            }
            let Some(end) = self.incoming[self.scanned..].iter().position(|byte| *byte == b'\n') else {
                self.scanned = self.incoming.len();
                return self.wait();
            };
            let end = self.scanned + end + 1;
            self.scanned = end;
            match self.literal_announced(end) {
                Some(length) if length > MAX_RESPONSE => return Err(too_large()),
                Some(length) => {
                    self.literal = length;
                    self.line = end + length;
                }
                None => {
                    self.scanned = 0;
                    self.line = 0;
                    let response = self.incoming.split_to(end).freeze();
                    if self.incoming.is_empty() && self.incoming.capacity() > KEPT {
                        self.incoming = BytesMut::new();
                    }
                    return Ok(Some(response));
                }
            }
        }
    }

    /// Whether bytes lie here that belong to no complete response.
    pub(super) fn is_empty(&self) -> bool {
        self.incoming.is_empty()
    }

    fn skip_literal(&mut self) -> bool {
        let here = self.literal.min(self.incoming.len() - self.scanned);
        self.scanned += here;
        self.literal -= here;
        self.literal == 0
    }

    fn wait(&self) -> io::Result<Option<Bytes>> {
        if self.incoming.len() > MAX_RESPONSE { Err(too_large()) } else { Ok(None) }
    }

    /// The length n when the line that ends at `end` ends with `{n}` (RFC 3501, section 4.3), `{n+}` or `~{n}`.
    fn literal_announced(&self, end: usize) -> Option<usize> {
        if self.line == 0 && is_text(&self.incoming[..end]) {
            return None;
        }
        let line = self.incoming[self.line..end].trim_ascii_end().strip_suffix(b"}")?;
        let open = line.iter().rposition(|byte| *byte == b'{')?;
        let digits = line[open + 1..].strip_suffix(b"+").unwrap_or(&line[open + 1..]);
        let fits = !digits.is_empty() && digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit);
        fits.then(|| std::str::from_utf8(digits).ok()?.parse().ok()).flatten()
    }
}

/// Lines that end in words for people, where `{5}` announces nothing: status responses and continuations.
fn is_text(line: &[u8]) -> bool {
    let Some(data) = line.strip_prefix(b"* ") else { return true };
    let word = data.split(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|text| text.eq_ignore_ascii_case(word))
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a response is larger than 16 MiB")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SESSION: &[u8] = b"* OK [X] ready {5}\r\n* 1 FETCH (BODY[] {7}\r\na{3}\r\nb X ~{2}\r\n\r\n)\r\n* 5 EXISTS\nA1 OK done {9}\r\n+ go {1}\r\n* 2 FETCH (BODY[] {0}\r\n)\r\n";

    fn frames(bytes: &[u8], step: usize) -> Vec<Bytes> {
        let mut framer = Framer::default();
        let mut frames = Vec::new();
        for chunk in bytes.chunks(step) {
            framer.buffer().extend_from_slice(chunk);
            while let Some(frame) = framer.next().unwrap() {
                frames.push(frame);
            }
        }
        assert!(framer.is_empty());
        frames
    }

    #[test]
    fn responses_are_the_same_however_the_network_cuts_them() {
        let whole = frames(SESSION, SESSION.len());
        assert_eq!(whole.len(), 6);
        assert_eq!(&whole[1][..], b"* 1 FETCH (BODY[] {7}\r\na{3}\r\nb X ~{2}\r\n\r\n)\r\n");
        for step in 1..SESSION.len() {
            assert_eq!(frames(SESSION, step), whole, "cut every {step} bytes");
        }
    }

    #[test]
    fn a_literal_of_absurd_length_is_refused_before_it_comes() {
        let mut framer = Framer::default();
        framer.buffer().extend_from_slice(b"* 1 FETCH (BODY[] {99999999999}\r\n");
        assert!(framer.next().is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_framer_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), step in 1_usize..50) {
            let mut framer = Framer::default();
            for chunk in bytes.chunks(step) {
                framer.buffer().extend_from_slice(chunk);
                while let Ok(Some(_)) = framer.next() {}
            }
        }
    }
}
