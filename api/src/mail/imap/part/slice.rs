//! A piece of a part: only what is asked for is fetched, where the transfer encoding lets its place be known.

use std::ops::Range;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use gatepost_shared::id::BlobId;

use super::lines::{Lines, SAMPLE};
use super::{Description, decoded, describe, read_window, windows};
use crate::mail::error::MailError;
use crate::mail::imap::decode::Encoding;
use crate::mail::imap::encode::Section;
use crate::mail::imap::{Blob, Mail};

/// The largest part, in bytes before decoding, that is decoded from its beginning for the sake of a piece. Of a larger
/// one in irregular base64 or quoted-printable there are no pieces.
const MAX_COUNTED: u64 = 8 * 1024 * 1024;

/// Which bytes of a decoded part are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// From the first to the last, both counted from 0, or to the end.
    From {
        /// The first byte.
        first: u64,
        /// The last byte.
        last: Option<u64>,
    },
    /// So many at the end.
    Last(u64),
}

/// What is handed over.
pub enum Sliced {
    /// The whole part: its pieces cannot be told apart at a reasonable cost.
    Whole(Blob),
    /// A piece.
    Piece {
        /// What is known of the part; `bytes` and `size` are those of the piece.
        blob: Blob,
        /// Which bytes.
        range: Range<u64>,
        /// How many bytes the part has.
        total: u64,
    },
    /// The part has only so many bytes, all before the ones asked for.
    Beyond(u64),
}

impl Slice {
    /// The bytes of a part of this size; none when there are none such.
    pub(super) fn within(self, total: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::From { first, last } => first..last.map_or(total, |last| last.saturating_add(1)).min(total),
            Self::Last(count) => total.saturating_sub(count)..total,
        };
        (!range.is_empty()).then_some(range)
    }
}

/// Reads a piece of a part.
pub(in crate::mail::imap) async fn read(mail: &Mail, id: &BlobId, slice: Slice) -> Result<Sliced, MailError> {
    if id.packed().is_some() {
        return super::packed::slice(mail, id, slice).await;
    }
    let part = describe(mail, id).await?;
    let Some(layout) = layout(mail, id, &part).await? else { return super::whole(mail, id, &part).map(Sliced::Whole) };
    let total = layout.total();
    let Some(range) = slice.within(total) else { return Ok(Sliced::Beyond(total)) };
    let bytes = layout.read(mail, id, &part, &range)?;
    let blob = Blob { size: Some(range.end - range.start), ..part.to_blob(bytes) };
    Ok(Sliced::Piece { blob, range, total })
}

/// How the decoded bytes lie in the encoded ones.
enum Layout {
    /// One for one.
    Plain(u64),
    /// Three in four letters, in lines of one length.
    Lines(Lines),
    /// To be found by decoding from the beginning; this many in all.
    Counted(u64),
}

async fn layout(mail: &Mail, id: &BlobId, part: &Description) -> Result<Option<Layout>, MailError> {
    match part.encoding {
        Encoding::Identity => return Ok(Some(Layout::Plain(part.octets))),
        Encoding::Base64 if part.octets > 2 * SAMPLE => {
            if let Some(lines) = sample(mail, id, part.octets).await? {
                return Ok(Some(Layout::Lines(lines)));
            }
        }
        Encoding::Base64 | Encoding::QuotedPrintable => {}
    }
    if part.octets > MAX_COUNTED {
        return Ok(None);
    }
    let mut bytes = decoded(windows(mail, id, 0..part.octets)?, part.encoding.decoder());
    let mut total = 0;
    while let Some(piece) = bytes.next().await {
        total += piece?.len() as u64;
    }
    Ok(Some(Layout::Counted(total)))
}

/// Looks at the beginning and at the end.
async fn sample(mail: &Mail, id: &BlobId, octets: u64) -> Result<Option<Lines>, MailError> {
    let section = Section::part(id.section()).ok_or(MailError::NotFound("part"))?;
    let head = read_window(mail, id.email(), section.clone(), 0, SAMPLE);
    let tail = read_window(mail, id.email(), section, octets - SAMPLE, SAMPLE);
    let (head, tail) = futures::future::try_join(head, tail).await?;
    Ok(Lines::of(&head, &tail, octets))
}

