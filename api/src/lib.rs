//! The Gatepost node: a stateless JSON API that relays IMAP and SMTP for the people of a mail farm.
//!
//! `mail` speaks protocols and knows nothing of HTTP; `routes` speaks HTTP and knows no protocol.
//! A node keeps nothing that a restart or another node may not lose.

pub mod assets;
pub mod cli;
pub mod config;
pub mod directory;
pub mod error;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod mail;
pub mod middleware;
pub mod openapi;
pub mod outside;
pub mod router;
pub mod routes;
pub mod serve;
pub mod session;
pub mod state;
pub mod tls;

pub use router::build as build_app;
