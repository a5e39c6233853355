//! A read receipt (message disposition notification, RFC 8098) as a message.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::Email;

use super::address::in_ascii;
use super::compose::{Stamp, date, text};
use super::entity::{Composed, Entity};
use super::header::Header;

/// Writes the receipt that `from` gives for `email`. `words` is for the author to read.
pub fn receipt(email: &Email, from: &EmailAddress, words: &str, stamp: &Stamp) -> Composed {
    let mut header = Header::default();
    header.addresses("From", std::slice::from_ref(from));
    header.addresses("To", &email.disposition_notification_to);
    let subject = email.subject.as_deref().unwrap_or_default();
    header.text("Subject", &format!("Read: {subject}"));
    header.text("Date", &date(stamp.date));
    header.message_ids("Message-ID", [stamp.message_id.as_str()]);
    header.message_ids("In-Reply-To", email.message_id.iter().take(1).map(String::as_str));
    header.message_ids("References", email.message_id.iter().take(1).map(String::as_str));
    // RFC 3834, section 5.1: nobody's machine shall answer it.
    header.words("Auto-Submitted", &["auto-replied"]);
    header.words("MIME-Version", &["1.0"]);
    Entity::multipart("multipart/report", &stamp.boundary("n"), vec![text(words), disposition(email, from)])
        .under(header)
}

/// RFC 8098, section 3.1: for programs.
fn disposition(email: &Email, from: &EmailAddress) -> Entity {
    let mut fields = Header::default();
    fields.words("Reporting-UA", &[concat!("Gatepost/", env!("CARGO_PKG_VERSION"))]);
    if let Some(address) = in_ascii(&from.email) {
        fields.words("Final-Recipient", &[&format!("rfc822;{address}")]);
    }
    fields.message_ids("Original-Message-ID", email.message_id.iter().take(1).map(String::as_str));
    fields.words("Disposition", &["manual-action/MDN-sent-manually;", "displayed"]);
    let mut header = Header::default();
    header.parameters("Content-Type", "message/disposition-notification", &[]);
    Entity::own(header, fields.into_bytes())
}
