//! base64 in lines of one length: where in them a decoded byte stands, so that a piece of a large file can be fetched
//! without the rest.
//!
//! Nearly all mail has such lines (RFC 2045, section 6.8, allows up to 76 letters), but nothing promises it. The
//! first and the last kilobyte say how long the lines are; what is fetched later is checked against it. Other base64 is
//! decoded from its beginning.

use std::ops::Range;

/// How much of the beginning and of the end is looked at, in bytes. The beginning must not reach the last line, which may be
/// short: a part must have more than twice as many.
pub(super) const SAMPLE: u64 = 1024;

/// Regular lines: all but the last have `width` letters and end in CRLF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lines {
    width: u64,
    /// How many bytes the decoded part has.
    pub(super) total: u64,
}

impl Lines {
    /// What the first and the last bytes of a part of `octets` bytes tell, unless they are irregular.
    pub(super) fn of(head: &[u8], tail: &[u8], octets: u64) -> Option<Self> {
        let width = head.iter().position(|byte| *byte == b'\r')? as u64;
        if width == 0 || !width.is_multiple_of(4) {
            return None;
        }
        let mut lines = Self { width, total: 0 };
        let data = tail.trim_ascii_end();
        let tail_from = octets.checked_sub(tail.len() as u64)?;
        let end = tail_from + data.len() as u64;
        let pads = data.iter().rev().take_while(|byte| **byte == b'=').count();
        let letters = lines.letters_before(end)?;
        if pads > 2 || !letters.is_multiple_of(4) || letters == 0 {
            return None;
        }
        let is_regular = lines.fits(head, 0) && lines.fits(&data[..data.len() - pads], tail_from);
        lines.total = letters / 4 * 3 - pads as u64;
        is_regular.then_some(lines)
    }

    /// How many letters stand before this place; none when it is between CR and LF, or just behind them.
    fn letters_before(self, place: u64) -> Option<u64> {
        let (line, column) = (place / self.line(), place % self.line());
        (1..=self.width).contains(&column).then_some(line * self.width + column)
    }

    fn line(self) -> u64 {
        self.width + 2
    }

    /// Whether these bytes from this place on are letters and line ends where they must be.
    pub(super) fn fits(self, bytes: &[u8], from: u64) -> bool {
        let is_right = |(place, byte): (u64, &u8)| match place % self.line() {
            column if column == self.width => *byte == b'\r',
            column if column == self.width + 1 => *byte == b'\n',
            _ => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
        };
        (from..).zip(bytes).all(is_right)
    }

    /// Which bytes of the encoded part hold these decoded ones, and how many decoded bytes come before them.
    pub(super) fn encoded(self, decoded: &Range<u64>) -> (Range<u64>, u64) {
        let place = |letter: u64| letter / self.width * self.line() + letter % self.width;
        let first_quantum = decoded.start / 3;
        let last_quantum = decoded.end.saturating_sub(1) / 3;
        (place(first_quantum * 4)..place(last_quantum * 4 + 3) + 1, decoded.start - first_quantum * 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn wrapped(bytes: &[u8], width: usize) -> Vec<u8> {
        let encoded = STANDARD.encode(bytes);
        encoded.as_bytes().chunks(width).flat_map(|line| [line, b"\r\n"].concat()).collect()
    }

    fn of(encoded: &[u8]) -> Option<Lines> {
        let sample = usize::try_from(SAMPLE).unwrap().min(encoded.len());
        Lines::of(&encoded[..sample], &encoded[encoded.len() - sample..], encoded.len() as u64)
    }

    #[test]
    fn lines_of_differing_length_are_not_counted_on() {
        assert_eq!(of(b"AAAA\r\nAAAAAAAA\r\nAAAA\r\n"), None);
        assert_eq!(of(b"AAAAA\r\nAAAAA\r\nAA==\r\n"), None);
        assert_eq!(of(b"AAAA\r\n\r\nAAAA\r\n"), None);
        assert_eq!(of(b"AAAA\nAAAA\n"), None);
        assert_eq!(of(b""), None);
        assert_eq!(of(b"\r\n"), None);
    }

    proptest! {
        #[test]
        fn any_piece_is_found(
            bytes in prop::collection::vec(any::<u8>(), 1800..4000), width in prop::sample::select(vec![4_usize, 60, 64, 72, 76]),
            from in 0_u64..4000, length in 1_u64..500,
        ) {
            let encoded = wrapped(&bytes, width);
            let lines = of(&encoded).expect("regular lines");
            prop_assert_eq!(lines.total, bytes.len() as u64);
            let start = from % lines.total;
            let end = (start + length).min(lines.total);
            let (raw, skip) = lines.encoded(&(start..end));
            let raw = &encoded[usize::try_from(raw.start).unwrap()..usize::try_from(raw.end).unwrap()];
            let letters: Vec<u8> = raw.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let decoded = STANDARD.decode(&letters).unwrap();
            let skip = usize::try_from(skip).unwrap();
            let length = usize::try_from(end - start).unwrap();
            prop_assert_eq!(&decoded[skip..skip + length], &bytes[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop::sample::select(&b"AA=\r\n "[..]), 0..60), octets in 0_u64..200) {
            let _ = Lines::of(&bytes, &bytes, octets);
        }
    }
}
