//! The relay: a person's mail on the IMAP server that holds it.
//!
//! [`Relay`] is the node's pool of connections; [`Mail`] is one person's handle on it, with a verb for each
//! thing that can be done (in `verbs/`, by area). Nothing above this module sees a connection, a tag or a response.
//!
//! Passwords are in no log of ours, but async-imap logs whole lines at TRACE, that of the login included:
//! `cli/log.rs` therefore writes nothing of it below INFO, whatever the filter asks.

mod account;
mod append;
mod assemble;
mod changes;
mod connect;
mod decode;
mod drawer;
mod email;
mod encode;
mod ensure;
mod framer;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod headers;
mod html;
mod import;
mod lane;
mod login;
mod mailboxes;
mod manage;
mod marks;
mod notify;
mod part;
mod patience;
mod pool;
mod preview;
mod prompt;
mod quota;
mod recipients;
mod response;
mod rights;
mod search;
mod session;
mod set;
mod snippet;
mod state;
mod structure;
mod tap;
mod text;
mod thread;
mod url;
pub(crate) mod utf7;
mod value;
mod verbs;
mod watch;
mod window;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use secrecy::SecretString;

use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keywords;

use crate::directory::ServerAddress;
use crate::mail::error::MailError;

pub use self::assemble::{Assembled, Piece};
pub use self::drawer::{Contents, Found, Known};
pub use self::email::Opening;
pub use self::html::HtmlBody;
pub use self::import::Import;
pub use self::manage::delete::Deletion;
pub use self::part::{Slice, Sliced};
pub use self::recipients::Recipients;
pub use self::search::{Find, Finding, FoundEmail, FoundWindow};
pub use self::watch::{Knows, Told};
pub use self::window::list::Listed;
pub use self::window::place::{Cursor, InvalidCursor, Place};

use self::account::{Account, Common, SEARCHES};
use self::lane::Work;
use self::pool::Pool;
use self::search::Memory;
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
    /// A mailbox of more emails than this is large: its headers are not searched for what an index of the server tells.
    pub large: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 5000,
            patience: Duration::from_secs(30),
            idle: Duration::from_mins(5),
            poll: Duration::from_secs(30),
            large: 10_000,
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
        Self {
            pool: Arc::new(Pool::new(Common {
                tls,
                limits,
                connections,
                searches: Arc::default(),
                thread_indexes: thread::Indexes::default(),
            })),
        }
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

/// Whether a mailbox is Gatepost's own, the drawer: what lies there is changed by what keeps it there, never by id.
pub fn is_own(mailbox: &MailboxId) -> bool {
    mailboxes::is_in_drawer(mailbox)
}

impl Mail {
    /// Closes the person's warm connections when what is under way is done: they have signed out. Whoever goes on
    /// using the account opens new ones.
    pub async fn close(&self) {
        let lanes = [&self.account.interactive, &self.account.downloads, &self.account.uploads];
        for lane in lanes.into_iter().chain(&self.account.searches) {
            lane.close().await;
        }
    }

    /// Whether the server announces changes at once (IDLE).
    pub async fn has_push(&self) -> Result<bool, MailError> {
        self.interactive(|session| Box::pin(async move { Ok(session.has("IDLE")) })).await
    }

    /// What changes in any mailbox from now on, until the stream is dropped. One watcher per person and node
    /// serves all streams. The first item says what differs now from what the asker `knows`, and comes even if nothing
    /// does. After an error the stream ends. Must be called within a Tokio runtime.
    pub fn watch(&self, knows: Knows) -> BoxStream<'static, Result<Told, MailError>> {
        watch::changes(&self.account, knows)
    }

    /// How many streams of changes this node serves for this person.
    pub fn watchers(&self) -> usize {
        self.account.watcher.count()
    }

    async fn interactive<T: Send + 'static>(&self, work: impl Work<T> + Sync) -> Result<T, MailError> {
        self.account.interactive.read(&self.account, work).await
    }

    async fn downloads<T: Send + 'static>(&self, work: impl Work<T> + Sync) -> Result<T, MailError> {
        self.account.downloads.read(&self.account, work).await
    }

    /// Searches on one of the connections for that.
    async fn searching<T: Send + 'static>(&self, lane: usize, work: impl Work<T> + Sync) -> Result<T, MailError> {
        self.account.searches[lane % SEARCHES].read(&self.account, work).await
    }

    /// Reads on one of the connections for searches, or where a person waits.
    async fn reading<T: Send + 'static>(
        &self,
        search_lane: Option<usize>,
        work: impl Work<T> + Sync,
    ) -> Result<T, MailError> {
        match search_lane {
            Some(lane) => self.searching(lane, work).await,
            None => self.interactive(work).await,
        }
    }

    fn memory(&self) -> &Memory {
        &self.account.memory
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
