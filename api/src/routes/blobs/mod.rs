//! `/blobs` and `/uploads`: bytes of attachments, out and in.

pub mod create;
pub mod piece;
pub mod show;
pub mod upload_part;
pub mod upload_state;

/// The bytes behind an id never change; `private`, since they are one person's mail.
pub const IMMUTABLE: &str = "private, max-age=31536000, immutable";
