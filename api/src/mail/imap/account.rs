//! One person's connections on this node.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::ClientConfig;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::lane::{Lane, Warm};
use super::patience::Pace;
use super::search::{Memory, Store};
use super::thread::Indexes;
use super::watch::Watcher;
use super::{Limits, Login, connect, login};
use crate::mail::error::MailError;

/// How many connections of one person search at once.
pub(super) const SEARCHES: usize = 2;

/// What the connections of all people share.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) tls: Arc<ClientConfig>,
    pub(super) limits: Limits,
    /// One permit a connection.
    pub(super) connections: Arc<Semaphore>,
    /// What is remembered of searches.
    pub(super) searches: Arc<Store>,
    /// What is remembered of conversations.
    pub(super) thread_indexes: Indexes,
}

/// Who somebody is towards their server, and the lanes to it. Nobody else's password finds it.
pub(super) struct Account {
    login: Login,
    common: Arc<Common>,
    /// What a person waits for: lists, emails, changes.
    pub(super) interactive: Lane,
    /// Downloads, a window at a time.
    pub(super) downloads: Lane,
    /// Uploads: apart from downloads, since a draft is stored while its attachments are read.
    pub(super) uploads: Lane,
    /// Searches: apart from all else, since a server may have to read every message for one.
    pub(super) searches: [Lane; SEARCHES],
    /// The search that comes next: it takes the lane whose turn it is.
    next_search: AtomicUsize,
    /// What is remembered of this person's searches.
    pub(super) memory: Memory,
    /// Tells of changes.
    pub(super) watcher: Watcher,
}

impl Account {
    pub(super) fn new(login: Login, common: Arc<Common>) -> Self {
        let memory = Memory::new(Arc::clone(&common.searches));
        Self {
            login,
            common,
            searches: Default::default(),
            next_search: AtomicUsize::new(0),
            memory,
            interactive: Lane::default(),
            downloads: Lane::default(),
            uploads: Lane::default(),
            watcher: Watcher::default(),
        }
    }

    /// The lane whose turn it is to search.
    pub(super) fn next_search_lane(&self) -> usize {
        self.next_search.fetch_add(1, Ordering::Relaxed) % SEARCHES
    }

    /// What the node remembers of conversations.
    pub(super) fn thread_indexes(&self) -> &Indexes {
        &self.common.thread_indexes
    }

    /// The server's name, for errors.
    pub(super) fn server(&self) -> &str {
        &self.login.server.host
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.common.limits
    }

    /// Opens a connection and logs in.
    pub(super) async fn open(&self) -> Result<Warm, MailError> {
        let waiting = Arc::clone(&self.common.connections).acquire_owned();
        let Ok(Ok(permit)) = timeout(Pace::Quick.limit(self.limits().patience), waiting).await else {
            return Err(MailError::Unreachable {
                server: self.server().to_owned(),
                reason: "this node has as many connections to mail servers as it may have".to_owned(),
            });
        };
        let guest = connect::connect(&self.login.server, &self.common.tls, self.limits().patience).await?;
        let session = login::login(guest, &self.login).await?;
        Ok(Warm { session, _permit: permit })
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("server", &self.server()).finish_non_exhaustive()
    }
}
