//! Writing and sending: drafts saved so that no text is lost, messages sent exactly once.
//!
//! A draft lives in the person's own Drafts mailbox. Its Message-ID is derived from the Idempotency-Key that
//! the client made up when the person began to write, so that any node can tell whether it was sent already.
//! What is under way is marked on the draft itself (`$submitpending`), which is what makes two nodes agree.
//! The steps and the reason of their order are in `submit`. This module knows nothing of HTTP.

pub mod attach;
mod deposit;
pub mod file;
pub mod invitation;
pub mod key;
pub mod offers;
pub mod open;
pub mod receipt;
pub mod redirect;
mod replace;
pub mod save;
pub mod sender;
pub mod start;
pub mod store;
pub mod submit;
mod ticket;
pub mod upload;
pub mod upload_parts;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod model;
