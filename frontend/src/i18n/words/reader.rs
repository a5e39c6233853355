//! Reading one message.

crate::i18n::catalogue! {
    REGION = "Message";
    TOOLBAR = "Actions for this message";
    NOTHING_OPEN = "No message is open";
    NOTHING_OPEN_TEXT = "Choose one from the list to read it here.";
    LOADING = "Loading the message";
    FAILED = "The message could not be opened";
    GONE = "This message is not here any more";
    GONE_TEXT = "It may have been moved or deleted elsewhere.";
    FROM = "From";
    TO = "To";
    CC = "Cc";
    BCC = "Bcc";
    REPLY_TO = "Reply to";
    DATE = "Date";
    TO_SHORT = "to {names}";
    AND_MORE = "{names} and {n} more";
    NOBODY = "(no sender)";
    NO_RECIPIENTS = "no named recipients";
    SHOW_DETAILS = "Show all recipients";
    BODY = "Text of the message";
    BODY_FAILED = "The text of this message could not be loaded.";
    EMPTY_BODY = "This message has no text.";
    TRUNCATED = "This message is very long: only its beginning is shown.";
    WHOLE = "Download all of it";
    ENCODING = "Some characters could not be read: the sender's program named the wrong character set.";
    BLOCKED = "{n} remote image was not loaded, to protect your privacy." | "{n} remote images were not loaded, to protect your privacy.";
    SHOW_IMAGES = "Show them";
    SHOW_QUOTE = "Show quoted text";
    ATTACHMENTS = "{n} attachment" | "{n} attachments";
    SAVE_ALL = "Save all";
    SAVE_ONE = "Download {name}";
    UNNAMED = "unnamed";
    SUBMIT_PENDING = "It is not known whether this message was sent. Look in Sent, or ask the recipient, before you send it again.";
    MORE = "More actions";
    DOWNLOAD_MESSAGE = "Download message";
}
