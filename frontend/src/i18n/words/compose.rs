//! Writing and sending.

crate::i18n::catalogue! {
    NEW_MESSAGE = "New message";
    FROM = "From";
    TO = "To";
    CC = "Cc";
    BCC = "Bcc";
    SUBJECT = "Subject";
    BODY = "Message text";
}
