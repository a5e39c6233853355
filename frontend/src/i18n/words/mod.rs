//! The catalogue: every text that the client shows, in English, a file per area. A text says what is, and what to do.

pub mod common;
pub mod compose;
pub mod login;
