//! Mail: the protocols and formats. Knows nothing of HTTP.

pub mod drawer;
pub mod error;
pub mod html;
pub mod imap;
pub mod mime;
pub mod problem;
pub mod reader;
pub mod send;
pub mod sieve;
pub mod smtp;
pub mod text;
pub mod vcard;
