//! `/drafts`: what the person is writing, kept in their own Drafts mailbox, and sent from there.

pub mod create;
pub mod discard;
pub mod key;
pub mod order;
pub mod show;
pub mod submit;
pub mod update;

/// The largest JSON of a draft in bytes: 10 MB of text, all of it escaped, would be more than anybody types.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
