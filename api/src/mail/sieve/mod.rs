//! Sieve: the scripts by which a mail server sorts arriving mail (RFC 5228), and the protocol that stores them there
//! (ManageSieve, RFC 5804).
//!
//! Gatepost keeps one script, [`SCRIPT`]. What it writes stands there between marks ([`document`]), and everything else,
//! in it and in other scripts, is left byte for byte as it is.

mod abilities;
mod account;
mod connect;
mod conversation;
mod document;
mod encode;
mod print;
mod session;
mod standing;

pub use account::{Scripts, Sieve};

/// The name of the script that Gatepost keeps.
pub const SCRIPT: &str = "gatepost";

/// Where the script's last text is put before one that somebody has changed by hand is written anew.
const LAST: &str = "gatepost-last";
