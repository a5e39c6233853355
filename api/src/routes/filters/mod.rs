//! `/filters`: rules for arriving mail, and the scripts on the mail server that they are part of.

pub mod delete_script;
pub mod replace;
pub mod replace_script;
pub mod script;
pub mod show;
