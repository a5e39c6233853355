//! What the person sees and uses, a folder per part of the screen; one component per file.

pub mod command_button;
pub mod compose;
pub mod compose_button;
pub mod contacts;
pub mod help;
pub mod list;
pub mod login;
pub mod mailboxes;
pub mod part;
pub mod reader;
pub mod shell;
pub mod toasts;
