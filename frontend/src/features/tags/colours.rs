//! The colours of tags. The style sheet has one of each name, for every theme.

use crate::i18n::{Message, words::tags};

/// Their names in the settings, and in words.
pub const COLOURS: [(&str, Message); 9] = [
    ("blue", tags::BLUE),
    ("green", tags::GREEN),
    ("orange", tags::ORANGE),
    ("purple", tags::PURPLE),
    ("red", tags::RED),
    ("teal", tags::TEAL),
    ("yellow", tags::YELLOW),
    ("pink", tags::PINK),
    ("grey", tags::GREY),
];

/// The colour of the next tag, when there are so many.
pub fn next(count: usize) -> &'static str {
    COLOURS[count % COLOURS.len()].0
}
