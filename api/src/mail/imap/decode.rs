//! Transfer encodings (RFC 2045, section 6) decoded piece by piece, as the bytes arrive.
//!
//! Mail from outside is often broken: what is no base64 is passed over, what is no quoted-printable stands
//! for itself. Not here: charsets ([`super::text`]).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// How the bytes of a part were made fit for mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// 7bit, 8bit, binary, and whatever is unknown.
    Identity,
    /// base64.
    Base64,
    /// quoted-printable.
    QuotedPrintable,
}

impl Encoding {
    /// The encoding of this name, in any case.
    pub(super) fn from_name(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Identity,
        }
    }

    /// The size after decoding: an estimate from the usual 76-column lines.
    pub(super) fn decoded_size(self, octets: u64) -> u64 {
        match self {
            Self::Base64 => octets / 78 * 57 + octets % 78 * 3 / 4,
            Self::Identity | Self::QuotedPrintable => octets,
        }
    }

    /// A decoder for one part.
    pub(super) fn decoder(self) -> Decoder {
        Decoder { encoding: self, rest: Vec::new(), is_padded: false }
    }
}

/// Decodes one part.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: Encoding,
    /// Bytes that cannot be decoded before more come.
    rest: Vec<u8>,
    /// Whether base64's padding has been seen: what follows is not part of it.
    is_padded: bool,
}

impl Decoder {
    /// Decodes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self.encoding {
            Encoding::Identity => bytes.to_vec(),
            Encoding::Base64 => self.push_base64(bytes),
            Encoding::QuotedPrintable => {
                self.rest.extend_from_slice(bytes);
                self.quoted_printable(false)
            }
        }
    }

    /// Decodes what is left when no more bytes come.
    pub(super) fn finish(mut self) -> Vec<u8> {
        match self.encoding {
            Encoding::Identity => Vec::new(),
            // A single letter left over holds six bits: no byte.
            Encoding::Base64 => decode_quanta(&self.rest[..if self.rest.len() == 1 { 0 } else { self.rest.len() }]),
            Encoding::QuotedPrintable => self.quoted_printable(true),
        }
    }

    fn push_base64(&mut self, bytes: &[u8]) -> Vec<u8> {
        let before = self.rest.len();
        self.rest.reserve(bytes.len());
        if let Some(decoded) = self.push_even_lines(bytes) {
            return decoded;
        }
        self.rest.truncate(before);
        for line in bytes.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !self.is_padded && line.iter().fold(true, |all, byte| all & is_base64(*byte)) {
                self.rest.extend_from_slice(line);
            } else {
                self.push_odd_line(line);
            }
        }
        let whole = self.rest.len() / 4 * 4;
        let decoded = decode_quanta(&self.rest[..whole]);
        self.rest.drain(..whole);
        decoded
    }

    /// Nearly all base64 has lines of one length, ended by CRLF: they are taken as they stand, and only decoding tells
    /// whether they hold letters alone. Looked at letter by letter first, they were a third of what a download cost the
    /// node. None, with `rest` as it may be, when it is otherwise.
    fn push_even_lines(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.is_padded {
            return None;
        }
        let end_of = |from: usize| bytes.get(from..)?.iter().take(MAX_LINE).position(|byte| *byte == b'\n');
        let first = end_of(0)?.checked_sub(1)?;
        let width = end_of(first + 2)?.checked_sub(1)?;
        let (head, lines) = bytes.split_at(first + 2);
        self.rest.extend_from_slice(head.strip_suffix(b"\r\n")?);
        let mut lines = lines.chunks_exact(width + 2);
        for line in &mut lines {
            self.rest.extend_from_slice(line.strip_suffix(b"\r\n")?);
        }
        self.rest.extend_from_slice(lines.remainder().trim_ascii_end());
        let whole = self.rest.len() / 4 * 4;
        let decoded = STANDARD_NO_PAD.decode(&self.rest[..whole]).ok()?;
        let is_rest_of_letters = self.rest[whole..].iter().all(|byte| is_base64(*byte));
        is_rest_of_letters.then(|| {
            self.rest.drain(..whole);
            decoded
        })
    }

    fn push_odd_line(&mut self, line: &[u8]) {
        for byte in line {
            match byte {
                _ if self.is_padded => break,
                b'=' => self.is_padded = true,
                byte if is_base64(*byte) => self.rest.push(*byte),
                _ => {}
            }
        }
    }

    fn quoted_printable(&mut self, is_end: bool) -> Vec<u8> {
        let bytes = std::mem::take(&mut self.rest);
        let mut decoded = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'=' => match escape(&bytes[at + 1..], is_end) {
                    Escape::Byte(value) => {
                        decoded.push(value);
                        at += 3;
                    }
                    Escape::SoftBreak(length) => at += 1 + length,
                    Escape::Literal => {
                        decoded.push(b'=');
                        at += 1;
                    }
                    Escape::Unfinished => break,
                },
                // White space at a line's end was added on the way (RFC 2045, section 6.7, rule 3).
                b' ' | b'\t' => {
                    let run = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                    match bytes.get(at + run) {
                        None if !is_end && run < MAX_BLANK => break,
                        Some(b'\r' | b'\n') => {}
                        _ => decoded.extend_from_slice(&bytes[at..at + run]),
                    }
                    at += run;
                }
                _ => {
                    decoded.push(*byte);
                    at += 1;
                }
            }
        }
        self.rest = bytes[at.min(bytes.len())..].to_vec();
        decoded
    }
}

