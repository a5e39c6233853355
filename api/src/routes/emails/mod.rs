//! `/emails` and `/mailboxes/{id}/emails`: lists, single emails, and changes to them.

pub mod get;
pub mod html;
pub mod import;
pub mod list;
pub mod raw;
pub mod set;
pub mod show;

/// The most text of one part, in bytes, that an answer carries unless less is asked for.
pub const MAX_TEXT: usize = 512 * 1024;
