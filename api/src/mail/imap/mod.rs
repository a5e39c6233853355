//! The relay: a person's mail on the IMAP server that holds it.
//!
//! [`Relay`] is the node's pool of connections; [`Mail`] is one person's handle on it, with a verb for each
//! thing that can be done. Nothing above this module sees a connection, a tag or a response.
//!
//! Passwords are in no log of ours, but async-imap logs whole lines at TRACE, that of the login included:
//! a log filter must always hold `async_imap=info`.

mod account;
mod append;
mod assemble;
mod connect;
mod decode;
mod email;
mod encode;
mod ensure;
mod framer;
mod headers;
mod html;
mod lane;
mod login;
mod mailboxes;
mod marks;
mod part;
mod patience;
mod pool;
mod prompt;
mod response;
mod search;
mod session;
mod set;
mod structure;
mod tap;
mod text;
mod url;
mod utf7;
mod value;
mod watch;
mod window;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
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

pub use self::assemble::{Assembled, Piece};
pub use self::html::HtmlBody;

use self::account::{Account, Common};
use self::lane::Work;
use self::pool::Pool;
use self::session::Session;

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

/// How much a node may hold, and for how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The most connections to mail servers, all people together.
    pub connections: usize,
    /// How long a server may take for most commands. Connecting may take a sixth of it, the login a third,
    /// reading and storing large messages twice as long.
    pub patience: Duration,
    /// How long a connection that nobody uses is kept.
    pub idle: Duration,
    /// How often the mailboxes other than the inbox are looked at while somebody watches.
    pub poll: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 5000,
            patience: Duration::from_secs(30),
            idle: Duration::from_mins(5),
            poll: Duration::from_secs(30),
        }
    }
}

/// The node's pool of IMAP connections. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Relay {
    pool: Arc<Pool>,
}

/// One person's mail. Cheap to clone; holds no connection between calls.
#[derive(Debug, Clone)]
pub struct Mail {
    account: Arc<Account>,
}

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

impl Relay {
    /// A pool without connections. `tls` says whose certificates are trusted.
    pub fn new(tls: Arc<rustls::ClientConfig>, limits: Limits) -> Self {
        let connections = Arc::new(tokio::sync::Semaphore::new(limits.connections));
        Self { pool: Arc::new(Pool::new(Common { tls, limits, connections })) }
    }

    /// Opens a connection, which checks the password, and keeps it warm for what comes next.
    pub async fn sign_in(&self, login: Login) -> Result<Mail, MailError> {
        let mail = self.mail(login);
        let warm = mail.account.open().await?;
        mail.account.interactive.adopt(&mail.account, warm).await;
        Ok(mail)
    }

    /// How many connections to mail servers are open: a figure for the operator.
    pub fn open_connections(&self) -> usize {
        self.pool.open_connections()
    }

    /// A handle for somebody whose session says that they have signed in. Does no I/O.
    pub fn mail(&self, login: Login) -> Mail {
        Mail { account: self.pool.account(login) }
    }
}

impl Mail {
    /// Closes the person's warm connections when what is under way is done: they have signed out. Whoever goes on
    /// using the account opens new ones.
    pub async fn close(&self) {
        for lane in [&self.account.interactive, &self.account.downloads, &self.account.uploads] {
            lane.close().await;
        }
    }

    /// Whether the server announces changes at once (IDLE).
    pub async fn has_push(&self) -> Result<bool, MailError> {
        self.interactive(|session| Box::pin(async move { Ok(session.has("IDLE")) })).await
    }

    /// The tree with roles, counts, rights and states in one round trip (LIST ... RETURN (STATUS ...)).
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, MailError> {
        self.interactive(|session| Box::pin(mailboxes::list(session))).await
    }

