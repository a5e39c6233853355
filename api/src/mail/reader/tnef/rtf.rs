//! Compressed RTF ([MS-OXRTFCP]): a window of 4,096 bytes that begins with words which most RTF has.

use super::Reader;

/// The most bytes that come out.
const MAX_RTF: usize = 4 * 1024 * 1024;

const COMPRESSED: u32 = 0x7546_5A4C;
const UNCOMPRESSED: u32 = 0x414C_454D;
const WINDOW: usize = 4096;

/// What the window holds at the beginning (section 2.1.2.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The RTF, as far as it can be unpacked; none when the bytes are something else.
pub(super) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader(bytes);
    reader.u32()?;
    let raw_size = usize::try_from(reader.u32()?).ok()?.min(MAX_RTF);
    let kind = reader.u32()?;
    reader.u32()?;
    match kind {
        UNCOMPRESSED => Some(reader.0[..raw_size.min(reader.0.len())].to_vec()),
        COMPRESSED => Some(unpack(reader, raw_size)),
        _ => None,
    }
}

fn unpack(mut reader: Reader<'_>, raw_size: usize) -> Vec<u8> {
    let mut window = [0_u8; WINDOW];
    window[..DICTIONARY.len()].copy_from_slice(DICTIONARY);
    let mut write = DICTIONARY.len();
    let mut out = Vec::new();
    while let Some(&[control]) = reader.take(1) {
        for bit in 0..8 {
            if out.len() >= raw_size {
                return out;
            }
            let mut push = |byte: u8, out: &mut Vec<u8>| {
                out.push(byte);
                window[write] = byte;
                write = (write + 1) % WINDOW;
            };
            if control & (1 << bit) == 0 {
                let Some(&[byte]) = reader.take(1) else { return out };
                push(byte, &mut out);
                continue;
            }
            let Some(&[high, low]) = reader.take(2) else { return out };
            let token = usize::from(u16::from_be_bytes([high, low]));
            let (offset, length) = (token >> 4, (token & 15) + 2);
            // A reference to the place that is written next marks the end.
            if offset == write {
                return out;
            }
            for step in 0..length {
                let byte = window[(offset + step) % WINDOW];
                out.push(byte);
                window[write] = byte;
                write = (write + 1) % WINDOW;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_standard_is_unpacked() {
        // [MS-OXRTFCP], section 4.1.1.
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72,
            0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
            0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(decompress(&packed).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_grow_without_end(bytes in prop::collection::vec(any::<u8>(), 0..400), size: u32) {
            let mut packed = [&4_u32.to_le_bytes()[..], &size.to_le_bytes(), &COMPRESSED.to_le_bytes(), &[0; 4]].concat();
            packed.extend(&bytes);
            prop_assert!(decompress(&packed).unwrap().len() <= 17 * (bytes.len() + 1));
        }
    }
}
