//! Who is signed in: the session, how it travels, and who may ask for one.
//!
//! Handlers see [`tower_sessions::Session`] and the extractor [`SignedIn`]. Where the record lives (today in a sealed
//! cookie) is the business of `cookie_store` alone. Nothing here compares passwords: the mail server does that.

pub mod client_ip;
pub mod cookie_store;
pub mod extract;
pub mod origin;
pub mod pace;
pub mod seal;
pub mod sign_in;
pub mod throttle;
pub mod verified;

pub use client_ip::ClientIp;
pub use extract::SignedIn;
