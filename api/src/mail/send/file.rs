//! After the 250: the message is sent, and what is left is filing. Whatever fails here is a warning.

use gatepost_shared::draft::{DraftAction, DraftReference, EmailSubmission, UndoStatus};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::EmailPatch;

use super::save::{destroy, newest};
use super::store::{Store, change, keyword, whole};
use crate::mail::error::MailError;
use crate::mail::mime::parse::{self, StoredHeader};
use crate::mail::smtp::Accepted;

/// Where drafts and sent mail are.
pub(super) struct Places {
    pub drafts: MailboxId,
    pub sent: MailboxId,
}

impl Places {
    pub(super) async fn find(store: &impl Store) -> Result<Self, MailError> {
        let drafts = store.mailbox_with_role(Role::Drafts).await?;
        let sent = store.mailbox_with_role(Role::Sent).await?;
        Ok(Self { drafts, sent })
    }
}

/// The answer of a sending that has succeeded before, if Sent has the message. What that sending may have left
/// undone (a node that died in the middle) is done now.
pub(super) async fn replay(
    store: &impl Store,
    places: &Places,
    message_id: &str,
) -> Result<Option<EmailSubmission>, MailError> {
    let Some(id) = newest(store.with_message_id(&places.sent, message_id).await?) else { return Ok(None) };
    let mut warnings = Vec::new();
    if let Ok(reference) = reference_of(store, &id).await {
        mark_reference(store, reference.as_ref(), &mut warnings).await;
    }
    Ok(Some(answer(Some(id), message_id, None, warnings)))
}

/// Files a message that SMTP has accepted: now, or (`accepted` is none) before a crash.
pub(super) async fn file(
    store: &impl Store,
    places: &Places,
    draft: &EmailId,
    header: &StoredHeader,
    message_id: &str,
    accepted: Option<Accepted>,
) -> EmailSubmission {
    let mut warnings = Vec::new();
    // The mark first, by itself: once it is set, nobody will take this message for unsent, wherever it lies.
    if let Err(error) = twice(|| mark_sent(store, draft)).await {
        warnings.push(format!("The message was sent, but it could not be marked so. ({error})"));
    }
    let id = match twice(|| move_to_sent(store, places, draft, message_id)).await {
        Ok(id) => id,
        Err(error) => {
            warnings.push(format!(
                "The message was sent, but it could not be moved to Sent and is still in Drafts. Do not send it again. ({error})"
            ));
            None
        }
    };
    mark_reference(store, header.draft.reference.as_ref(), &mut warnings).await;
    sweep(store, places, draft, message_id).await;
    answer(id, message_id, accepted, warnings)
}

fn answer(
    email_id: Option<EmailId>,
    message_id: &str,
    accepted: Option<Accepted>,
    warnings: Vec<String>,
) -> EmailSubmission {
    let is_replay = accepted.is_none();
    let (smtp_reply, recipients) = accepted.map(|accepted| (accepted.reply, accepted.recipients)).unwrap_or_default();
    EmailSubmission {
        email_id,
        message_id: message_id.to_owned(),
        recipients,
        smtp_reply,
        send_at: None,
        undo_status: UndoStatus::Final,
        is_replay,
        warnings,
    }
}

/// A connection may have rested too long, a server may have hiccuped: what matters is tried again once.
async fn twice<T, F: Future<Output = Result<T, MailError>>>(work: impl Fn() -> F) -> Result<T, MailError> {
    match work().await {
        Err(_) => work().await,
        done => done,
    }
}

async fn mark_sent(store: &impl Store, draft: &EmailId) -> Result<(), MailError> {
    let mut patch = EmailPatch::mark(keyword(Keyword::SUBMITTED)?, true);
    patch.keywords.insert(keyword(Keyword::SEEN)?, true);
    patch.keywords.insert(keyword(Keyword::DRAFT)?, false);
    patch.keywords.insert(keyword(Keyword::SUBMIT_PENDING)?, false);
    change(store, draft, patch).await.map(drop)
}

async fn move_to_sent(
    store: &impl Store,
    places: &Places,
    draft: &EmailId,
    message_id: &str,
) -> Result<Option<EmailId>, MailError> {
    let moved = change(store, draft, EmailPatch::move_to(places.sent.clone())).await;
    match moved {
        Ok(mut moved) => match moved.moved.remove(draft) {
            Some(id) => Ok(Some(id)),
            None => Ok(newest(store.with_message_id(&places.sent, message_id).await?)),
        },
        // The first attempt may have moved it and lost the answer.
        Err(error) => newest(store.with_message_id(&places.sent, message_id).await?).map(Some).ok_or(error),
    }
}

async fn reference_of(store: &impl Store, id: &EmailId) -> Result<Option<DraftReference>, MailError> {
    Ok(parse::header(&store.part_header(&whole(id)?).await?).draft.reference)
}

/// Marks the original as answered or forwarded. One that was moved or deleted in the meantime is not missed.
async fn mark_reference(store: &impl Store, reference: Option<&DraftReference>, warnings: &mut Vec<String>) {
    let Some(reference) = reference else { return };
    let (name, word) = match reference.action {
        DraftAction::Reply => (Keyword::ANSWERED, "answered"),
        DraftAction::Forward | DraftAction::Redirect => (Keyword::FORWARDED, "forwarded"),
    };
    let Ok(mark) = keyword(name) else { return };
    match twice(|| change(store, &reference.email_id, EmailPatch::mark(mark.clone(), true))).await {
        Ok(_) | Err(MailError::NotFound(_) | MailError::Stale) => {}
        Err(error) => warnings.push(format!("The original could not be marked as {word}. ({error})")),
    }
}

/// Deletes older versions of the draft that were left behind. A newer one holds text that was not sent: it stays.
async fn sweep(store: &impl Store, places: &Places, draft: &EmailId, message_id: &str) {
    let twins = store.with_message_id(&places.drafts, message_id).await.unwrap_or_default();
    let is_older = |twin: &EmailId| twin.uid_validity == draft.uid_validity && twin.uid < draft.uid;
    let older: Vec<EmailId> = twins.into_iter().filter(is_older).collect();
    if older.is_empty() {
        return;
    }
    if let Err(error) = destroy(store, older).await {
        tracing::warn!(%error, "older versions of a sent draft stay behind");
    }
}
