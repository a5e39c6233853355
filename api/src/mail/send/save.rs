//! Saving a draft: the new version is stored before the old one goes, whatever happens in between.

use gatepost_shared::draft::{Draft, DraftAttachment, SavedDraft};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::SetEmails;
use gatepost_shared::problem::ProblemType;

use super::attach;
use super::store::{Store, keyword, section};
use crate::mail::error::MailError;
use crate::mail::imap::NewMessage;
use crate::mail::mime::compose::{self, Stamp};

/// The longest text of a draft in bytes.
pub const MAX_TEXT: usize = 2 * 1024 * 1024;

/// The longest subject in bytes.
pub const MAX_SUBJECT: usize = 2048;

/// A draft to save.
#[derive(Debug, Clone)]
pub struct Save {
    /// What is written.
    pub draft: Draft,
    /// The Message-ID that it will be sent with.
    pub message_id: String,
    /// The version that this one replaces.
    pub replaces: Option<EmailId>,
    /// The largest message in bytes.
    pub max_size: u64,
}

/// Saves a draft.
///
/// # Errors
/// [`MailError::SubmissionInProgress`] and [`MailError::AlreadySent`] when the version to replace is no draft
/// any more: the text belongs into another message then, and the client still has it.
pub async fn save(store: &impl Store, save: &Save) -> Result<SavedDraft, MailError> {
    check_limits(&save.draft)?;
    let drafts = store.mailbox_with_role(Role::Drafts).await?;
    let warning = match &save.replaces {
        Some(old) => check_replaced(store, &drafts, old, &save.message_id).await?,
        None => None,
    };
    let id = append(store, &drafts, save).await?;
    // From here on the text is safe: older versions that stay behind are untidy, not an error.
    if let Err(error) = remove_older(store, &drafts, &id, save).await {
        tracing::warn!(%error, "older versions of a draft stay behind");
    }
    let attachments = now_in(&id, &save.draft.attachments)?;
    Ok(SavedDraft { id, attachments, warnings: warning.into_iter().collect() })
}

/// Deletes a draft. One that is gone already is deleted, too.
pub async fn discard(store: &impl Store, id: &EmailId) -> Result<(), MailError> {
    let drafts = store.mailbox_with_role(Role::Drafts).await?;
    check_is_draft(&drafts, id)?;
    destroy(store, vec![id.clone()]).await
}

/// Only what lies in Drafts may be replaced, deleted or sent by these verbs: an id of other mail would destroy it.
pub(super) fn check_is_draft(drafts: &MailboxId, id: &EmailId) -> Result<(), MailError> {
    if id.mailbox() == drafts { Ok(()) } else { Err(MailError::NotFound("draft")) }
}

fn check_limits(draft: &Draft) -> Result<(), MailError> {
    let too_large = |what: &str| Err(MailError::TooLarge(format!("The {what} is too long.")));
    if draft.text_body.len() > MAX_TEXT {
        return too_large("text");
    }
    if draft.subject.len() > MAX_SUBJECT {
        return too_large("subject");
    }
    // More recipients than may be sent to can still be saved; a draft of a million cannot.
    if draft.recipients().count() > 4 * gatepost_shared::draft::MAX_RECIPIENTS {
        return too_large("list of recipients");
    }
    Ok(())
}

/// Looks whether the version to replace is still a draft. One that is gone is no reason to refuse the text.
async fn check_replaced(
    store: &impl Store,
    drafts: &MailboxId,
    old: &EmailId,
    message_id: &str,
) -> Result<Option<String>, MailError> {
    check_is_draft(drafts, old)?;
    match store.keywords(old).await {
        Ok((marks, _)) if marks.has(Keyword::SUBMITTED) => Err(MailError::AlreadySent),
        Ok((marks, _)) if marks.has(Keyword::SUBMIT_PENDING) => Err(MailError::SubmissionInProgress),
        Ok(_) => Ok(None),
        Err(MailError::NotFound(_) | MailError::Stale) => {
            let sent = store.mailbox_with_role(Role::Sent).await?;
            if store.with_message_id(&sent, message_id).await?.is_empty() {
                let warning = "The earlier version of this draft was changed or deleted elsewhere. This one is saved.";
                Ok(Some(warning.to_owned()))
            } else {
                Err(MailError::AlreadySent)
            }
        }
        Err(error) => Err(error),
    }
}

async fn append(store: &impl Store, drafts: &MailboxId, save: &Save) -> Result<EmailId, MailError> {
    let parts = attach::parts(store, &save.draft).await?;
    let message = compose::message(&save.draft, &Stamp::now(save.message_id.clone()), parts);
    if message.size > save.max_size {
        return Err(MailError::TooLarge(format!(
            "With its files the message has {} MB; {} MB are allowed. Remove a file.",
            message.size.div_ceil(1_000_000),
            save.max_size / 1_000_000
        )));
    }
    let keywords: Keywords = [keyword(Keyword::DRAFT)?, keyword(Keyword::SEEN)?].into_iter().collect();
    let message = NewMessage { keywords, size: message.size, bytes: message.bytes };
    match store.append(drafts, message).await? {
        Some(id) => Ok(id),
        // Without UIDPLUS (RFC 4315) the server does not say: the newest with this Message-ID is ours.
        None => newest(store.with_message_id(drafts, &save.message_id).await?).ok_or(MailError::NotFound("draft")),
    }
}

/// The version that was stored last.
pub(super) fn newest(ids: Vec<EmailId>) -> Option<EmailId> {
    ids.into_iter().max_by_key(|id| id.uid)
}

/// Deletes what this version replaces: the one named, and those that two saves at once have left behind. A
/// newer one stays, and so does one whose sending has begun.
async fn remove_older(store: &impl Store, drafts: &MailboxId, id: &EmailId, save: &Save) -> Result<(), MailError> {
    let twins = store.with_message_id(drafts, &save.message_id).await?;
    let mut older: Vec<EmailId> =
        twins.into_iter().filter(|twin| twin.uid_validity == id.uid_validity && twin.uid < id.uid).collect();
    older.extend(save.replaces.clone().filter(|old| old != id));
    older.sort();
    older.dedup();
    let mut replaced = Vec::with_capacity(older.len());
    for old in older {
        match store.keywords(&old).await {
            Ok((marks, _)) if !marks.has(Keyword::SUBMIT_PENDING) && !marks.has(Keyword::SUBMITTED) => {
                replaced.push(old);
            }
            _ => {}
        }
    }
    if replaced.is_empty() { Ok(()) } else { destroy(store, replaced).await }
}

pub(super) async fn destroy(store: &impl Store, ids: Vec<EmailId>) -> Result<(), MailError> {
    let answer = store.set(&SetEmails { destroy: ids, ..SetEmails::default() }).await?;
    // What is gone already need not be destroyed.
    let mut refused = answer.not_destroyed.into_values().filter(|problem| problem.kind != ProblemType::NotFound);
    match refused.next() {
        None => Ok(()),
        Some(problem) => {
            Err(MailError::Refused { command: "EXPUNGE", code: String::new(), text: problem.detail, is_bad: false })
        }
    }
}

/// The attachments as parts of the stored draft: the text is part 1, they are parts 2 and on.
pub(super) fn now_in(id: &EmailId, attachments: &[DraftAttachment]) -> Result<Vec<DraftAttachment>, MailError> {
    let place = |(at, attachment): (usize, &DraftAttachment)| {
        let blob_id = section(id, &(at + 2).to_string())?;
        Ok(DraftAttachment { blob_id, ..attachment.clone() })
    };
    attachments.iter().enumerate().map(place).collect()
}
