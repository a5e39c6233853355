//! Who is signed in: the session, how it travels, and who may ask for one.
//!
//! Handlers see [`tower_sessions::Session`] and the extractor [`SignedIn`]. Where the record lives (today in a sealed
//! cookie) is the business of `cookie_store` alone. Programs come with a password or a token (`authorization`, `token`); the
//! router's table says what each route asks of them (`access`). Nothing here compares passwords: the mail server does that.

pub mod access;
pub mod authorization;
pub mod budget;
pub mod client_ip;
pub mod cookie_store;
pub mod extract;
pub mod origin;
pub mod pace;
pub mod rate;
pub mod seal;
pub mod sign_in;
pub mod throttle;
pub mod token;
pub mod token_list;
pub mod verified;

pub use client_ip::ClientIp;
pub use extract::SignedIn;
