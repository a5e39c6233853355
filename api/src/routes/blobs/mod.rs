//! `/blobs`: the bytes of attachments.

pub mod show;

/// The bytes behind an id never change; `private`, since they are one person's mail.
pub const IMMUTABLE: &str = "private, max-age=31536000, immutable";
