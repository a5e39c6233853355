//! Messages: written from a draft as a stream of known size, read back into a draft, and filtered on their way
//! to SMTP. Knows the format (RFC 5322, RFC 2045 to 2047, RFC 3676), not the servers.

pub mod address;
pub mod base64;
pub mod compose;
pub mod entity;
pub mod exact;
pub mod header;
pub mod invitation;
pub mod parse;
pub mod quoted_printable;
pub mod receipt;
pub mod resent;
pub mod strip;

use bytes::Bytes;
use futures::stream::BoxStream;

use crate::mail::error::MailError;

/// Bytes on their way, and how many they will be.
pub struct Octets {
    /// The exact number of bytes to come.
    pub size: u64,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

#[cfg(test)]
mod tests;
