//! `/drafts`: what the person is writing, kept in their own Drafts mailbox, and sent from there.

pub mod create;
pub mod discard;
pub mod key;
pub mod order;
pub mod receipt;
pub mod redirect;
pub mod show;
pub mod start;
pub mod submit;
pub mod update;
pub mod wishes;

/// The largest JSON of a draft in bytes: 2 MiB of text with every byte escaped, and the rest.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
