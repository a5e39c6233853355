//! What can be done with mail, and what is said when it has been done.

crate::i18n::catalogue! {
    ARCHIVE = "Archive";
    DELETE = "Delete";
    DELETE_FOR_EVER = "Delete for ever";
    JUNK = "Mark as junk";
    NOT_JUNK = "Not junk";
    MOVE = "Move to a folder";
    STAR = "Star";
    UNSTAR = "Remove star";
    MARK_READ = "Mark as read";
    MARK_UNREAD = "Mark as unread";
    REPLY = "Reply";
    REPLY_ALL = "Reply to all";
    FORWARD = "Forward";
    COMPOSE = "New message";
    OPEN = "Open message";
    BACK = "Back to the list";
    NEXT = "Next message";
    PREVIOUS = "Previous message";
    SELECT = "Select message";
    SELECT_ALL = "Select all that are loaded";
    CLEAR_SELECTION = "Clear the selection";
    GO_INBOX = "Go to the inbox";
    GO_DRAFTS = "Go to drafts";
    GO_SENT = "Go to sent mail";
    GO_ARCHIVE = "Go to the archive";
    GO_TRASH = "Go to the trash";
    HELP = "Keyboard shortcuts";

    ARCHIVED = "Message archived" | "{n} messages archived";
    TRASHED = "Message moved to the trash" | "{n} messages moved to the trash";
    JUNKED = "Message moved to junk" | "{n} messages moved to junk";
    MOVED = "Message moved" | "{n} messages moved";
    MARKED_READ = "Marked as read" | "{n} messages marked as read";
    MARKED_UNREAD = "Marked as unread" | "{n} messages marked as unread";
    STARRED = "Star added" | "{n} messages starred";
    UNSTARRED = "Star removed" | "Stars removed from {n} messages";
    DESTROYED = "Message deleted for ever" | "{n} messages deleted for ever";
    UNDONE = "Undone";

    NO_ARCHIVE = "This account has no archive folder. Use Move to choose a folder instead.";
    NO_JUNK = "This account has no junk folder. Use Move to choose a folder instead.";
    PARTLY_FAILED = "{n} of the messages could not be changed. {reason}";

    DESTROY_TITLE = "Delete for ever?";
    DESTROY_TEXT = "This message will be deleted for ever. It cannot be brought back." | "{n} messages will be deleted for ever. They cannot be brought back.";

    MOVE_TITLE = "Move message to" | "Move {n} messages to";
    MOVE_FILTER = "Find a folder";
    MOVE_NOTHING = "No folder has this name.";
    FOLDERS = "Folders";
}
