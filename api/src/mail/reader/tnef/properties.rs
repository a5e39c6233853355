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

/// The id of a property that has none of its own, but a name.
const NAMED: u16 = 0;

/// A property; of several values the first.
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

/// Hands over the properties, as far as the list can be read.
pub(super) fn properties<'a>(list: &'a [u8], mut take: impl FnMut(Property<'a>)) {
    let mut reader = Reader(list);
    let count = reader.u32().unwrap_or(0).min(MAX_PROPERTIES);
    for _ in 0..count {
        let Some(property) = reader.property() else { return };
        take(property);
    }
}

impl<'a> Reader<'a> {
    fn property(&mut self) -> Option<Property<'a>> {
        let (kind, id) = (self.u16()?, self.u16()?);
        let id = if id >= 0x8000 {
            self.name()?;
            NAMED
        } else {
            id
        };
        let (kind, is_multiple) = (kind & !MULTIPLE, kind & MULTIPLE != 0);
        let value = match kind {
            0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => self.fixed(4, is_multiple)?,
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => self.fixed(8, is_multiple)?,
            0x0048 => self.fixed(16, is_multiple)?,
            STRING_8 | UNICODE | 0x0102 | 0x000D => self.variable()?,
            _ => return None,
        };
        Some(Property { id, kind, value })
    }

    fn fixed(&mut self, size: usize, is_multiple: bool) -> Option<&'a [u8]> {
        let count = if is_multiple { usize::try_from(self.u32()?).ok()? } else { 1 };
        self.take(count.checked_mul(size)?)
    }

    /// Single values of variable length have a count, too; it is 1.
    fn variable(&mut self) -> Option<&'a [u8]> {
        let count = self.u32()?;
        let mut first = None;
        for _ in 0..count {
            let value = self.padded()?;
            first = first.or(Some(value));
        }
        Some(first.unwrap_or_default())
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
