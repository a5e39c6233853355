//! MAPI properties inside TNEF ([MS-OXTNEF], section 2.1.3.4): only their lengths are understood, and a few texts.

use super::{Reader, charset, until_nul};
use crate::mail::text::charset::{Source, decode as decode_text};

/// The most properties of one list.
const MAX_PROPERTIES: u32 = 2_000;

/// The longest text that is decoded, in bytes.
const MAX_TEXT: usize = 1024 * 1024;

const STRING_8: u16 = 0x001E;
const UNICODE: u16 = 0x001F;
const MULTIPLE: u16 = 0x1000;

/// A property with one value of variable length.
pub(super) struct Property<'a> {
    pub(super) id: u16,
    kind: u16,
    pub(super) value: &'a [u8],
}

impl Property<'_> {
    /// The value as a text.
    pub(super) fn text(&self, codepage: u32) -> String {
        let value = &self.value[..self.value.len().min(MAX_TEXT)];
        if self.kind == UNICODE {
            let units =
                value.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).take_while(|unit| *unit != 0);
            return char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect();
        }
        decode(until_nul(value), codepage)
    }
}

/// Text in a Windows code page.
pub(super) fn decode(bytes: &[u8], codepage: u32) -> String {
    decode_text(bytes, Source { declared: charset(codepage).as_deref(), ..Source::default() }).text
}

/// Hands over the properties of variable length that have an id of their own, as far as the list can be read.
pub(super) fn properties<'a>(list: &'a [u8], mut take: impl FnMut(Property<'a>)) {
    let mut reader = Reader(list);
    let count = reader.u32().unwrap_or(0).min(MAX_PROPERTIES);
    for _ in 0..count {
        match reader.property() {
            Some(Some(property)) => take(property),
            Some(None) => {}
            None => return,
        }
    }
}

impl<'a> Reader<'a> {
    /// One property; the inner none is one that nobody needs, the outer one the end of what can be read.
    fn property(&mut self) -> Option<Option<Property<'a>>> {
        let (kind, id) = (self.u16()?, self.u16()?);
        if id >= 0x8000 {
            self.name()?;
        }
        let (kind, is_multiple) = (kind & !MULTIPLE, kind & MULTIPLE != 0);
        let fixed = match kind {
            0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => Some(4),
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
            0x0048 => Some(16),
            STRING_8 | UNICODE | 0x0102 | 0x000D => None,
            _ => return None,
        };
        match fixed {
            Some(size) => {
                let count = if is_multiple { usize::try_from(self.u32()?).ok()? } else { 1 };
                self.take(count.checked_mul(size)?)?;
                Some(None)
            }
            None => {
                // Single values of variable length have a count, too; it is 1.
                let count = self.u32()?;
                let mut first = None;
                for _ in 0..count {
                    let value = self.padded()?;
                    first = first.or(Some(value));
                }
                Some(first.filter(|_| id < 0x8000).map(|value| Property { id, kind, value }))
            }
        }
    }

    /// The name of a property without an id of its own: a GUID, and a number or a text.
    fn name(&mut self) -> Option<()> {
        self.take(16)?;
        match self.u32()? {
            0 => self.take(4).map(drop),
            _ => self.padded().map(drop),
        }
    }

    /// A length, so many bytes, and up to three more that make it a multiple of four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let value = self.sized()?;
        let padding = value.len().next_multiple_of(4) - value.len();
        // The last one of a list may lack it.
        self.take(padding.min(self.0.len()))?;
        Some(value)
    }
}
