//! One draft, one message: the next version takes the place of the one that it was written from, and of two that were
//! written from the same one, by two tabs or through two nodes, one wins and the other is told.
//!
//! The new version is stored before the old one is touched. Then the old one is claimed: a mark is set on the condition
//! that nobody has touched it since we looked (RFC 7162's UNCHANGEDSINCE). Who cannot claim it has lost, takes its own
//! version back and says so; the person's text is still in their window. A save that is repeated after its answer was
//! lost finds its own version and is no conflict: versions carry a digest of what they hold.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;

use super::save::{destroy, newest};
use super::store::{Store, keyword, whole};
use crate::mail::error::MailError;
use crate::mail::mime::parse;

/// The mark of a version that another has taken the place of, and which is about to go.
pub(super) const REPLACED: &str = "$gatepost-replaced";

/// How often a version is claimed anew when somebody marks it at the same moment.
const CLAIMS: u32 = 3;

/// Which draft is being saved.
pub(super) struct Versions<'a> {
    pub drafts: &'a MailboxId,
    /// Common to all versions.
    pub message_id: &'a str,
    /// The digest of the new one.
    pub version: &'a str,
}

/// What has become of the version that is to be replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// There was none: it is the first.
    Nothing,
    /// It is there, and as it was at this MODSEQ.
    There(EmailId, u64),
    /// It is gone, and nothing has come in its place: deleted, by another program perhaps.
    Gone,
    /// This very version has taken its place already: an earlier attempt, whose answer was lost.
    Done(EmailId),
}

