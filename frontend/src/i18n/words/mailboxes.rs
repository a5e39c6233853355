//! The mailbox tree.

crate::i18n::catalogue! {
    MAILBOXES = "Folders";
    INBOX = "Inbox";
    DRAFTS = "Drafts";
    SENT = "Sent";
    ARCHIVE = "Archive";
    JUNK = "Junk";
    TRASH = "Trash";
    UNREAD = "{n} unread message" | "{n} unread messages";
    EXPAND = "Show folders inside {name}";
    COLLAPSE = "Hide folders inside {name}";
    WIDTH = "Width of the folder list";
}
