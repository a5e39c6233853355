//! `/contacts`: the person's address book, and the farm's directory beside it.

pub mod create;
pub mod delete;
pub mod export;
pub mod import;
pub mod list;
pub mod replace;
pub mod show;
