//! Quoted-printable (RFC 2045, section 6.7) for text: readable where it is ASCII, safe everywhere.

/// The longest line, without CRLF, the soft break's `=` included.
const MAX_LINE: usize = 76;

/// Encodes text whose lines end with CRLF.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + text.len() / 8);
    let mut lines = text.split("\r\n").peekable();
    while let Some(line) = lines.next() {
        encode_line(line.as_bytes(), &mut encoded);
        if lines.peek().is_some() {
            encoded.push_str("\r\n");
        }
    }
    encoded
}

fn encode_line(line: &[u8], encoded: &mut String) {
    let mut column = 0;
    for (at, byte) in line.iter().enumerate() {
        let is_last = at + 1 == line.len();
        let is_plain = match byte {
            b'=' => false,
            // White space at the end of a line may be lost on the way (rule 3).
            b' ' | b'\t' => !is_last,
            _ => byte.is_ascii_graphic(),
        };
        let width = if is_plain { 1 } else { 3 };
        if column + width > MAX_LINE - usize::from(!is_last) {
            encoded.push_str("=\r\n");
            column = 0;
        }
        column += width;
        if is_plain {
            encoded.push(char::from(*byte));
        } else {
            encoded.push('=');
            encoded.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            encoded.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_stays_readable() {
        assert_eq!(encode("Gr\u{fc}\u{df}e = 1 \r\n\r\nx"), "Gr=C3=BC=C3=9Fe =3D 1=20\r\n\r\nx");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(lines in proptest::collection::vec("\\PC{0,200}", 0..5)) {
            let text = lines.join("\r\n");
            let encoded = encode(&text);
            prop_assert!(encoded.split("\r\n").all(|line| line.len() <= MAX_LINE && line.is_ascii()));
            let decoded = mail_parser::decoders::quoted_printable::quoted_printable_decode(encoded.as_bytes());
            prop_assert_eq!(decoded.unwrap(), text.into_bytes());
        }
    }
}
