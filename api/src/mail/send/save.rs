//! Saving a draft: the new version is stored before the old one goes, whatever happens in between.

use gatepost_shared::draft::{Draft, DraftAttachment, SavedDraft};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::SetEmails;
use gatepost_shared::problem::ProblemType;

use sha2::{Digest as _, Sha256};

use super::attach;
use super::deposit::deposit;
use super::replace::{Before, REPLACED, Versions, check_not_sending, check_unsent};
use super::store::{Store, keyword, section};
use crate::mail::error::MailError;
use crate::mail::html::editor;
use crate::mail::mime::compose::{self, Stamp};

/// The longest text of a draft in bytes.
pub const MAX_TEXT: usize = 2 * 1024 * 1024;

/// The longest HTML of a draft in bytes.
pub const MAX_HTML: usize = 1024 * 1024;

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
/// any more, [`MailError::DraftConflict`] when another one has taken its place: nothing is saved then, and the client
/// still has the text.
pub async fn save(store: &impl Store, save: &Save) -> Result<SavedDraft, MailError> {
    check_limits(&save.draft)?;
    let drafts = store.mailbox_with_role(Role::Drafts).await?;
    let version = digest(&save.draft);
    let versions = Versions { drafts: &drafts, message_id: &save.message_id, version: &version };
    let before = match &save.replaces {
        Some(old) => {
            check_is_draft(&drafts, old)?;
            versions.look(store, old).await?
        }
        None => Before::Nothing,
    };
    let finished = finished(save.draft.clone()).await?;
    let id = match &before {
        Before::Done(id) => id.clone(),
        _ => match append(store, &drafts, save, &finished.draft, &version).await {
            Ok(id) => id,
            // What it is to be made of may be gone because another version has taken the place of the old one.
            Err(error) => return Err(after_failure(store, &versions, save, error).await),
        },
    };
    let mut warnings = finished.warnings;
    if before == Before::Gone {
        warnings
            .push("The earlier version of this draft was changed or deleted elsewhere. This one is saved.".to_owned());
    }
    let id = versions.take_place(store, before, id).await?;
    Ok(SavedDraft { attachments: now_in(&id, &finished.draft)?, id, warnings })
}

/// Why the version could not be stored: because of a conflict, if there is one.
async fn after_failure(store: &impl Store, versions: &Versions<'_>, save: &Save, error: MailError) -> MailError {
    match (&save.replaces, &error) {
        (Some(old), MailError::InvalidMessage(_)) => versions.look(store, old).await.err().unwrap_or(error),
        _ => error,
    }
}

/// Deletes a draft. One that is gone already is deleted, too. With `force` it goes even though its sending has begun
/// and nobody knows how that ended: the person says so.
///
/// # Errors
/// [`MailError::SubmissionInProgress`] and [`MailError::AlreadySent`] when it is no draft any more.
pub async fn discard(store: &impl Store, id: &EmailId, force: bool) -> Result<(), MailError> {
    let drafts = store.mailbox_with_role(Role::Drafts).await?;
    check_is_draft(&drafts, id)?;
    for _ in 0..3 {
        let (marks, modseq) = match store.keywords(id).await {
            Err(MailError::NotFound(_) | MailError::Stale) => return Ok(()),
            found => found?,
        };
        if force || marks.has(REPLACED) {
            return destroy(store, vec![id.clone()]).await;
        }
        check_unsent(&marks)?;
        // Claimed first: a node that begins to send it at this moment either wins, or finds it gone.
        match store.claim(id, &keyword(REPLACED)?, modseq).await {
            Ok(()) => {
                check_not_sending(store, id).await?;
                return destroy(store, vec![id.clone()]).await;
            }
            Err(MailError::Modified) => {}
            Err(MailError::NotFound(_) | MailError::Stale) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Err(MailError::Modified)
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
    if draft.html_body.as_ref().is_some_and(|html| html.len() > MAX_HTML) {
        return too_large("text with its formatting");
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

/// A draft as it is stored: its HTML is clean, and its text says the same.
struct Finished {
    draft: Draft,
    warnings: Vec<String>,
}

async fn finished(mut draft: Draft) -> Result<Finished, MailError> {
    let Some(html) = draft.html_body.take() else { return Ok(Finished { draft, warnings: Vec::new() }) };
    let edited = editor::clean_bounded(html).await.map_err(|busy| MailError::Busy(busy.to_string()))?;
    draft.text_body = edited.text;
    draft.html_body = Some(edited.html);
    Ok(Finished { draft, warnings: edited.warnings.into_iter().map(str::to_owned).collect() })
}

/// What tells this version from others: a digest of all that it holds.
fn digest(draft: &Draft) -> String {
    // Never an error: a draft is made of texts and numbers. Were it one, all versions would look the same, and the
    // later one would win.
    let json = serde_json::to_vec(draft).unwrap_or_default();
    Sha256::digest(&json)[..12].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

async fn append(
    store: &impl Store,
    drafts: &MailboxId,
    save: &Save,
    draft: &Draft,
    version: &str,
) -> Result<EmailId, MailError> {
    let files = attach::files(store, draft).await?;
    let stamp = Stamp { version: version.to_owned(), ..Stamp::now(save.message_id.clone()) };
    let message = compose::message(draft, &stamp, files);
    check_size(message.size(), save.max_size)?;
    let keywords: Keywords = [keyword(Keyword::DRAFT)?, keyword(Keyword::SEEN)?].into_iter().collect();
    match deposit(store, drafts, keywords, message).await? {
        Some(id) => Ok(id),
        // Without UIDPLUS (RFC 4315) the server does not say: the newest with this Message-ID is ours.
        None => newest(store.with_message_id(drafts, &save.message_id).await?).ok_or(MailError::NotFound("draft")),
    }
}

/// Refuses a message that is larger than may be sent.
pub(super) fn check_size(size: u64, max_size: u64) -> Result<(), MailError> {
    if size <= max_size {
        return Ok(());
    }
    Err(MailError::TooLarge(format!(
        "With its files the message has {} MB; {} MB are allowed. Remove a file.",
        size.div_ceil(1_000_000),
        max_size / 1_000_000
    )))
}

/// The version that was stored last.
pub(super) fn newest(ids: Vec<EmailId>) -> Option<EmailId> {
    ids.into_iter().max_by_key(|id| id.uid)
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

/// The attachments as parts of the stored draft.
fn now_in(id: &EmailId, draft: &Draft) -> Result<Vec<DraftAttachment>, MailError> {
    let place = |(attachment, at): (&DraftAttachment, String)| {
        Ok(DraftAttachment { blob_id: section(id, &at)?, ..attachment.clone() })
    };
    draft.attachments.iter().zip(compose::sections(draft)).map(place).collect()
}
