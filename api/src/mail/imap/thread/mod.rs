//! Conversations: one across mailboxes ([`conversation`]), and the list of one mailbox drawn together ([`collapsed`]).
//!
//! What belongs together is ruled in [`gatepost_shared::thread`]. Not here: a store of any kind. A conversation is
//! looked up each time, so that an answer stands in it as soon as it is sent.

pub(super) mod collapsed;
pub(super) mod conversation;
mod gathered;
mod index;
mod keys;
mod members;

pub(super) use self::index::Indexes;
