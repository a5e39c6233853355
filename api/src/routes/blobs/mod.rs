//! `/blobs`: bytes of attachments, out and in.

pub mod create;
