//! Words that more than one area says.

crate::i18n::catalogue! {
    PRODUCT = "Gatepost";
    CANCEL = "Cancel";
    CLOSE = "Close";
    DELETE = "Delete";
    DISMISS = "Dismiss";
    DOWNLOAD = "Download";
    NOTICES = "Notices";
    NO_SUBJECT = "(no subject)";
    RETRY = "Try again";
    UNDO = "Undo";
    UNDONE = "Undone";
    OFFLINE = "Gatepost cannot be reached. Check your connection.";
    STRANGE_ANSWER = "The server gave an answer that Gatepost does not understand. Reload the page; it may have been updated.";
    SESSION_ENDED = "Your session has ended. Sign in again to go on.";
}
