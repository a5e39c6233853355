//! The directory: which server holds whose mail.
//!
//! It does not check passwords: the mail server does that.

use std::net::IpAddr;

use gatepost_shared::address::EmailAddress;

pub mod backends;
pub mod cache;
pub mod fixed;
pub mod ldap;

/// What the directory knows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The directory's own name of the person (`uid`).
    pub login: String,
    /// The name that the mail server wants at LOGIN.
    pub imap_user: String,
    /// What to call the person.
    pub display_name: String,
    /// Main address first, then aliases: who the person may write as. At least one.
    pub addresses: Vec<EmailAddress>,
    /// Where the person's mail is.
    pub backend: Backend,
}

/// The servers that serve one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The name of the backend in the directory: `mail01.example.org`.
    pub name: String,
    /// Where the mail is read.
    pub imap: ServerAddress,
    /// Where mail is sent; none when sending is not configured.
    pub submission: Option<ServerAddress>,
    /// Where rules for arriving mail are kept; none when that is not configured.
    pub sieve: Option<ServerAddress>,
}

/// Where and how to reach a mail server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServerAddress {
    /// Name or address to connect to.
    pub host: String,
    /// Port to connect to.
    pub port: u16,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// The name that the certificate must carry: usually the host.
    pub server_name: String,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsMode {
    /// From the first byte (imaps, smtps; RFC 8314).
    Implicit,
    /// After STARTTLS; without it the connection is given up.
    StartTls,
    /// Not at all: for servers on loopback only.
    Plain,
}

/// What the directory says of a login name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Mail is on this farm.
    Account(Box<Account>),
    /// Mail is forwarded to somewhere outside the farm: there is nothing to sign in to.
    Forwarded,
    /// Nobody has this name.
    Nobody,
}

/// Why the directory gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// No replica answers in time, and nothing is remembered of this person.
    #[error("none of the directory's servers answers")]
    Unavailable,
    /// More than one entry for one login name.
    #[error("the directory has more than one entry for this name")]
    Ambiguous,
    /// The entry lacks what is needed, or names a server that is not configured.
    #[error("the directory's entry is not usable: {0}")]
    Invalid(String),
}

/// A source of accounts.
///
/// `client` is the browser's address: for logs, never for the answer.
pub trait Directory: Send + Sync {
    /// Looks a login name or mail address up.
    fn find<'a>(
        &'a self,
        login: &'a str,
        client: Option<IpAddr>,
    ) -> futures::future::BoxFuture<'a, Result<Found, DirectoryError>>;

    /// People of the farm whose name or address fits all of these words (in lower case), at most `limit`. Empty where
    /// the directory is not to be searched.
    fn suggest<'a>(
        &'a self,
        words: &'a [String],
        limit: usize,
    ) -> futures::future::BoxFuture<'a, Result<Vec<EmailAddress>, DirectoryError>> {
        let _ = (words, limit);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Whether an answer can be expected now: what `/readyz` says, and what tells "wrong password" from
    /// "the mail server could not ask the directory". Costs nothing: it is what was seen last.
    fn is_healthy(&self) -> bool;

    /// Asks every replica now, and says whether one answers; at most a second.
    fn check(&self) -> futures::future::BoxFuture<'_, bool>;
}