impl Layout {
    fn total(&self) -> u64 {
        match self {
            Self::Plain(total) | Self::Counted(total) => *total,
            Self::Lines(lines) => lines.total,
        }
    }

    fn read(
        &self,
        mail: &Mail,
        id: &BlobId,
        part: &Description,
        range: &Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, MailError>>, MailError> {
        match self {
            Self::Plain(_) => windows(mail, id, range.clone()),
            Self::Lines(lines) => {
                let (encoded, skip) = lines.encoded(range);
                let raw = checked(windows(mail, id, encoded.clone())?, *lines, encoded.start);
                Ok(cut_out(decoded(raw, Encoding::Base64.decoder()), skip..skip + (range.end - range.start)))
            }
            Self::Counted(_) => {
                let whole = decoded(windows(mail, id, 0..part.octets)?, part.encoding.decoder());
                Ok(cut_out(whole, range.clone()))
            }
        }
    }
}

/// Ends with an error where the lines are not what the samples promised: a reader must not be given the wrong bytes.
fn checked(
    raw: BoxStream<'static, Result<Bytes, MailError>>,
    lines: Lines,
    from: u64,
) -> BoxStream<'static, Result<Bytes, MailError>> {
    let mut place = from;
    let check = move |bytes: Result<Bytes, MailError>| {
        let bytes = bytes?;
        if !lines.fits(&bytes, place) {
            let reason = "the base64 of a part has lines of differing length".to_owned();
            return Err(MailError::Unintelligible { command: "UID FETCH", reason });
        }
        place += bytes.len() as u64;
        Ok(bytes)
    };
    raw.map(check).boxed()
}

/// The bytes of a stream within a range, and no more of the stream than that.
pub(super) fn cut_out(
    bytes: BoxStream<'static, Result<Bytes, MailError>>,
    range: Range<u64>,
) -> BoxStream<'static, Result<Bytes, MailError>> {
    let cutting = stream::unfold((bytes, 0_u64), move |(mut bytes, place)| {
        let range = range.clone();
        async move {
            if place >= range.end {
                return None;
            }
            let piece = match bytes.next().await? {
                Ok(piece) => piece,
                Err(error) => return Some((Err(error), (bytes, u64::MAX))),
            };
            let length = piece.len() as u64;
            let within = |at: u64| usize::try_from(at.saturating_sub(place).min(length)).unwrap_or(piece.len());
            let cut = piece.slice(within(range.start)..within(range.end));
            Some((Ok(cut), (bytes, place + length)))
        }
    });
    cutting.filter(|piece| std::future::ready(!matches!(piece, Ok(piece) if piece.is_empty()))).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_end_where_the_part_does() {
        let from = |first, last| Slice::From { first, last };
        assert_eq!(from(0, None).within(10), Some(0..10));
        assert_eq!(from(3, Some(4)).within(10), Some(3..5));
        assert_eq!(from(3, Some(u64::MAX)).within(10), Some(3..10));
        assert_eq!(from(10, None).within(10), None);
        assert_eq!(Slice::Last(3).within(10), Some(7..10));
        assert_eq!(Slice::Last(30).within(10), Some(0..10));
        assert_eq!(Slice::Last(0).within(10), None);
        assert_eq!(from(0, None).within(0), None);
    }

    #[tokio::test]
    async fn a_piece_is_cut_out_of_a_stream() {
        for (range, expected) in [(0..9, "abcdefghi"), (2..5, "cde"), (3..3, ""), (8..9, "i"), (4..100, "efghi")] {
            let pieces = ["abc", "de", "", "fghi"].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
            let cut: Vec<_> = cut_out(stream::iter(pieces).boxed(), range.clone()).collect().await;
            let text: String =
                cut.into_iter().map(|piece| String::from_utf8(piece.unwrap().to_vec()).unwrap()).collect();
            assert_eq!(text, expected, "{range:?}");
        }
    }
}
