//! One draft, one message: the next version takes the place of the one that it was written from, and of two that were
//! written from the same one, by two tabs or through two nodes, one wins and the other is told.
//!
//! The new version is stored before the old one is touched. The server numbers messages under a lock, so of all versions
//! that are to replace the same one, the one with the lowest UID wins: everybody who comes later sees it. The winner marks
//! the old one as replaced, which also tells those who begin to send it, and deletes it. Who has lost takes its own version
//! back and says so; the person's text is still in their window. A save that is repeated after its answer was lost finds
//! its own version and is no conflict: versions carry a digest of what they hold.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::EmailPatch;

use super::save::{destroy, newest};
use super::store::{Store, change, keyword, whole};
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
                    return self.judge(store, current).await.map(Before::Done);
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

    /// Claims the old version's place. The id of what stands there: `new`, or the same content saved at the same moment.
    async fn claim(&self, store: &impl Store, old: &EmailId, modseq: u64, new: EmailId) -> Result<EmailId, MailError> {
        match self.try_claim(store, old, modseq, &new).await {
            Ok(None) => Ok(new),
            Ok(Some(current)) => {
                take_back(store, &new).await;
                Ok(current)
            }
            Err(error) => {
                if is_lost(&error) {
                    take_back(store, &new).await;
                }
                Err(error)
            }
        }
    }

    async fn try_claim(
        &self,
        store: &impl Store,
        old: &EmailId,
        mut modseq: u64,
        new: &EmailId,
    ) -> Result<Option<EmailId>, MailError> {
        if let Some(first) = self.rival(store, old, new).await? {
            return self.judge(store, first).await.map(Some);
        }
        let mark = keyword(REPLACED)?;
        for _ in 0..CLAIMS {
            match store.claim(old, &mark, modseq).await {
                Ok(()) => return check_not_sending(store, old).await.map(|()| None),
                Err(MailError::Modified | MailError::NotFound(_) | MailError::Stale) => {}
                Err(error) => return Err(error),
            }
            // Somebody touched it: a star set by another program, or another version in its place.
            match self.look_beside(store, old, Some(new)).await? {
                Before::There(_, now) => modseq = now,
                // Deleted at this very moment: there is nothing to replace any more.
                Before::Nothing | Before::Gone => return Ok(None),
                Before::Done(current) => return Ok(Some(current)),
            }
        }
        Err(MailError::Modified)
    }

    /// The version that came first of those that are to replace the old one, if it is not ours.
    async fn rival(&self, store: &impl Store, old: &EmailId, new: &EmailId) -> Result<Option<EmailId>, MailError> {
        let mut twins = store.with_message_id(self.drafts, self.message_id).await?;
        twins.retain(|twin| twin.uid_validity == new.uid_validity && twin.uid > old.uid && twin.uid < new.uid);
        twins.sort_unstable_by_key(|twin| twin.uid);
        for twin in twins {
            match store.keywords(&twin).await {
                Ok((marks, _)) if !marks.has(REPLACED) => return Ok(Some(twin)),
                Ok(_) | Err(MailError::NotFound(_) | MailError::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// What it means that this version is there: it is the same as ours, or a conflict.
    async fn judge(&self, store: &impl Store, current: EmailId) -> Result<EmailId, MailError> {
        let is_ours = self.version_of(store, &current).await?.as_deref() == Some(self.version);
        if is_ours { Ok(current) } else { Err(MailError::DraftConflict(current)) }
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

/// After the mark: whoever began to send the old version in the same moment has marked it, too. Each looks after
/// marking, so that at least one of the two sees the other, and goes back.
pub(super) async fn check_not_sending(store: &impl Store, old: &EmailId) -> Result<(), MailError> {
    match store.keywords(old).await {
        Ok((marks, _)) => {
            let Err(error) = check_unsent(&marks) else { return Ok(()) };
            change(store, old, EmailPatch::mark(keyword(REPLACED)?, false)).await?;
            Err(error)
        }
        Err(MailError::NotFound(_) | MailError::Stale) => Ok(()),
        Err(error) => Err(error),
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
