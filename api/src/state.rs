//! What a node holds: its configuration, keys, directory and connections. Nothing that a restart may not lose.

use std::ops::Deref;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::config::{self, Config};
use crate::directory::{self, Directory};
use crate::mail::drawer::relay::Drawers;
use crate::mail::drawer::sent::Circles;
use crate::mail::imap::{self, Relay};
use crate::mail::send::offers::KnownOffers;
use crate::mail::send::sender::Sender;
use crate::mail::sieve::Sieve;
use crate::outside::Outside;
use crate::session::cookie_store::CookieSessions;
use crate::session::pace::Pace;
use crate::session::rate::Rates;
use crate::session::seal::KeyRing;
use crate::session::throttle::Throttle;
use crate::session::token_list::TokenList;
use crate::session::verified::Verified;
use crate::tls::{self, TlsError};

/// The node, for handlers. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Node>);

/// One node of the farm's webmail.
pub struct Node {
    /// How it works.
    pub config: Config,
    /// Who knows which server holds whose mail.
    pub directory: Arc<dyn Directory>,
    /// The connections to the mail servers.
    pub relay: Relay,
    /// What is remembered of people's drawers.
    pub drawers: Drawers,
    /// What is remembered of to whom people write.
    pub circles: Circles,
    /// Whose turn it is to change rules.
    pub sieve: Sieve,
    /// How mail servers' certificates are checked: for submission, which opens its own connections.
    pub mail_tls: Arc<rustls::ClientConfig>,
    /// What lists' servers are asked with; none when they are not to be asked.
    pub outside: Option<Outside>,
    /// The keys.
    pub ring: Arc<KeyRing>,
    /// The sessions.
    pub sessions: CookieSessions,
    /// The brake on guessing.
    pub throttle: Throttle,
    /// The pace of refusals.
    pub pace: Pace,
    /// How much people and programs may ask.
    pub rates: Rates,
    /// Which tokens are valid.
    pub tokens: TokenList,
    /// Passwords that were right a moment ago.
    pub verified: Verified,
    /// The messages that are being saved and sent.
    pub sender: Sender,
    /// What the sending servers offer.
    pub offers: KnownOffers,
    /// Cancelled when the node is about to stop: streams say goodbye and end.
    pub shutdown: CancellationToken,
}

/// Why a node cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The certificate authorities cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The keys cannot be used.
    #[error("the session keys cannot be used: {0}")]
    Keys(String),
}

impl AppState {
    /// Builds a node. It connects to nothing yet; with LDAP it begins to look after the replicas, so it must be
    /// called within a Tokio runtime.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let ring = Arc::new(KeyRing::new(&config.session.keys).map_err(StartError::Keys)?);
        let mail_tls = tls::client_config(config.mail_ca.as_deref())?;
        let shutdown = CancellationToken::new();
        let directory: Arc<dyn Directory> = match &config.directory {
            config::Directory::Fixed(fixed) => Arc::new(directory::fixed::FixedDirectory::new((**fixed).clone())),
            config::Directory::Ldap(ldap) => directory::ldap::open(ldap, shutdown.clone())?,
        };
        Ok(Self(Arc::new(Node {
            directory,
            relay: Relay::new(mail_tls.clone(), relay_limits(&config.limits)),
            drawers: Drawers::default(),
            circles: Circles::default(),
            sieve: Sieve::default(),
            mail_tls,
            outside: Outside::new(&config.unsubscribe)?,
            sessions: CookieSessions::new(&config.public, &config.session, ring.clone()),
            ring,
            throttle: Throttle::default(),
            pace: Pace::default(),
            rates: Rates::new(config.limits.requests_per_minute, config.limits.requests_at_once),
            tokens: TokenList::default(),
            verified: Verified::new().map_err(|error| StartError::Keys(error.to_string()))?,
            sender: Sender::default(),
            offers: KnownOffers::default(),
            shutdown,
            config,
        })))
    }
}

fn relay_limits(limits: &config::Limits) -> imap::Limits {
    imap::Limits {
        connections: limits.connections,
        patience: limits.server_time,
        idle: limits.idle_time,
        poll: limits.poll_time,
        ..imap::Limits::default()
    }
}

impl Deref for AppState {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.0
    }
}
