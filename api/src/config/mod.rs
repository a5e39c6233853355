//! The configuration: read once, validated once, and from then on a value that cannot be wrong.
//!
//! [`file`] is what a person writes, `validate` turns it into what the node uses: addresses are parsed, secrets are
//! read from their files, templates are known to make sense. Nothing else in Gatepost reads configuration, and
//! nothing reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gatepost_shared::client::ClientInfo;
use secrecy::SecretString;

use crate::directory::Backend;
use crate::directory::backends::Backends;

pub mod cidr;
pub mod error;
pub mod file;
pub mod server_url;
mod validate;

pub use cidr::Cidr;
pub use error::ConfigError;
pub use file::ConfigFile;

/// The fully commented configuration that `gatepost config` prints: every key, with its default and its reason.
pub const COMMENTED: &str = include_str!("gatepost.toml");

/// How this node works.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the node listens.
    pub listen: SocketAddr,
    /// The certificate and key of the node's own HTTPS; none when a proxy in front ends TLS.
    pub https: Option<HttpsFiles>,
    /// The address that people type.
    pub public: PublicUrl,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Cidr>,
    /// Who may read `/metrics`.
    pub metrics: Vec<Cidr>,
    /// How long sessions live, and under which keys.
    pub session: Session,
    /// Who knows which server holds whose mail.
    pub directory: Directory,
    /// The certificate authorities that mail servers are checked against, in PEM; none means the system's.
    pub mail_ca: Option<PathBuf>,
    /// The servers whose `Authentication-Results` are believed (RFC 8601, section 5).
    pub authserv_ids: Vec<String>,
    /// What a client must know of the farm.
    pub client: ClientInfo,
    /// How people get off mailing lists.
    pub unsubscribe: Unsubscribe,
    /// What requests may ask for.
    pub limits: Limits,
    /// How the log is written.
    pub log: Log,
}

/// The certificate chain and the private key, in PEM.
#[derive(Debug, Clone)]
pub struct HttpsFiles {
    /// The chain, the node's own certificate first.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// Scheme, host and port as browsers see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// The origin (RFC 6454): `https://webmail.example.org`, without a slash at the end.
    pub origin: String,
    /// Whether browsers reach the node by HTTPS: the cookie is `Secure` then.
    pub is_https: bool,
}

/// The life and the keys of sessions.
#[derive(Debug, Clone)]
pub struct Session {
    /// The ring: what is sealed is sealed with the first, what is opened may be sealed with any. Base64 of 32 bytes each.
    /// Empty: the node makes a key of its own, and sessions end with the process.
    pub keys: Vec<SecretString>,
    /// A session that is not used for this long ends.
    pub idle: Duration,
    /// A session ends after this time in any case.
    pub absolute: Duration,
}

/// The two kinds of directory.
#[derive(Debug, Clone)]
pub enum Directory {
    /// Ask LDAP.
    Ldap(Box<Ldap>),
    /// One server for everybody.
    Fixed(Box<Fixed>),
}

/// A directory in LDAP.
#[derive(Debug, Clone)]
pub struct Ldap {
    /// The replicas, the preferred one first.
    pub urls: Vec<url::Url>,
    /// Whether `ldap://` connections are protected by StartTLS.
    pub starttls: bool,
    /// The certificate authorities that the replicas are checked against, in PEM; none means the system's.
    pub ca: Option<PathBuf>,
    /// Where in the tree the people are.
    pub base: String,
    /// As whom to ask; none asks anonymously.
    pub bind: Option<(String, SecretString)>,
    /// The filter, with `{login}` where the login name goes.
    pub filter: String,
    /// The names of the attributes.
    pub attributes: file::LdapAttributes,
    /// The mail servers that entries may name.
    pub backends: Backends,
    /// Whether people are suggested to each other as recipients.
    pub suggest: bool,
    /// How long one question to one replica may take.
    pub timeout: Duration,
    /// After this time without an answer the next replica is asked as well.
    pub hedge_after: Duration,
    /// How often the replicas are looked after.
    pub probe_every: Duration,
    /// How long an answer is taken for fresh.
    pub fresh: Duration,
    /// How long an answer is still used when no replica answers.
    pub stale: Duration,
}

/// One server for everybody.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The servers.
    pub backend: Backend,
    /// The domain of addresses of people who sign in without one.
    pub domain: String,
}

/// How people get off mailing lists.
#[derive(Debug, Clone)]
pub struct Unsubscribe {
    /// Whether the node itself asks lists' servers (RFC 8058).
    pub one_click: bool,
    /// Addresses that are no strangers' and may be asked all the same: a list server of the farm's own.
    pub allow: Vec<Cidr>,
    /// The certificate authorities of lists' servers, in PEM; none means the system's.
    pub ca: Option<PathBuf>,
}

/// What requests may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest upload in bytes.
    pub upload: u64,
    /// The largest message that may be sent, in bytes after encoding.
    pub message: u64,
    /// The most recipients of one message.
    pub recipients: u32,
    /// The most IMAP connections of this node, all people together.
    pub connections: usize,
    /// How many requests a minute one person, or one token, may send to this node; 0 is no limit.
    pub requests_per_minute: u32,
    /// How many of them at once.
    pub requests_at_once: u32,
    /// The longest life of a token.
    pub token_life: Duration,
    /// How long a mail server may take for most commands; connecting a sixth of it, large messages twice as long.
    pub server_time: Duration,
    /// How long an IMAP connection that nobody uses is kept.
    pub idle_time: Duration,
    /// How often all mailboxes are looked at while somebody watches.
    pub poll_time: Duration,
    /// How long a request may take; streams and uploads are not counted.
    pub request_time: Duration,
    /// How long a node that is about to stop waits for what is under way.
    pub stop_time: Duration,
}

/// How the log is written.
#[derive(Debug, Clone)]
pub struct Log {
    /// Which lines: `tracing-subscriber`'s filter.
    pub filter: String,
    /// One JSON object a line instead of text.
    pub json: bool,
}

impl Config {
    /// Reads and validates a configuration file. Paths in it are relative to its folder. `listen` overrides its own.
    pub fn read(path: &Path, listen: Option<SocketAddr>) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let mut file: ConfigFile = toml::from_str(&text).map_err(ConfigError::Syntax)?;
        file.listen = listen.unwrap_or(file.listen);
        file.validate(path.parent().unwrap_or(Path::new(".")))
    }

    /// Validates the text of a configuration file that lies in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file: ConfigFile = toml::from_str(text).map_err(ConfigError::Syntax)?;
        file.validate(folder)
    }

    /// What four flags say: one server for everybody.
    pub fn fixed(listen: Option<SocketAddr>, imap: &str, submission: Option<&str>) -> Result<Self, ConfigError> {
        let mut file = ConfigFile::default();
        if let Some(listen) = listen {
            file.listen = listen;
        }
        file.directory = file::DirectoryFile::Static(file::StaticFile {
            imap: imap.to_owned(),
            submission: submission.map(ToOwned::to_owned),
            ..file::StaticFile::default()
        });
        file.validate(Path::new("."))
    }
}

#[cfg(test)]
mod tests;
