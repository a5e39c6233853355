//! `/mailboxes`: the tree.

pub mod list;
pub mod show;