fn is_base64(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/')
}

/// The longest line of base64 that is looked for: mail has lines of up to 76 letters, and of 998 signs.
const MAX_LINE: usize = 1000;

/// The longest run of white space that is held back to see whether the line ends: lines have 76 columns.
const MAX_BLANK: usize = 1000;

enum Escape {
    Byte(u8),
    /// `=`, white space, line end: this many bytes after the `=`.
    SoftBreak(usize),
    Literal,
    Unfinished,
}

fn escape(after: &[u8], is_end: bool) -> Escape {
    let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if let [high, low, ..] = after
        && let (Some(high), Some(low)) = (hex(high), hex(low))
    {
        return Escape::Byte(high << 4 | low);
    }
    let blank = after.iter().take(MAX_BLANK).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match &after[blank..] {
        [b'\r', b'\n', ..] => Escape::SoftBreak(blank + 2),
        [b'\n', ..] => Escape::SoftBreak(blank + 1),
        [] | [b'\r'] if is_end => Escape::SoftBreak(after.len()),
        [] | [b'\r'] => Escape::Unfinished,
        [byte] if blank == 0 && hex(byte).is_some() && !is_end => Escape::Unfinished,
        _ => Escape::Literal,
    }
}

fn decode_quanta(letters: &[u8]) -> Vec<u8> {
    // Letters only, whole quanta only: what cannot be decoded is a leftover with odd trailing bits.
    STANDARD_NO_PAD.decode(letters).unwrap_or_else(|_| lenient(letters))
}

/// Decodes a last quantum whose unused bits are not zero.
fn lenient(letters: &[u8]) -> Vec<u8> {
    let mut padded = letters.to_vec();
    let kept = letters.len() * 3 / 4;
    padded.resize(letters.len().next_multiple_of(4), b'A');
    let mut decoded = STANDARD_NO_PAD.decode(&padded).unwrap_or_default();
    decoded.truncate(kept);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn decode(encoding: Encoding, text: &[u8], step: usize) -> Vec<u8> {
        let mut decoder = encoding.decoder();
        let mut decoded: Vec<u8> = text.chunks(step).flat_map(|chunk| decoder.push(chunk)).collect();
        decoded.extend(decoder.finish());
        decoded
    }

    #[test]
    fn quoted_printable_as_rfc_2045_has_it() {
        for step in 1..12 {
            let text = b"caf=C3=a9 =\r\nsoft=  \r\nbreak \t \r\nkept =ZZ = x=";
            let expected = "café softbreak\r\nkept =ZZ = x".as_bytes();
            assert_eq!(decode(Encoding::QuotedPrintable, text, step), expected, "cut every {step} bytes");
        }
    }

    #[test]
    fn base64_with_rubbish_in_it() {
        for step in 1..9 {
            assert_eq!(decode(Encoding::Base64, b"aGVs\r\nbG8!= trailing", step), b"hello");
            assert_eq!(decode(Encoding::Base64, b"aGVsbG9=", step), b"hello");
            assert_eq!(decode(Encoding::Base64, b"aGVsb", step), b"hel");
        }
    }

    proptest! {
        #[test]
        fn base64_survives_the_round_trip_however_it_is_cut(bytes in prop::collection::vec(any::<u8>(), 0..200), step in 1_usize..90) {
            let lines: Vec<String> = STANDARD.encode(&bytes).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
            prop_assert_eq!(decode(Encoding::Base64, lines.join("\r\n").as_bytes(), step), bytes);
        }

        #[test]
        fn cuts_change_nothing(text in "[=a-fA-F0-9 \\t\\r\\nxé]{0,80}", step in 1_usize..20) {
            for encoding in [Encoding::Base64, Encoding::QuotedPrintable] {
                prop_assert_eq!(decode(encoding, text.as_bytes(), step), decode(encoding, text.as_bytes(), 1000));
            }
        }
    }
}
