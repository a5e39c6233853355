//! The plainest IMAP server that RFC 3501 allows: IMAP4rev1 and no extension at all, in memory, in the test's own process.
//!
//! Gatepost must do everything on it, if slower. Whatever is not in RFC 3501 (an extended LIST, SELECT with a parameter, a
//! literal that was not asked for, any unknown verb) is answered BAD and remembered in [`Plain::refused`], so that every
//! command of ours that leans on an extension which nobody announced is found. It also makes trouble on demand, at an
//! exact command ([`Trouble`]). Beside it stands [`Sink`], an SMTP submission server that keeps what it is given.
//!
//! What it is not: a mail server. It keeps nothing, knows no TLS, listens on loopback only, and lets everybody in whose
//! password is `NAME-secret`, as on the farm.

mod account;
mod mime;
mod reader;
mod server;
mod session;
mod sink;
mod structure;
mod trouble;
mod verbs;
mod wire;

pub use account::Stored;
pub use server::Plain;
pub use sink::{Sink, Sunk};
pub use trouble::{Act, Trouble};
