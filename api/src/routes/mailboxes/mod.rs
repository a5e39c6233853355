//! `/mailboxes`: the tree.

pub mod changed;
pub mod changes;
pub mod create;
pub mod delete;
pub mod empty;
pub mod list;
pub mod mark_read;
pub mod show;
pub mod update;
