//! What an email shows when it is read: texts in every charset, previews, parts in pieces, messages in messages, and the
//! data beside them. From real Dovecot and Cyrus through the API.

#[path = "../common/mod.rs"]
mod common;

mod blobs;
mod charsets;
mod previews;
mod scene;