impl Versions<'_> {
    /// Looks at the version to replace.
    ///
    /// # Errors
    /// [`MailError::SubmissionInProgress`] and [`MailError::AlreadySent`] when it is no draft any more,
    /// [`MailError::DraftConflict`] when another version has taken its place.
    pub(super) async fn look(&self, store: &impl Store, old: &EmailId) -> Result<Before, MailError> {
        self.look_beside(store, old, None).await
    }

    /// Looks at the version to replace, and not at our own that is to take its place.
    async fn look_beside(&self, store: &impl Store, old: &EmailId, new: Option<&EmailId>) -> Result<Before, MailError> {
        match store.keywords(old).await {
            Ok((marks, _)) if marks.has(REPLACED) => self.look_for_current(store, old, new).await,
            Ok((marks, modseq)) => check_unsent(&marks).map(|()| Before::There(old.clone(), modseq)),
            Err(MailError::NotFound(_) | MailError::Stale) => self.look_for_current(store, old, new).await,
            Err(error) => Err(error),
        }
    }

    async fn look_for_current(
        &self,
        store: &impl Store,
        old: &EmailId,
        new: Option<&EmailId>,
    ) -> Result<Before, MailError> {
        let sent = store.mailbox_with_role(Role::Sent).await?;
        if !store.with_message_id(&sent, self.message_id).await?.is_empty() {
            return Err(MailError::AlreadySent);
        }
        let mut twins = store.with_message_id(self.drafts, self.message_id).await?;
        twins.retain(|twin| twin != old && Some(twin) != new);
        while let Some(current) = newest(twins.clone()) {
            match store.keywords(&current).await {
                Ok((marks, _)) if !marks.has(REPLACED) => {
                    check_unsent(&marks)?;
                    let is_ours = self.version_of(store, &current).await?.as_deref() == Some(self.version);
                    return if is_ours { Ok(Before::Done(current)) } else { Err(MailError::DraftConflict(current)) };
                }
                Ok(_) | Err(MailError::NotFound(_) | MailError::Stale) => twins.retain(|twin| *twin != current),
                Err(error) => return Err(error),
            }
        }
        Ok(Before::Gone)
    }

    /// Puts the stored version `new` in the place of the one before, or takes it back. The id of what stands there now.
    ///
    /// # Errors
    /// As [`Self::look`] when somebody else was faster: `new` is gone then. After any other error both versions may be
    /// there, and the save is to be repeated.
    pub(super) async fn take_place(
        &self,
        store: &impl Store,
        before: Before,
        new: EmailId,
    ) -> Result<EmailId, MailError> {
        let (id, older_than) = match before {
            Before::There(old, modseq) => (self.claim(store, &old, modseq, new).await?, old.uid.saturating_add(1)),
            Before::Nothing | Before::Gone | Before::Done(_) => (new.clone(), new.uid),
        };
        // From here on the text is safe: older versions that stay behind are untidy, not an error.
        if let Err(error) = self.sweep(store, older_than, &id).await {
            tracing::warn!(%error, "older versions of a draft stay behind");
        }
        Ok(id)
    }

    async fn claim(&self, store: &impl Store, old: &EmailId, modseq: u64, new: EmailId) -> Result<EmailId, MailError> {
        let mark = keyword(REPLACED)?;
        let mut modseq = modseq;
        for _ in 0..CLAIMS {
            match store.claim(old, &mark, modseq).await {
                Ok(()) => return Ok(new),
                Err(MailError::Modified | MailError::NotFound(_) | MailError::Stale) => {}
                Err(error) => return Err(error),
            }
            // Somebody touched it: a star set by another program, or another version in its place.
            match self.look_beside(store, old, Some(&new)).await {
                Ok(Before::There(_, now)) => modseq = now,
                // Deleted at this very moment: there is nothing to replace any more.
                Ok(Before::Nothing | Before::Gone) => return Ok(new),
                // The same was saved twice at once.
                Ok(Before::Done(current)) => {
                    take_back(store, &new).await;
                    return Ok(current);
                }
                Err(error) => {
                    if is_lost(&error) {
                        take_back(store, &new).await;
                    }
                    return Err(error);
                }
            }
        }
        Err(MailError::Modified)
    }

    /// Deletes the versions before the one that was replaced, that one included, and what earlier attempts of this very
    /// save have left behind. Other versions stay: somebody may be about to put one in its place. So do those whose
    /// sending has begun.
    async fn sweep(&self, store: &impl Store, older_than: u32, new: &EmailId) -> Result<(), MailError> {
        let mut replaced = Vec::new();
        for twin in store.with_message_id(self.drafts, self.message_id).await? {
            if twin.uid_validity != new.uid_validity || twin.uid >= new.uid {
                continue;
            }
            let is_older = twin.uid < older_than;
            let is_sendable = matches!(store.keywords(&twin).await, Ok((marks, _)) if check_unsent(&marks).is_ok());
            if is_sendable && (is_older || self.version_of(store, &twin).await?.as_deref() == Some(self.version)) {
                replaced.push(twin);
            }
        }
        if replaced.is_empty() { Ok(()) } else { destroy(store, replaced).await }
    }

    async fn version_of(&self, store: &impl Store, id: &EmailId) -> Result<Option<String>, MailError> {
        match store.part_header(&whole(id)?).await {
            Ok(header) => Ok(parse::header(&header).version),
            Err(MailError::NotFound(_) | MailError::Stale) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether a message is still a draft.
pub(super) fn check_unsent(marks: &Keywords) -> Result<(), MailError> {
    match () {
        () if marks.has(Keyword::SUBMITTED) => Err(MailError::AlreadySent),
        () if marks.has(Keyword::SUBMIT_PENDING) => Err(MailError::SubmissionInProgress),
        () => Ok(()),
    }
}

/// Whether somebody else was faster, so that our own version has no place.
fn is_lost(error: &MailError) -> bool {
    matches!(error, MailError::AlreadySent | MailError::SubmissionInProgress | MailError::DraftConflict(_))
}

/// Takes a version back that lost its place. One that stays behind is found by the next save.
async fn take_back(store: &impl Store, id: &EmailId) {
    if let Err(error) = destroy(store, vec![id.clone()]).await {
        tracing::warn!(%error, "a version of a draft that lost its place stays behind");
    }
}
