//! Verbs that change emails and store new ones.

use futures::stream::BoxStream;
use gatepost_shared::bulk::{BulkProgress, SetMatching};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mutation::{EmailsSet, SetEmails};

use crate::mail::error::MailError;
use crate::mail::imap::{Assembled, Import, Mail, NewMessage, Piece, append, assemble, import, marks, set};

impl Mail {
    /// Changes keywords, moves, copies, destroys; answers per email.
    pub async fn set(&self, change: &SetEmails) -> Result<EmailsSet, MailError> {
        let set = || {
            let wanted = change.clone();
            self.change(move |session| Box::pin(async move { set::run(session, &wanted).await }))
        };
        match set().await {
            Err(error) if set::is_harmless(&error) => set().await,
            done => done,
        }
    }

    /// Changes everything that matches, a part at a time. The first item says how many match, before anything is
    /// changed; an error is the last item, and what was told before it is done. Dropped, it stops in between.
    pub fn set_matching(&self, change: SetMatching) -> BoxStream<'static, Result<BulkProgress, MailError>> {
        set::bulk::run(self.clone(), change)
    }

    /// The marks of an email and its MODSEQ (0 where the server has no CONDSTORE).
    pub async fn keywords(&self, id: &EmailId) -> Result<(Keywords, u64), MailError> {
        let id = id.clone();
        self.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { marks::read(session, &id).await })
        })
        .await
    }

    /// Sets a mark only if the email is unchanged since `modseq`; otherwise [`MailError::Modified`]. Without
    /// CONDSTORE (`modseq` 0) it sets the mark unless it is set.
    pub async fn claim(&self, id: &EmailId, keyword: &Keyword, modseq: u64) -> Result<(), MailError> {
        let (id, keyword) = (id.clone(), keyword.clone());
        self.change(move |session| Box::pin(async move { marks::claim(session, &id, &keyword, modseq).await })).await
    }

    /// Stores a message; the new id where the server tells it (UIDPLUS).
    pub async fn append(&self, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
        let stored = append::run(self, mailbox, message).await;
        self.account.watcher.wake();
        stored
    }

    /// Stores a message made of bytes and of what the server has already, which does not travel again (CATENATE). When
    /// the server cannot do that, [`Assembled::Unable`]: then it is to be streamed by [`Mail::append`].
    pub async fn assemble(
        &self,
        mailbox: &MailboxId,
        keywords: Keywords,
        pieces: Vec<Piece>,
    ) -> Result<Assembled, MailError> {
        let assembled = assemble::run(self, mailbox, keywords, pieces).await;
        self.account.watcher.wake();
        assembled
    }

    /// Stores a message that comes from elsewhere; the new id where the server tells it (UIDPLUS).
    pub async fn import(&self, mailbox: &MailboxId, import: Import) -> Result<Option<EmailId>, MailError> {
        let stored = import::run(self, mailbox, import).await;
        self.account.watcher.wake();
        stored
    }
}
