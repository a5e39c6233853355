//! The whole node on a mail server that speaks IMAP4rev1 and nothing more: everything works, if slower, and no command
//! is ever sent that such a server does not know.

mod arranging;
mod changing;
#[path = "../common/mod.rs"]
mod common;
mod finding;
mod keeping;
mod reading;
mod scene;
mod watching;
mod writing;
