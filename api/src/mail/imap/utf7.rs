//! Modified UTF-7: how IMAP spells mailbox names beyond ASCII (RFC 3501, section 5.1.3).

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The name as a person reads it. A name that is not valid modified UTF-7 (some servers send UTF-8, some
/// people's scripts made worse) is read as it stands.
pub(crate) fn decode(name: &str) -> String {
    try_decode(name).unwrap_or_else(|| name.to_owned())
}

fn try_decode(name: &str) -> Option<String> {
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        let shifted = &rest[start + 1..];
        let end = shifted.find('-')?;
        if end == 0 {
            decoded.push('&');
        } else {
            decoded.push_str(&decode_shift(&shifted[..end])?);
        }
        rest = &shifted[end + 1..];
    }
    decoded.push_str(rest);
    Some(decoded)
}

fn decode_shift(base64: &str) -> Option<String> {
    let bytes = BASE64.decode(base64).ok()?;
    if bytes.len() % 2 != 0 {
        return None;
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// The name as IMAP spells it.
pub(super) fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    let mut shifted: Vec<u8> = Vec::new();
    for letter in name.chars() {
        if (' '..='~').contains(&letter) {
            end_shift(&mut encoded, &mut shifted);
            encoded.push(letter);
            if letter == '&' {
                encoded.push('-');
            }
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                shifted.extend(unit.to_be_bytes());
            }
        }
    }
    end_shift(&mut encoded, &mut shifted);
    encoded
}

fn end_shift(encoded: &mut String, shifted: &mut Vec<u8>) {
    if !shifted.is_empty() {
        encoded.push('&');
        BASE64.encode_string(&shifted, encoded);
        encoded.push('-');
        shifted.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_rfc_3501_and_everyday_names() {
        assert_eq!(decode("~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/台北/日本語");
        assert_eq!(encode("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(decode("Entw&APw-rfe"), "Entwürfe");
        assert_eq!(encode("Q&A"), "Q&-A");
    }

    #[test]
    fn what_is_not_modified_utf7_is_read_as_it_stands() {
        for name in ["a&b", "&AA-", "Entwürfe", "&2D0-"] {
            assert_eq!(decode(name), name);
        }
    }

    proptest! {
        #[test]
        fn names_survive_the_round_trip(name in "(?s).{0,40}") {
            let encoded = encode(&name);
            prop_assert!(encoded.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
            prop_assert_eq!(decode(&encoded), name);
        }

        #[test]
        fn no_name_makes_decoding_panic(name in "[&,A-Za-z0-9+/é-]{0,30}") {
            decode(&name);
        }
    }
}
