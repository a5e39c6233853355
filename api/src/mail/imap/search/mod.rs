//! Finding emails: what IMAP makes of a filter, and in which order.
//!
//! A [`Filter`](gatepost_shared::filter::Filter) becomes one [`program`]; what IMAP's SEARCH cannot say exactly
//! ([`facts`]: times of the day, attachments) is looked up, so that the answer is exact all the same. [`found`] are
//! UIDs, [`order`] is their order, [`memory`] keeps it for the next window. [`everywhere`] looks in all mailboxes.

mod esearch;
mod everywhere;
mod facts;
mod found;
mod keys;
mod memory;
mod message_id;
mod order;
mod program;
mod slices;

pub use self::everywhere::{Find, Finding, FoundEmail, FoundWindow};
pub(super) use self::everywhere::{page, stream};
pub(super) use self::found::uids_that_match;
pub(super) use self::memory::{Memory, Store};
pub(super) use self::message_id::by_message_id;
pub(super) use self::order::{Order, Span, Wanted};
pub(super) use self::slices::{FoundOrder, find_order};
