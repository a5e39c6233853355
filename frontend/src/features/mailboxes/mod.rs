//! The mailbox tree.

pub mod item;
pub mod name;
pub mod pane;
pub mod tree;
