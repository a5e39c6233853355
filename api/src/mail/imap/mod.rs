//! The relay: a person's mail on the IMAP server that holds it.
//!
//! [`Relay`] is the node's pool of connections; [`Mail`] is one person's handle on it, with a verb for each
//! thing that can be done. Nothing above this module sees a connection, a tag or a response.

use std::net::IpAddr;

use bytes::Bytes;
use futures::stream::BoxStream;
use secrecy::SecretString;

use gatepost_shared::email::Email;
use gatepost_shared::event::StateChange;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::query::Window;

use crate::directory::ServerAddress;
use crate::mail::error::MailError;

/// Who wants to read mail, and where it is.
#[derive(Clone)]
pub struct Login {
    /// The IMAP server.
    pub server: ServerAddress,
    /// The name that the server wants.
    pub user: String,
    /// The password.
    pub password: SecretString,
    /// The browser's address, told to the server by ID (`x-originating-ip`) before LOGIN.
    pub client: Option<IpAddr>,
}

/// The node's pool of IMAP connections. Cheap to clone.
#[derive(Clone)]
pub struct Relay {}

/// One person's mail. Cheap to clone; holds no connection between calls.
#[derive(Clone)]
pub struct Mail {}

/// A part of an email on its way to somebody.
pub struct Blob {
    /// The media type in lower case, without parameters.
    pub media_type: String,
    /// The charset parameter.
    pub charset: Option<String>,
    /// The file name as the sender gave it.
    pub name: Option<String>,
    /// The exact size after decoding, where it is known before decoding.
    pub size: Option<u64>,
    /// The decoded bytes.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

/// A body section exactly as it stands in the message: still in its transfer encoding.
pub struct RawSection {
    /// The exact number of bytes.
    pub size: u64,
    /// The bytes, fetched in windows of at most 256 KiB.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

/// A message to store.
pub struct NewMessage {
    /// The marks that it gets.
    pub keywords: Keywords,
    /// The exact number of bytes to come.
    pub size: u64,
    /// The message, lines ended by CRLF.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

// The verbs below are the agreed surface; RELAY fills them in (each in a file of its own, called from here).
#[expect(unused_variables, clippy::unused_async, clippy::todo, reason = "stubs until the relay lands")]
impl Relay {
    /// An empty pool, which checks certificates like this.
    pub fn new(tls: std::sync::Arc<rustls::ClientConfig>) -> Self {
        Self {}
    }
    /// Opens a connection, which checks the password, and keeps it warm for what comes next.
    pub async fn sign_in(&self, login: Login) -> Result<Mail, MailError> {
        todo!()
    }
    /// A handle for somebody whose session says that they have signed in. Does no I/O.
    pub fn mail(&self, login: Login) -> Mail {
        todo!()
    }
}

#[expect(unused_variables, clippy::unused_async, clippy::todo, reason = "stubs until the relay lands")]
impl Mail {
    /// Whether the server announces changes at once (IDLE).
    pub async fn has_push(&self) -> Result<bool, MailError> {
        todo!()
    }
    /// The tree with roles, counts, rights and states in one round trip (LIST ... RETURN (STATUS ...)).
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, MailError> {
        todo!()
    }
    /// The mailbox with this role, created if the account has none.
    pub async fn mailbox_with_role(&self, role: Role) -> Result<MailboxId, MailError> {
        todo!()
    }
    /// The mailbox with this (decoded, top-level) name, created, unsubscribed, if it is missing.
    pub async fn mailbox_named(&self, name: &str) -> Result<MailboxId, MailError> {
        todo!()
    }
    /// Rows of a list, newest received first.
    pub async fn window(&self, mailbox: &MailboxId, position: u32, limit: u32) -> Result<Window, MailError> {
        todo!()
    }
    /// One email with its parts; the text of each part in `text_body` is cut at `max_text` bytes.
    pub async fn email(&self, id: &EmailId, max_text: usize) -> Result<Email, MailError> {
        todo!()
    }
    /// The decoded bytes of a part, streamed.
    pub async fn blob(&self, id: &BlobId) -> Result<Blob, MailError> {
        todo!()
    }
    /// The bytes of a section, undecoded, streamed; the empty section is the whole message.
    pub async fn raw_section(&self, id: &BlobId) -> Result<RawSection, MailError> {
        todo!()
    }
    /// The header lines of a part as they stand (`BODY[2.MIME]`; for the empty section `BODY[HEADER]`), at most 256 KiB.
    pub async fn part_header(&self, id: &BlobId) -> Result<Bytes, MailError> {
        todo!()
    }
    /// Changes keywords, moves, copies, destroys; answers per email.
    pub async fn set(&self, change: &SetEmails) -> Result<EmailsSet, MailError> {
        todo!()
    }
    /// Stores a message; the new id where the server tells it (UIDPLUS).
    pub async fn append(&self, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
        todo!()
    }
    /// The emails with this Message-ID (without angle brackets), newest first, at most 10.
    pub async fn with_message_id(&self, mailbox: &MailboxId, message_id: &str) -> Result<Vec<EmailId>, MailError> {
        todo!()
    }
    /// The marks of an email and its MODSEQ (0 where the server has no CONDSTORE).
    pub async fn keywords(&self, id: &EmailId) -> Result<(Keywords, u64), MailError> {
        todo!()
    }
    /// Sets a mark only if the email is unchanged since `modseq`; otherwise [`MailError::Modified`]. Without
    /// CONDSTORE (`modseq` 0) it sets the mark unless it is set.
    pub async fn claim(&self, id: &EmailId, keyword: &Keyword, modseq: u64) -> Result<(), MailError> {
        todo!()
    }
    /// What changes in any mailbox from now on, until the stream is dropped. One watcher per person and node
    /// serves all streams. The first item is the state of all mailboxes now.
    pub fn watch(&self) -> BoxStream<'static, Result<StateChange, MailError>> {
        todo!()
    }
}
