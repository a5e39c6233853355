//! Answering an invitation (RFC 6047), because the person says so: the organizer is told, and the email is marked with the
//! answer, so that every device shows it. It may be answered again.

use futures::StreamExt as _;
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{EmailSubmission, UndoStatus, recipients};
use gatepost_shared::email::invitation::{InvitationReply, MAX_COMMENT, Partstat};
use gatepost_shared::email::{CalendarEvent, Email};
use gatepost_shared::id::EmailId;
use gatepost_shared::mutation::EmailPatch;

use super::key::IdempotencyKey;
use super::store::{Postman, change, keyword};
use crate::mail::error::MailError;
use crate::mail::imap::{Mail, Opening};
use crate::mail::mime::address::with_ascii_domain;
use crate::mail::mime::compose::Stamp;
use crate::mail::mime::invitation::{Answer, answer};
use crate::mail::smtp::{Delivery, Envelope, Letter};

/// Tells the organizer whether the person comes.
///
/// # Errors
/// [`MailError::InvalidMessage`] when the email has no invitation for the person, or nobody to answer to.
pub async fn send(
    mail: &Mail,
    postman: &impl Postman,
    id: &EmailId,
    opening: Opening,
    wanted: &InvitationReply,
    addresses: &[EmailAddress],
) -> Result<EmailSubmission, MailError> {
    let email = mail.open(id, opening).await?;
    let comment = comment(&wanted.comment)?;
    let event = invitation(&email, wanted.uid.as_deref())?;
    let organizer = organizer(event)?;
    let attendee = invited(event, addresses)?;
    let key = IdempotencyKey::random().map_err(|error| MailError::Source(error.to_string()))?;
    let stamp = Stamp::now(key.message_id(addresses));
    let partstat = wanted.partstat;
    let message_id = email.message_id.first().map(String::as_str);
    let subject = email.subject.as_deref();
    let written = Answer { message_id, subject, event, organizer, attendee: &attendee, partstat, comment };
    let message = answer(&written, &stamp).into_octets();
    let to = vec![with_ascii_domain(&organizer.email).into_owned()];
    let envelope = Envelope { from: attendee.email.clone(), to, delivery: Delivery::default() };
    let letter = Letter { size_at_most: message.size, is_8bit: false, bytes: message.bytes.boxed() };
    let accepted = postman.submit(&envelope, letter).await?;
    mark(mail, id, wanted.partstat).await;
    Ok(EmailSubmission {
        email_id: None,
        message_id: stamp.message_id,
        recipients: accepted.recipients,
        smtp_reply: accepted.reply,
        send_at: None,
        undo_status: UndoStatus::Final,
        is_replay: false,
        warnings: Vec::new(),
    })
}

/// The event that is answered: the one named, or the first to which anybody is invited.
fn invitation<'a>(email: &'a Email, uid: Option<&str>) -> Result<&'a CalendarEvent, MailError> {
    let is_meant = |event: &&CalendarEvent| match uid {
        Some(uid) => event.uid.as_deref() == Some(uid),
        None => true,
    };
    let is_invitation = |event: &&CalendarEvent| event.method.as_deref() == Some("REQUEST") && event.uid.is_some();
    let found = email.calendar_events.iter().filter(is_invitation).find(is_meant);
    found.ok_or_else(|| invalid("There is no invitation in this email that could be answered."))
}

fn organizer(event: &CalendarEvent) -> Result<&EmailAddress, MailError> {
    let organizer = event.organizer.as_ref().filter(|organizer| recipients::validate(&organizer.email).is_ok());
    organizer.ok_or_else(|| invalid("The invitation does not say to whom it should be answered."))
}

/// Which of the person's addresses was invited, with their own name.
fn invited(event: &CalendarEvent, addresses: &[EmailAddress]) -> Result<EmailAddress, MailError> {
    let own = |address: &EmailAddress| addresses.iter().find(|own| own.same_mailbox(address)).cloned();
    let found = event.attendees.iter().find_map(|attendee| own(&attendee.address));
    found.ok_or_else(|| {
        invalid("None of your addresses is invited, so the answer would be nobody's. Write to the organizer instead.")
    })
}

fn comment(text: &str) -> Result<&str, MailError> {
    let is_text = !text.contains(|letter: char| letter.is_control() && !"\r\n\t".contains(letter));
    if text.len() <= MAX_COMMENT && is_text {
        return Ok(text.trim());
    }
    let sentence = "The comment has at most 4,000 bytes, and no control characters.".to_owned();
    Err(MailError::Invalid { property: "comment", sentence })
}

/// Marks the email with the answer, and with no other. The organizer has been told: what fails now is no error.
async fn mark(mail: &Mail, id: &EmailId, answered: Partstat) {
    let mut patch = EmailPatch::default();
    for partstat in [Partstat::Accepted, Partstat::Declined, Partstat::Tentative] {
        if let Ok(keyword) = keyword(partstat.keyword()) {
            patch.keywords.insert(keyword, partstat == answered);
        }
    }
    if let Err(error) = change(mail, id, patch).await {
        tracing::warn!(%error, "an invitation was answered, and could not be marked so");
    }
}

fn invalid(sentence: &str) -> MailError {
    MailError::InvalidMessage(sentence.to_owned())
}
