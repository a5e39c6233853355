//! Verbs for one email: what it says, and the bytes of its parts.

use std::sync::Arc;

use bytes::Bytes;
use gatepost_shared::email::Email;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};

use crate::mail::error::MailError;
use crate::mail::imap::{Blob, HtmlBody, Mail, Opening, RawSection, Slice, Sliced, email, html, part, search};

impl Mail {
    /// One email with its parts; the text of each part in `text_body` is cut at `max_text` bytes.
    pub async fn email(&self, id: &EmailId, max_text: usize) -> Result<Email, MailError> {
        self.open(id, Opening { max_text, ..Opening::default() }).await
    }

    /// One email, or a message inside it, with what its reader is told beside the text.
    pub async fn open(&self, id: &EmailId, opening: Opening) -> Result<Email, MailError> {
        let (id, opening) = (id.clone(), Arc::new(opening));
        self.interactive(move |session| {
            let (id, opening) = (id.clone(), Arc::clone(&opening));
            Box::pin(async move { email::read(session, &id, &opening).await })
        })
        .await
    }

    /// What one email, or the message that is its part `part`, shows to a reader of HTML; the text of each part is cut
    /// at `max_text` bytes.
    pub async fn html_body(&self, id: &EmailId, part: Option<&str>, max_text: usize) -> Result<HtmlBody, MailError> {
        let (id, part) = (id.clone(), part.map(str::to_owned));
        self.interactive(move |session| {
            let (id, part) = (id.clone(), part.clone());
            Box::pin(async move { html::read(session, &id, part.as_deref(), max_text).await })
        })
        .await
    }

    /// The decoded bytes of a part, streamed.
    pub async fn blob(&self, id: &BlobId) -> Result<Blob, MailError> {
        part::blob(self, id).await
    }

    /// Some of the decoded bytes of a part, streamed; all of them where pieces would cost too much.
    pub async fn slice(&self, id: &BlobId, slice: Slice) -> Result<Sliced, MailError> {
        part::read_slice(self, id, slice).await
    }

    /// The bytes of a section, undecoded, streamed; the empty section is the whole message.
    pub async fn raw_section(&self, id: &BlobId) -> Result<RawSection, MailError> {
        part::raw(self, id).await
    }

    /// The header lines of a part as they stand (`BODY[2.MIME]`; for the empty section `BODY[HEADER]`), at most 256 KiB.
    pub async fn part_header(&self, id: &BlobId) -> Result<Bytes, MailError> {
        part::header(self, id).await
    }

    /// The emails with this Message-ID (without angle brackets), newest first, at most 10.
    pub async fn with_message_id(&self, mailbox: &MailboxId, message_id: &str) -> Result<Vec<EmailId>, MailError> {
        let (mailbox, message_id) = (mailbox.clone(), message_id.to_owned());
        self.interactive(move |session| {
            let (mailbox, message_id) = (mailbox.clone(), message_id.clone());
            Box::pin(async move { search::by_message_id(session, &mailbox, &message_id).await })
        })
        .await
    }
}
