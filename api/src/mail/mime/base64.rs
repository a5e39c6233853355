//! Base64 as mail carries it (RFC 2045, section 6.8): lines of 76 characters, as a stream whose size is known
//! before the first byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, stream};

use super::Octets;

/// What one full line of 76 characters encodes.
const LINE: usize = 57;

/// The size after encoding: four characters for three bytes, CRLF after each line of 76, the last one included.
pub fn encoded_size(size: u64) -> u64 {
    let characters = size.div_ceil(3) * 4;
    characters + characters.div_ceil(76) * 2
}

/// Encodes a stream.
pub fn encode(plain: Octets) -> Octets {
    let size = encoded_size(plain.size);
    let bytes = super::exact::exactly(plain.size, plain.bytes);
    let encoded = stream::unfold(Some((bytes, BytesMut::new())), |state| async move {
        let (mut bytes, mut carry) = state?;
        loop {
            match bytes.next().await {
                Some(Ok(chunk)) => {
                    carry.extend_from_slice(&chunk);
                    let whole = carry.len() / LINE * LINE;
                    if whole > 0 {
                        let lines = encode_lines(&carry.split_to(whole));
                        return Some((Ok(lines), Some((bytes, carry))));
                    }
                }
                Some(Err(error)) => return Some((Err(error), None)),
                None if carry.is_empty() => return None,
                None => return Some((Ok(encode_lines(&carry)), None)),
            }
        }
    });
    Octets { size, bytes: encoded.boxed() }
}

/// Encodes whole lines; the last one may be shorter.
fn encode_lines(plain: &[u8]) -> Bytes {
    let mut lines = String::with_capacity(plain.len() / 3 * 4 + plain.len() / LINE * 2 + 8);
    for line in plain.chunks(LINE) {
        STANDARD.encode_string(line, &mut lines);
        lines.push_str("\r\n");
    }
    lines.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::TryStreamExt as _;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_size_is_known_beforehand_and_the_bytes_come_back(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..8)
        ) {
            let plain = chunks.concat();
            let parts: Vec<_> = chunks.into_iter().map(|chunk| Ok(Bytes::from(chunk))).collect();
            let sized = encode(Octets { size: plain.len() as u64, bytes: stream::iter(parts).boxed() });
            let encoded: Vec<Bytes> = futures::executor::block_on(sized.bytes.try_collect()).unwrap();
            let encoded = String::from_utf8(encoded.concat()).unwrap();
            prop_assert_eq!(encoded.len() as u64, sized.size);
            prop_assert!(encoded.split("\r\n").all(|line| line.len() <= 76));
            prop_assert_eq!(STANDARD.decode(encoded.replace("\r\n", "")).unwrap(), plain);
        }
    }
}
