//! Where a window of a list begins: at a place, at an email, or where another window ended.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatepost_shared::id::EmailId;
use sha2::{Digest as _, Sha256};

use crate::mail::error::MailError;
use crate::mail::imap::search::{Order, Wanted};

/// How many emails a cursor remembers: it holds as long as one of them is still in the list.
const REMEMBERED: usize = 4;

/// The bytes of a cursor before its UIDs.
const HEAD: usize = 1 + 4 + 8 + 4;

/// Where a window begins.
#[derive(Debug, Clone)]
pub enum Place {
    /// At this place, from 0 for the first.
    Position(u32),
    /// So many places behind this email, or before it.
    Anchor(EmailId, i64),
    /// Where another window ended.
    Cursor(Cursor),
}

/// Where a window ended: opaque to whoever carries it, anchored on the emails that stood there, so that what comes
/// or goes elsewhere neither repeats a row nor leaves one out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(super) uid_validity: u32,
    /// Stands for filter and sort: a cursor continues the list that it was answered with.
    list: [u8; 8],
    /// The place after the last row when the cursor was made.
    pub(super) position: u32,
    /// The last rows' UIDs, the last one first; at least one.
    pub(super) uids: Vec<u32>,
}

/// A text is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that this API has answered")]
pub struct InvalidCursor;

impl Cursor {
    /// The cursor behind the last of these rows; none when the list ends there.
    pub(in crate::mail::imap) fn after(
        uid_validity: u32,
        wanted: &Wanted,
        position: u32,
        uids: &[u32],
        total: u32,
    ) -> Option<Self> {
        let end = position.saturating_add(u32::try_from(uids.len()).ok()?);
        let uids: Vec<u32> = uids.iter().rev().take(REMEMBERED).copied().collect();
        (end < total && !uids.is_empty()).then(|| Self { uid_validity, list: digest(wanted), position: end, uids })
    }

    /// Fails when the cursor is of another list, or of a mailbox that was made anew.
    pub(in crate::mail::imap) fn check(&self, uid_validity: u32, wanted: &Wanted) -> Result<(), MailError> {
        if self.list != digest(wanted) {
            return Err(MailError::Invalid {
                property: "cursor",
                sentence: "This cursor continues a list with another filter or sort: give the same ones.".to_owned(),
            });
        }
        if self.uid_validity == uid_validity { Ok(()) } else { Err(MailError::Stale) }
    }
}

fn digest(wanted: &Wanted) -> [u8; 8] {
    let json = serde_json::to_vec(&(wanted.filter.as_deref(), &wanted.sort)).unwrap_or_default();
    let digest = Sha256::digest(&json);
    std::array::from_fn(|place| digest[place])
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![1];
        bytes.extend(self.uid_validity.to_be_bytes());
        bytes.extend(self.list);
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.uids.iter().flat_map(|uid| uid.to_be_bytes()));
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        if text.len() > 100 {
            return Err(InvalidCursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let (head, uids) = bytes.split_at_checked(HEAD).ok_or(InvalidCursor)?;
        let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let uids: Vec<u32> = uids.chunks(4).map(number).collect();
        let is_sound = head[0] == 1 && bytes.len() == HEAD + 4 * uids.len() && (1..=REMEMBERED).contains(&uids.len());
        let cursor = Self {
            uid_validity: number(&head[1..5]),
            list: std::array::from_fn(|place| head[5 + place]),
            position: number(&head[13..]),
            uids,
        };
        if is_sound { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

/// The place in an order at which the window begins; none when the email that it hangs on is not in it.
pub(in crate::mail::imap) fn in_order(place: &Place, order: &Order, wanted: &Wanted) -> Option<u32> {
    match place {
        Place::Position(position) => Some(*position),
        Place::Anchor(id, offset) => order.place_of(id.uid).map(|place| moved(place, *offset)),
        Place::Cursor(cursor) => {
            let behind = cursor.uids.iter().find_map(|uid| order.place_of(*uid)).map(|place| place + 1);
            let is_by_arrival = wanted.sort.is_empty() && order.start == 0;
            behind.or_else(|| is_by_arrival.then(|| first_older(order, cursor.uids[0])))
        }
    }
}

/// The place so many rows behind (or before) this one.
pub(in crate::mail::imap) fn moved(place: u32, offset: i64) -> u32 {
    u32::try_from(i64::from(place).saturating_add(offset).max(0)).unwrap_or(u32::MAX)
}

/// In the order of arrival a message that has gone leaves a gap, which its UID still finds.
fn first_older(order: &Order, uid: u32) -> u32 {
    u32::try_from(order.uids.partition_point(|newer| *newer > uid)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::filter::{Comparator, SortProperty};
    use proptest::prelude::*;

    fn order(uids: &[u32]) -> Order {
        Order { start: 0, total: u32::try_from(uids.len()).unwrap(), uids: uids.to_vec(), is_partial: false }
    }

    fn sorted() -> Wanted {
        Wanted { filter: None, sort: vec![Comparator::ascending(SortProperty::Subject)] }
    }

    #[test]
    fn a_cursor_goes_on_where_the_last_window_ended() {
        let wanted = Wanted::default();
        let cursor = Cursor::after(7, &wanted, 0, &[9, 8, 6], 5).unwrap();
        assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
        let after = |uids: &[u32], wanted: &Wanted| in_order(&Place::Cursor(cursor.clone()), &order(uids), wanted);
        assert_eq!(after(&[9, 8, 6, 5, 4], &wanted), Some(3));
        assert_eq!(after(&[12, 11, 9, 8, 6, 5, 4], &wanted), Some(5), "two have come");
        assert_eq!(after(&[12, 9, 5, 4], &wanted), Some(2), "the last rows have gone");
        assert_eq!(after(&[7, 5], &wanted), Some(1), "all of them have gone");
        assert_eq!(after(&[6, 9, 1], &sorted()), Some(1));
        assert_eq!(after(&[1, 2], &sorted()), None, "nothing tells the place in another order");
        assert_eq!(Cursor::after(7, &wanted, 3, &[2, 1], 5), None, "the list ends");
    }

    #[test]
    fn a_cursor_is_of_one_list() {
        let cursor = Cursor::after(7, &Wanted::default(), 0, &[9], 5).unwrap();
        assert!(cursor.check(7, &Wanted::default()).is_ok());
        assert!(matches!(cursor.check(7, &sorted()), Err(MailError::Invalid { property: "cursor", .. })));
        assert!(matches!(cursor.check(8, &Wanted::default()), Err(MailError::Stale)));
    }

    #[test]
    fn offsets_stop_at_the_top() {
        assert_eq!((moved(5, -2), moved(5, -9), moved(5, i64::MAX)), (3, 0, u32::MAX));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_decoder_panic(text in "[A-Za-z0-9_-]{0,60}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert!(!cursor.uids.is_empty());
            }
        }
    }
}
