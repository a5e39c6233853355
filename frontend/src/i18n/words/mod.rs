//! The catalogue: every text that the client shows, in English, a file per area. A text says what is, and what to do.

pub mod actions;
pub mod common;
pub mod compose;
pub mod help;
pub mod list;
pub mod login;
pub mod mailboxes;
pub mod reader;
pub mod shell;
