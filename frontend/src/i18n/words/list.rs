//! The list of messages.

crate::i18n::catalogue! {
    MESSAGES = "Messages in {mailbox}";
    COUNT = "{n} message" | "{n} messages";
    COUNT_UNREAD = "{n} unread";
    SELECTED = "{n} selected" | "{n} selected";
    TOOLBAR = "Actions for the selected messages";
    WIDTH = "Width of the message list";
    LOADING = "Loading messages";
    MORE_FAILED = "Some messages could not be loaded.";
    UNREAD = "Unread";
    STARRED = "Starred";
    ANSWERED = "Answered";
    FORWARDED = "Forwarded";
    DRAFT = "Draft";
    HAS_ATTACHMENT = "Has an attachment";
    NOBODY = "(no sender)";
    NO_RECIPIENTS = "(no recipients)";
    TO = "To: {names}";
    SELECT_ROW = "Select message from {who}";
    EMPTY_INBOX = "Your inbox is empty";
    EMPTY_INBOX_TEXT = "New mail appears here by itself.";
    EMPTY = "Nothing in {mailbox}";
    EMPTY_DRAFTS_TEXT = "What you begin to write is kept here.";
    EMPTY_SENT_TEXT = "What you send is kept here.";
    EMPTY_ARCHIVE_TEXT = "Archive a message to keep it out of the way.";
    EMPTY_JUNK_TEXT = "No unwanted mail. Good.";
    EMPTY_TRASH_TEXT = "Deleted messages wait here.";
    GONE = "This folder does not exist any more";
    GONE_TEXT = "It may have been renamed or deleted elsewhere.";
    FAILED = "The messages could not be loaded";
    TO_INBOX = "Go to the inbox";
}
