//! What an email shows when it is read: texts in every charset, previews, parts in pieces, messages in messages, and the
//! data beside them. From real Dovecot and Cyrus through the API.

#![expect(clippy::format_collect, reason = "mail is text put together; `write!` would only add results to ignore")]

#[path = "../common/mod.rs"]
mod common;

mod beside;
mod blobs;
mod broken;
mod charsets;
mod inside;
mod previews;
mod scene;
