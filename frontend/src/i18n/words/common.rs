//! Words that more than one area says.

crate::i18n::catalogue! {
    PRODUCT = "Gatepost";
    CANCEL = "Cancel";
    CLOSE = "Close";
    DISMISS = "Dismiss";
    NOTICES = "Notices";
    NO_SUBJECT = "(no subject)";
    PART_MISSING = "This part of Gatepost could not be loaded. Check your connection.";
    RETRY = "Try again";
    UNDO = "Undo";
    OFFLINE = "Gatepost cannot be reached. Check your connection.";
    STRANGE_ANSWER = "The server gave an answer that Gatepost does not understand. Reload the page; it may have been updated.";
}
