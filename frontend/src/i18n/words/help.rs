//! The list of keyboard shortcuts.

crate::i18n::catalogue! {
    TITLE = "Keyboard shortcuts";
    EVERYWHERE = "Everywhere";
    LIST = "In the list";
    READER = "In a message";
    THEN = "then";
    ARROWS = "Move in the list";
    RANGE = "Select a range";
}
