//! A real mail farm on loopback, for the tests and the demo: two slapd (a provider and its replica), two Dovecot and one
//! Cyrus machine, Postfix as MX and submission, and a sink that plays the outside world.
//!
//! What it is not: a mock. Every server is the distribution's own, with a configuration as a site would write it. Nothing
//! but loopback addresses is ever bound, and nothing but what a farm started is ever stopped.
//!
//! A test takes `Farm::shared()` (one farm a test binary) or `Farm::start(&Options::default())` (one of its own, stopped on drop).
//! The servers need root: Postfix, Dovecot and Cyrus each change to a user of their own.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "configurations and mail are texts put together; `write!` would only add results to ignore"
)]

mod address;
mod ca;
mod cyrus;
mod directory;
mod dovecot;
mod error;
mod facts;
mod farm;
mod fill;
mod gatepost;
mod guard;
mod imap;
mod mail;
mod packages;
mod person;
mod postfix;
mod process;
mod running;
mod saslauthd;
mod seed;
mod server;
mod sink;
mod site;
mod slapd;
mod smtp;
mod spool;
mod unix;
mod wire;

pub use error::FarmError;
pub use facts::{Backend, Directory, Facts, Relay, Software};
pub use farm::{Farm, Options};
pub use gatepost::gatepost_toml;
pub use imap::{Imap, Letter};
pub use packages::{install_command, missing, packages};
pub use person::{Home, Person};
pub use server::Server;
pub use sink::Sunk;
pub use smtp::Smtp;