    /// Rows of a list, latest arrival first.
    pub async fn window(&self, mailbox: &MailboxId, position: u32, limit: u32) -> Result<Window, MailError> {
        let mailbox = mailbox.clone();
        self.interactive(move |session| {
            let mailbox = mailbox.clone();
            Box::pin(async move { window::read(session, &mailbox, position, limit).await })
        })
        .await
    }

    /// One email with its parts; the text of each part in `text_body` is cut at `max_text` bytes.
    pub async fn email(&self, id: &EmailId, max_text: usize) -> Result<Email, MailError> {
        let id = id.clone();
        self.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { email::read(session, &id, max_text).await })
        })
        .await
    }

    /// What one email shows to a reader of HTML; the text of each part is cut at `max_text` bytes.
    pub async fn html_body(&self, id: &EmailId, max_text: usize) -> Result<HtmlBody, MailError> {
        let id = id.clone();
        self.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { html::read(session, &id, max_text).await })
        })
        .await
    }

    /// The decoded bytes of a part, streamed.
    pub async fn blob(&self, id: &BlobId) -> Result<Blob, MailError> {
        part::blob(self, id).await
    }

    /// The bytes of a section, undecoded, streamed; the empty section is the whole message.
    pub async fn raw_section(&self, id: &BlobId) -> Result<RawSection, MailError> {
        part::raw(self, id).await
    }

    /// The header lines of a part as they stand (`BODY[2.MIME]`; for the empty section `BODY[HEADER]`), at most 256 KiB.
    pub async fn part_header(&self, id: &BlobId) -> Result<Bytes, MailError> {
        part::header(self, id).await
    }

    /// The mailbox with this role, created if the account has none.
    pub async fn mailbox_with_role(&self, role: Role) -> Result<MailboxId, MailError> {
        self.change(move |session| Box::pin(ensure::with_role(session, role))).await
    }

    /// The mailbox with this (decoded, top-level) name, created, unsubscribed, if it is missing.
    pub async fn mailbox_named(&self, name: &str) -> Result<MailboxId, MailError> {
        let name = name.to_owned();
        self.change(move |session| Box::pin(async move { ensure::named(session, &name).await })).await
    }

    /// Changes keywords, moves, copies, destroys; answers per email.
    pub async fn set(&self, change: &SetEmails) -> Result<EmailsSet, MailError> {
        let wanted = change.clone();
        self.change(move |session| Box::pin(async move { set::run(session, &wanted).await })).await
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

    /// The emails with this Message-ID (without angle brackets), newest first, at most 10.
    pub async fn with_message_id(&self, mailbox: &MailboxId, message_id: &str) -> Result<Vec<EmailId>, MailError> {
        let (mailbox, message_id) = (mailbox.clone(), message_id.to_owned());
        self.interactive(move |session| {
            let (mailbox, message_id) = (mailbox.clone(), message_id.clone());
            Box::pin(async move { search::by_message_id(session, &mailbox, &message_id).await })
        })
        .await
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

    /// What changes in any mailbox from now on, until the stream is dropped. One watcher per person and node
    /// serves all streams. The first item is the state of all mailboxes now; a mailbox that is gone has the
    /// empty state. After an error the stream ends. Must be called within a Tokio runtime.
    pub fn watch(&self) -> BoxStream<'static, Result<StateChange, MailError>> {
        watch::changes(&self.account)
    }

    async fn interactive<T: Send + 'static>(&self, work: impl Work<T> + Sync) -> Result<T, MailError> {
        self.account.interactive.read(&self.account, work).await
    }

    async fn downloads<T: Send + 'static>(&self, work: impl Work<T> + Sync) -> Result<T, MailError> {
        self.account.downloads.read(&self.account, work).await
    }

    /// Changes something, and tells whoever watches: a person's own changes are not to be waited for.
    async fn change<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut Session) -> BoxFuture<'a, Result<T, MailError>> + Send + 'static,
    ) -> Result<T, MailError> {
        let changed = self.account.interactive.write(&self.account, work).await;
        self.account.watcher.wake();
        changed
    }
}
