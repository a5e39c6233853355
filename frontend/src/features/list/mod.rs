//! The list of messages: a window onto a mailbox of any length, and what can be done with its rows.

pub mod bulk_notice;
pub mod context_menu;
pub mod destroy_dialog;
pub mod empty;
pub mod filters;
pub mod gestures;
pub mod grid;
pub mod heading;
pub mod move_dialog;
mod occasions;
pub mod pane;
pub mod row;
pub mod row_text;
pub mod selection_bar;
pub mod snippet;
pub mod swipe;
pub mod tags;
pub mod viewport;
