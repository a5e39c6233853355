//! The relay: a person's mail on the IMAP server that holds it.
//!
//! [`Relay`] is the node's pool of connections; [`Mail`] is one person's handle on it, with a verb for each
//! thing that can be done. Nothing above this module sees a connection, a tag or a response.
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
mod watch;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use secrecy::SecretString;

use gatepost_shared::bulk::{BulkProgress, SetMatching};
use gatepost_shared::changes::MailboxChanges;
use gatepost_shared::email::Email;
use gatepost_shared::event::StateChange;
use gatepost_shared::filter::{Comparator, Filter};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, Role, UpdateMailbox, UpdatedMailbox};
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::query::Window;
use gatepost_shared::quota::Quota;
use gatepost_shared::thread::Conversation;

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
use self::search::{Memory, Wanted};
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

    /// The tree with roles, counts, rights and states in one round trip (LIST ... RETURN (STATUS ...)).
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, MailError> {
        self.interactive(|session| Box::pin(mailboxes::list(session))).await
    }

    /// One mailbox of the tree, with the person's rights also where the tree does not tell them.
    pub async fn mailbox(&self, id: &MailboxId) -> Result<Mailbox, MailError> {
        let id = id.clone();
        self.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { rights::mailbox(session, &id).await })
        })
        .await
    }

    /// The conversation of an email, across mailboxes, Sent included. See [`gatepost_shared::thread`] for what belongs to it.
    pub async fn conversation(&self, id: &EmailId) -> Result<Conversation, MailError> {
        thread::conversation::read(self, id).await
    }

    /// Rows of a list in which each conversation is one: `position`, `limit` and `total` count conversations, and each
    /// row has its `thread`. None where the server cannot thread, or needs longer for the first time than anybody
    /// waits: then show the list as it is ([`Self::window`]) and ask again later.
    pub async fn collapsed_window(
        &self,
        mailbox: &MailboxId,
        position: u32,
        limit: u32,
    ) -> Result<Option<Window>, MailError> {
        thread::collapsed::read(self, mailbox, position, limit).await
    }

    /// What changed in a mailbox since a state that it once had, at most `max` ids.
    ///
    /// # Errors
    /// [`MailError::Stale`] when the mailbox was made anew, [`MailError::CannotCalculateChanges`] when the server cannot
    /// say or too much has changed, [`MailError::Invalid`] for a text that is no state.
    pub async fn changes(&self, mailbox: &MailboxId, since: &str, max: u32) -> Result<MailboxChanges, MailError> {
        let (mailbox, since) = (mailbox.clone(), since.to_owned());
        self.interactive(move |session| {
            let (mailbox, since) = (mailbox.clone(), since.clone());
            Box::pin(async move { changes::since(session, &mailbox, &since, max).await })
        })
        .await
    }

    /// Makes a mailbox.
    pub async fn create_mailbox(&self, wanted: CreateMailbox) -> Result<Mailbox, MailError> {
        self.change(move |session| Box::pin(async move { manage::create::run(session, &wanted).await })).await
    }

    /// Renames or moves a mailbox, subscribes to it or not. A renamed mailbox has a new id, and so have those inside it.
    pub async fn update_mailbox(&self, id: &MailboxId, wanted: UpdateMailbox) -> Result<UpdatedMailbox, MailError> {
        let id = id.clone();
        let updated =
            self.change(move |session| Box::pin(async move { manage::update::run(session, &id, &wanted).await }));
        let updated = updated.await;
        self.forget_selected().await;
        updated
    }

    /// Deletes a mailbox.
    pub async fn delete_mailbox(&self, id: &MailboxId, deletion: Deletion) -> Result<(), MailError> {
        let id = id.clone();
        let deleted =
            self.change(move |session| Box::pin(async move { manage::delete::run(session, &id, deletion).await }));
        let deleted = deleted.await;
        self.forget_selected().await;
        deleted
    }

    /// Ends the connections that may still look at a mailbox which has another name now, or none: what they say of it
    /// would be of the past.
    async fn forget_selected(&self) {
        self.account.downloads.close().await;
        self.account.uploads.close().await;
    }

    /// How full the mailbox is; nothing where there is no limit.
    pub async fn quotas(&self) -> Result<Vec<Quota>, MailError> {
        self.interactive(|session| Box::pin(quota::read(session))).await
    }

    /// Which mailboxes are now in another state than the client knows; a mailbox that is gone has the empty state.
    pub async fn changed_states(&self, known: BTreeMap<MailboxId, String>) -> Result<StateChange, MailError> {
        let now = self.interactive(|session| Box::pin(mailboxes::states(session))).await?;
        Ok(StateChange { changed: watch::difference(&known, &now) })
    }

    /// Rows of a list, latest arrival first.
    pub async fn window(&self, mailbox: &MailboxId, position: u32, limit: u32) -> Result<Window, MailError> {
        let listed = self.list(mailbox, None, &[], &Place::Position(position), limit).await?;
        Ok(listed.window)
    }

    /// Rows of a list with a filter and an order; without an order, the latest arrival first. Emails with `\Deleted`
    /// are not in it.
    pub async fn list(
        &self,
        mailbox: &MailboxId,
        filter: Option<&Filter>,
        sort: &[Comparator],
        place: &Place,
        limit: u32,
    ) -> Result<Listed, MailError> {
        let wanted = Wanted { filter: filter.cloned().map(Arc::new), sort: sort.to_vec() };
        window::list::list(self, mailbox, &wanted, place, limit).await
    }

    /// The state of a mailbox, if it changes with every change in it (CONDSTORE).
    pub async fn exact_state(&self, mailbox: &MailboxId) -> Result<Option<String>, MailError> {
        let mailbox = mailbox.clone();
        self.interactive(move |session| {
            let mailbox = mailbox.clone();
            Box::pin(async move {
                let seen = window::look::look(session, &mailbox).await?;
                Ok(seen.is_exact.then_some(seen.state))
            })
        })
        .await
    }

    /// What matches in several mailboxes, as it is found. Dropped, the stream ends the search.
    pub fn find(&self, find: Find) -> BoxStream<'static, Finding> {
        search::stream(self, find)
    }

    /// A window over what matches in several mailboxes. A mailbox that could not be searched is named beside what the
    /// others have; the error is only of a search that none could do.
    pub async fn find_window(&self, find: Find, position: u32) -> Result<FoundWindow, MailError> {
        search::page(self, find, position).await
    }

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

    /// What is in the drawer, the mailbox for what is Gatepost's own; none when it is as it was. A drawer that does
    /// not exist is empty.
    pub async fn drawer(&self, known: &Known) -> Result<Option<Contents>, MailError> {
        let known = known.clone();
        self.interactive(move |session| {
            let known = known.clone();
            Box::pin(async move { drawer::look(session, &known).await })
        })
        .await
    }

    /// Deletes messages of the drawer for ever, and those in it that are marked as deleted. Those that are gone already
    /// do not matter.
    pub async fn remove_from_drawer(
        &self,
        drawer: &MailboxId,
        uid_validity: u32,
        uids: BTreeSet<u32>,
    ) -> Result<(), MailError> {
        let drawer = drawer.clone();
        self.change(move |session| Box::pin(async move { drawer::remove(session, &drawer, uid_validity, &uids).await }))
            .await
    }

    /// The recipients (To and Cc) of the newest messages of a mailbox, the newest message first; none when the mailbox
    /// is as it was at the state `known`.
    pub async fn recipients(
        &self,
        mailbox: &MailboxId,
        newest: u32,
        known: &str,
    ) -> Result<Option<Recipients>, MailError> {
        let (mailbox, known) = (mailbox.clone(), known.to_owned());
        self.interactive(move |session| {
            let (mailbox, known) = (mailbox.clone(), known.clone());
            Box::pin(async move { recipients::read(session, &mailbox, newest, &known).await })
        })
        .await
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
