//! What the person can do, as data: one table that toolbars, menus, shortcuts and the help screen read.

mod conditions;
pub mod deeds;
pub mod fuzzy;
pub mod keymap;
pub mod keys;
pub mod shortcuts;
pub mod table;
mod verbs;
