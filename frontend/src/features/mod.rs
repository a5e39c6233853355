//! What the person sees and uses, a folder per part of the screen; one component per file.

pub mod ask_name;
pub mod command_button;
pub mod command_item;
pub mod compose;
pub mod compose_button;
pub mod contacts;
pub mod help;
pub mod key_flash;
pub mod keycaps;
pub mod list;
pub mod login;
pub mod mailbox_dialogs;
pub mod mailboxes;
pub mod menus;
pub mod on_demand;
pub mod palette;
pub mod part;
pub mod questions;
pub mod reader;
pub mod search;
pub mod settings;
pub mod shell;
pub mod tags;
pub mod toasts;
