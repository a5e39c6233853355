//! What the person sees and uses, a folder per part of the screen; one component per file.

pub mod command_button;
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
pub mod palette;
pub mod part;
pub mod reader;
pub mod settings;
pub mod shell;
pub mod toasts;
