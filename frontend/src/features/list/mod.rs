//! The list of messages: a window onto a mailbox of any length, and what can be done with its rows.

pub mod destroy_dialog;
pub mod empty;
pub mod grid;
pub mod heading;
pub mod move_dialog;
pub mod pane;
pub mod row;
pub mod row_text;
pub mod selection_bar;
pub mod viewport;
