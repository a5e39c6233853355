//! Writing and sending.

crate::i18n::catalogue! {
    NEW_MESSAGE = "New message";
    FROM = "From";
    TO = "To";
    CC = "Cc";
    BCC = "Bcc";
    DATE = "Date";
    SUBJECT = "Subject";
    BODY = "Message";
    SEND = "Send";
    SENT = "Sent";
    ATTACH = "Attach files";
    DISCARD = "Discard draft";
    CLOSE = "Close and keep in Drafts";
    EXPAND = "Expand";
    COLLAPSE = "Back to the corner";
    DROP_HERE = "Drop files to attach them";

    RECIPIENT = "{name}. Enter to edit, Delete to remove.";
    RECIPIENT_PROBLEM = "{name}: {problem} Enter to edit, Delete to remove.";
    REMOVE_RECIPIENT = "Remove {name}";
    NAMED_PROBLEM = "{address}: {problem}";

    ATTACHMENTS = "Attachments";
    UPLOADING = "Uploading {name}";
    CANCEL_UPLOAD = "Cancel the upload of {name}";
    REMOVE_ATTACHMENT = "Remove {name}";
    FILE_TOO_LARGE = "This file is larger than {limit}, the most that can be uploaded.";
    FILES_TOO_LARGE = "With this file the message would have more than {limit} of attachments, the most that can be sent.";

    SAVING = "Saving…";
    SAVED = "Saved {time}";
    NOT_SAVED = "Not saved: {reason} Your text is kept in this browser.";
    KEPT_IN_DRAFTS = "Saved in Drafts";
    KEPT_HERE = "Not saved in Drafts: {reason} Your text is kept in this browser.";
    RESTORED = "Your unsent message was restored.";
    IS_DRAFT = "This message has not been sent.";
    EDIT_DRAFT = "Continue writing";
    DISCARDED = "Draft discarded";

    NO_RECIPIENTS = "Say who should get this message: add at least one address.";
    TOO_MANY_RECIPIENTS = "A message can have at most {limit} recipients.";
    BAD_RECIPIENT = "The message was not sent. Correct or remove “{address}”: {reason}";
    STILL_UPLOADING = "Wait until the attachments are uploaded, or remove them.";
    UPLOAD_FAILED = "A file could not be attached. Remove it or attach it again, then send.";

    NO_SUBJECT_TITLE = "Send without a subject?";
    NO_SUBJECT_TEXT = "The recipients will see a message without a subject.";
    NO_ATTACHMENT_TITLE = "Send without an attachment?";
    NO_ATTACHMENT_TEXT = "Your text speaks of an attachment, but no file is attached.";
    SEND_ANYWAY = "Send anyway";
    GO_BACK = "Go back";
    UNKNOWN_TITLE = "Was this message sent?";
    UNKNOWN_TEXT = "Sending was interrupted, and nobody can know whether the message has gone out. Sending it again may deliver it twice; keeping it in Drafts sends nothing.";
    SEND_AGAIN = "Send again";
    KEEP_IN_DRAFTS = "Keep in Drafts";
    DISCARD_TITLE = "Discard this draft?";
    DISCARD_TEXT = "The text and its attachments are deleted.";
    DISCARD_NOW = "Discard";

    ATTRIBUTION = "On {date}, {name} wrote:";
    FORWARDED_HEADING = "---------- Forwarded message ----------";
    ATTACHMENT_WORDS = "attached|attachment|attaching|enclosed";
}
