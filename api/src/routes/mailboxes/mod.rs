//! `/mailboxes`: the tree.

pub mod changed;
pub mod changes;
pub mod list;
pub mod show;
