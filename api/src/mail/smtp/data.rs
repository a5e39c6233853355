//! A message in the form that DATA wants (RFC 5321, sections 2.3.8 and 4.5.2): every line ended by CRLF, a dot
//! at the beginning of a line doubled.
//!
//! A lone CR or LF becomes CRLF: servers disagree on what they mean, and `LF . CR LF` in a message could end it
//! early for one of them, with commands of the author's choice behind it (SMTP smuggling, CVE-2023-51764).

use bytes::BytesMut;

/// The encoder: feed it the message in pieces of any size.
#[derive(Debug)]
pub(super) struct DataEncoder {
    at_line_start: bool,
    after_cr: bool,
}

impl DataEncoder {
    pub(super) fn new() -> Self {
        Self { at_line_start: true, after_cr: false }
    }

    /// Encodes the next piece.
    pub(super) fn push(&mut self, chunk: &[u8], out: &mut BytesMut) {
        out.reserve(chunk.len() + chunk.len() / 64 + 4);
        for byte in chunk {
            match byte {
                // This LF belongs to the CR before it, which has ended the line already.
                b'\n' if self.after_cr => self.after_cr = false,
                b'\r' | b'\n' => {
                    out.extend_from_slice(b"\r\n");
                    self.at_line_start = true;
                    self.after_cr = *byte == b'\r';
                }
                _ => {
                    if *byte == b'.' && self.at_line_start {
                        out.extend_from_slice(b".");
                    }
                    out.extend_from_slice(&[*byte]);
                    self.at_line_start = false;
                    self.after_cr = false;
                }
            }
        }
    }

    /// Ends the last line, if it has no end. The final dot is not ours to send.
    pub(super) fn finish(self, out: &mut BytesMut) {
        if !self.at_line_start {
            out.extend_from_slice(b"\r\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(message: &[u8], size: usize) -> Vec<u8> {
        let (mut encoder, mut out) = (DataEncoder::new(), BytesMut::new());
        for chunk in message.chunks(size) {
            encoder.push(chunk, &mut out);
        }
        encoder.finish(&mut out);
        out.to_vec()
    }

    #[test]
    fn dots_are_doubled_and_the_last_line_ends() {
        assert_eq!(encode(b".\r\na.b\r\n..x", 4), b"..\r\na.b\r\n...x\r\n");
        assert_eq!(encode(b"", 1), b"");
    }

    #[test]
    fn no_line_end_smuggles_a_command() {
        for end in ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r.\r\n", "\r\r\n.\r\n"] {
            let message = format!("text{end}MAIL FROM:<x@example.org>");
            for size in 1..message.len() {
                let sent = encode(message.as_bytes(), size);
                assert!(!sent.windows(3).any(|w| w == b"\n.\r" || w == b"\n.\n" || w == b"\r.\r"), "{end:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_lines_without_a_lone_dot(message in "[.\r\na]{0,40}", size in 1usize..5) {
            let sent = String::from_utf8(encode(message.as_bytes(), size)).unwrap();
            prop_assert!(!sent.replace("\r\n", "").contains(['\r', '\n']));
            prop_assert!(sent.split("\r\n").all(|line| line != "."));
            prop_assert!(sent.is_empty() || sent.ends_with("\r\n"));
            let normal = message.replace("\r\n", "\n").replace('\r', "\n");
            let undone: Vec<&str> = sent.split("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
            let undone = undone.join("\n");
            prop_assert_eq!(undone.trim_end_matches('\n'), normal.trim_end_matches('\n'));
        }
    }
}
