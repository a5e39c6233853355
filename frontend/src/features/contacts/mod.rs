//! The address book: one screen beside the mail. Nothing else calls into it but through its entry, [`ContactsScreen`].

mod card;
mod card_fields;
mod colleague;
mod editor;
mod editor_lines;
mod form;
mod group_card;
mod group_name;
mod groups;
mod import;
mod list;
mod list_head;
mod members;
mod one;
mod row;
mod screen;

pub use screen::ContactsScreen;
