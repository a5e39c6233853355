//! What sending needs of a person's mail and of the sending server: the seam at which the tests put a mailbox
//! that fails wherever they want, so that every crash can be tried.

use std::future::Future;

use bytes::Bytes;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::problem::ProblemType;

use crate::mail::error::MailError;
use crate::mail::imap::{Assembled, Mail, NewMessage, Piece, RawSection};
use crate::mail::smtp::{Accepted, Envelope, Letter, Submission};

/// The verbs of [`Mail`] that sending needs; each means what it means there.
pub trait Store: Clone + Send + Sync + 'static {
    /// See [`Mail::mailbox_with_role`].
    fn mailbox_with_role(&self, role: Role) -> impl Future<Output = Result<MailboxId, MailError>> + Send;
    /// See [`Mail::mailbox_named`].
    fn mailbox_named(&self, name: &str) -> impl Future<Output = Result<MailboxId, MailError>> + Send;
    /// See [`Mail::append`].
    fn append(
        &self,
        mailbox: &MailboxId,
        message: NewMessage,
    ) -> impl Future<Output = Result<Option<EmailId>, MailError>> + Send;
    /// See [`Mail::assemble`].
    fn assemble(
        &self,
        mailbox: &MailboxId,
        keywords: Keywords,
        pieces: Vec<Piece>,
    ) -> impl Future<Output = Result<Assembled, MailError>> + Send;
    /// See [`Mail::with_message_id`].
    fn with_message_id(
        &self,
        mailbox: &MailboxId,
        message_id: &str,
    ) -> impl Future<Output = Result<Vec<EmailId>, MailError>> + Send;
    /// See [`Mail::keywords`].
    fn keywords(&self, id: &EmailId) -> impl Future<Output = Result<(Keywords, u64), MailError>> + Send;
    /// See [`Mail::claim`].
    fn claim(&self, id: &EmailId, keyword: &Keyword, modseq: u64)
    -> impl Future<Output = Result<(), MailError>> + Send;
    /// See [`Mail::set`].
    fn set(&self, change: &SetEmails) -> impl Future<Output = Result<EmailsSet, MailError>> + Send;
    /// See [`Mail::raw_section`].
    fn raw_section(&self, id: &BlobId) -> impl Future<Output = Result<RawSection, MailError>> + Send;
    /// See [`Mail::part_header`].
    fn part_header(&self, id: &BlobId) -> impl Future<Output = Result<Bytes, MailError>> + Send;
}

/// Who hands messages to the world.
pub trait Postman: Send + Sync + 'static {
    /// See [`Submission::submit`].
    fn submit(&self, envelope: &Envelope, letter: Letter) -> impl Future<Output = Result<Accepted, MailError>> + Send;
}

impl Store for Mail {
    async fn mailbox_with_role(&self, role: Role) -> Result<MailboxId, MailError> {
        Self::mailbox_with_role(self, role).await
    }

    async fn mailbox_named(&self, name: &str) -> Result<MailboxId, MailError> {
        Self::mailbox_named(self, name).await
    }

    async fn append(&self, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
        Self::append(self, mailbox, message).await
    }

    async fn assemble(
        &self,
        mailbox: &MailboxId,
        keywords: Keywords,
        pieces: Vec<Piece>,
    ) -> Result<Assembled, MailError> {
        Self::assemble(self, mailbox, keywords, pieces).await
    }

    async fn with_message_id(&self, mailbox: &MailboxId, message_id: &str) -> Result<Vec<EmailId>, MailError> {
        Self::with_message_id(self, mailbox, message_id).await
    }

    async fn keywords(&self, id: &EmailId) -> Result<(Keywords, u64), MailError> {
        Self::keywords(self, id).await
    }

    async fn claim(&self, id: &EmailId, keyword: &Keyword, modseq: u64) -> Result<(), MailError> {
        Self::claim(self, id, keyword, modseq).await
    }

    async fn set(&self, change: &SetEmails) -> Result<EmailsSet, MailError> {
        Self::set(self, change).await
    }

    async fn raw_section(&self, id: &BlobId) -> Result<RawSection, MailError> {
        Self::raw_section(self, id).await
    }

    async fn part_header(&self, id: &BlobId) -> Result<Bytes, MailError> {
        Self::part_header(self, id).await
    }
}

impl Postman for Submission {
    async fn submit(&self, envelope: &Envelope, letter: Letter) -> Result<Accepted, MailError> {
        Self::submit(self, envelope, letter).await
    }
}

/// The name of a whole message's bytes.
pub(super) fn whole(id: &EmailId) -> Result<BlobId, MailError> {
    section(id, "")
}

/// The name of a part's bytes.
pub(super) fn section(id: &EmailId, section: &str) -> Result<BlobId, MailError> {
    BlobId::new(id.clone(), section).map_err(|_| MailError::NotFound("part"))
}

/// A keyword of ours.
pub(super) fn keyword(name: &str) -> Result<Keyword, MailError> {
    name.parse().map_err(|_| MailError::NotFound("keyword"))
}

/// Changes one email; what the server says of it is an error.
pub(super) async fn change(
    store: &impl Store,
    id: &EmailId,
    patch: gatepost_shared::mutation::EmailPatch,
) -> Result<EmailsSet, MailError> {
    let update = std::collections::BTreeMap::from([(id.clone(), patch)]);
    let answer = store.set(&SetEmails { update, ..SetEmails::default() }).await?;
    match answer.not_updated.get(id) {
        None => Ok(answer),
        Some(problem) if problem.kind == ProblemType::NotFound => Err(MailError::NotFound("message")),
        Some(problem) if problem.kind == ProblemType::StaleId => Err(MailError::Stale),
        Some(problem) => Err(MailError::Refused {
            command: "STORE",
            code: String::new(),
            text: problem.detail.clone(),
            is_bad: false,
        }),
    }
}
