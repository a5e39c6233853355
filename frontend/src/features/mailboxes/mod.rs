//! The mailbox tree.

pub mod context_menu;
pub mod item;
pub mod name;
pub mod pane;
pub mod side_list;
pub mod side_menu;
pub mod tree;
