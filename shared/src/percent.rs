//! Percent-encoding (RFC 3986, section 2.1): how a text stands in a part of a URL.

/// A text as it stands in the query of a URL.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for half in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    encoded
}

/// What was meant; a percent sign with something else behind it stands for itself. A plus is a plus: where it is a blank,
/// which is in forms alone, the caller says so.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let half = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, half(0).zip(half(1))) {
            (b'%', Some((high, low))) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = &tail[2..];
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_encoding_stands_for_itself() {
        assert_eq!(decoded("50%,%4,%zz,%41+%C3%BC,%"), "50%,%4,%zz,A+ü,%");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }

    proptest! {
        #[test]
        fn a_text_survives_being_encoded(text in "\\PC*") {
            prop_assert_eq!(decoded(&encoded(&text)), text);
        }
    }
}
