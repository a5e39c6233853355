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
    WIDTH = "Width of the folder list";
}
