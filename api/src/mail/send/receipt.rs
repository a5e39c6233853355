//! Answering a request for a read receipt (RFC 8098), because the person says so, and once: the keyword `$mdnsent`
//! (RFC 3503) is set before it is sent and taken away when it was not.

use futures::StreamExt as _;
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::receipt::Receipt;
use gatepost_shared::draft::{EmailSubmission, UndoStatus};
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::EmailPatch;

use super::key::IdempotencyKey;
use super::store::{Postman, change, keyword};
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::mime::address::with_ascii_domain;
use crate::mail::mime::compose::Stamp;
use crate::mail::mime::receipt::receipt;
use crate::mail::smtp::{Delivery, Envelope, Letter};

/// What is said when the person says nothing else.
const WORDS: &str = "Your message was displayed. This says nothing of whether it was read to its end, or understood.\n";

/// The longest text of a receipt in bytes.
const MAX_WORDS: usize = 4096;

/// Sends the receipt that the email asks for, to whom it asks for it.
///
/// # Errors
/// [`MailError::InvalidMessage`] when it asks for none or lies in Junk, [`MailError::Modified`] when one was sent.
pub async fn send(
    mail: &Mail,
    postman: &impl Postman,
    id: &EmailId,
    wanted: &Receipt,
    addresses: &[EmailAddress],
) -> Result<EmailSubmission, MailError> {
    let email = mail.email(id, 0).await?;
    check(mail, &email).await?;
    let from = author(&email, wanted, addresses)?;
    let key = IdempotencyKey::random().map_err(|error| MailError::Source(error.to_string()))?;
    let stamp = Stamp::now(key.message_id(addresses));
    let words = if wanted.text.is_empty() { WORDS } else { &wanted.text[..wanted.text.floor_char_boundary(MAX_WORDS)] };
    let message = receipt(&email, &from, words, &stamp).into_octets();
    let to = email.disposition_notification_to.iter().map(|one| with_ascii_domain(&one.email).into_owned()).collect();
    let envelope = Envelope { from: String::new(), to, delivery: Delivery::default() };
    let letter = Letter { size_at_most: message.size, is_8bit: false, bytes: message.bytes.boxed() };

    let mark = keyword(Keyword::MDN_SENT)?;
    let (_, modseq) = mail.keywords(id).await?;
    mail.claim(id, &mark, modseq).await?;
    match postman.submit(&envelope, letter).await {
        Ok(accepted) => Ok(EmailSubmission {
            email_id: None,
            message_id: stamp.message_id,
            recipients: accepted.recipients,
            smtp_reply: accepted.reply,
            send_at: None,
            undo_status: UndoStatus::Final,
            is_replay: false,
            warnings: Vec::new(),
        }),
        Err(error) => {
            if !matches!(error, MailError::SubmissionUnknown) {
                change(mail, id, EmailPatch::mark(mark, false)).await?;
            }
            Err(error)
        }
    }
}

/// Whether the email may be answered in this way.
async fn check(mail: &Mail, email: &Email) -> Result<(), MailError> {
    let no = |sentence: &str| Err(MailError::InvalidMessage(sentence.to_owned()));
    if email.keywords.has(Keyword::MDN_SENT) {
        return Err(MailError::Modified);
    }
    if email.disposition_notification_to.is_empty() {
        return no("The author of this message has not asked for a receipt.");
    }
    // Who sends junk wants to know which addresses live.
    if email.keywords.has("$junk") || email.mailbox_id == mail.mailbox_with_role(Role::Junk).await? {
        return no("No receipt is sent for junk: it would tell its sender that your address is in use.");
    }
    Ok(())
}

/// Who gives the receipt: one of the person's own addresses, the one that was written to where none is named.
fn author(email: &Email, wanted: &Receipt, addresses: &[EmailAddress]) -> Result<EmailAddress, MailError> {
    let own = |given: &EmailAddress| addresses.iter().find(|own| own.same_mailbox(given)).cloned();
    if let Some(from) = &wanted.from {
        return own(from).map(|_| from.clone()).ok_or_else(|| MailError::ForbiddenFrom(from.email.clone()));
    }
    let written_to = email.to.iter().chain(&email.cc).chain(&email.bcc).find_map(own);
    written_to
        .or_else(|| addresses.first().cloned())
        .ok_or_else(|| MailError::InvalidMessage("This account has no address to write from.".to_owned()))
}
