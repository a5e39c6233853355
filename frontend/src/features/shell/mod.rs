//! The frame: header, panes, account menu, and the screens before there is anything to show.

pub mod account_button;
pub mod account_menu;
pub mod connection;
pub mod header;
pub mod news;
#[expect(clippy::module_inception, reason = "the shell is the folder's main component")]
pub mod shell;
pub mod starting;
pub mod title;
mod watching;
