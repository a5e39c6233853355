//! Mail as real people get it: the corpora in `e2e/farm/mail/` (people, conversations, newsletters, receipts), told again
//! with other places, days and amounts, and written as MIME in the charsets that their senders use. The same seed and the
//! same clock make the same bytes.

mod attachment;
mod calendar;
mod cast;
mod correspondence;
mod dice;
mod message;
mod single;
mod slots;
mod thread;

pub(crate) use attachment::Size;
pub(crate) use calendar::internal_date;
pub(crate) use correspondence::{Correspondence, Kind, Posting};
