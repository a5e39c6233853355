//! What the client knows: signals per domain. No markup here, and no browser but through `dom`.
//!
//! [`mail::Mail`] holds the domains together; what touches several of them (changes with Undo, live updates) is
//! written as methods of it, a file per matter.

pub mod asking;
pub mod bulk;
pub mod calls;
pub mod compose;
pub mod contacts;
pub mod events;
pub mod finding;
pub mod latest;
pub mod list;
pub mod mail;
pub mod mailbox_changes;
pub mod mailboxes;
pub mod mutations;
pub mod navigation;
pub mod reader;
pub mod reading;
pub mod recent_mail;
pub mod rows;
pub mod search;
pub mod selection;
pub mod session;
pub mod session_hint;
pub mod settings;
pub mod source;
pub mod stack;
pub mod toasts;
pub mod waiting;
