//! The shape of the configuration file: what a person may write, with the defaults. `gatepost.toml` beside this file
//! says the same in words; a test keeps both equal.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    /// Where the node listens.
    pub listen: SocketAddr,
    /// The address that people type; the listening address when that is on loopback.
    pub public_url: Option<String>,
    /// Allows `http://` beyond loopback.
    pub insecure: bool,
    /// Proxies in front of the node, as blocks of addresses.
    pub trusted_proxies: Vec<String>,
    /// The node's own HTTPS.
    pub https: HttpsFile,
    /// Sessions.
    pub session: SessionFile,
    /// The directory.
    pub directory: DirectoryFile,
    /// The mail servers that the directory may name.
    pub mail: MailFile,
    /// Mail servers that differ from what `mail` says, by the name that the directory has for them.
    pub backends: BTreeMap<String, BackendFile>,
    /// What a client must know of the farm.
    pub client: ClientFile,
    /// How people get off mailing lists.
    pub unsubscribe: UnsubscribeFile,
    /// What requests may ask for.
    pub limits: LimitsFile,
    /// Who may read `/metrics`.
    pub metrics: MetricsFile,
    /// The log.
    pub log: LogFile,
}

impl Default for ConfigFile {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            insecure: false,
            trusted_proxies: Vec::new(),
            https: HttpsFile::default(),
            session: SessionFile::default(),
            directory: DirectoryFile::Ldap(Box::default()),
            mail: MailFile::default(),
            backends: BTreeMap::new(),
            client: ClientFile::default(),
            unsubscribe: UnsubscribeFile::default(),
            limits: LimitsFile::default(),
            metrics: MetricsFile::default(),
            log: LogFile::default(),
        }
    }
}

/// `[https]`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpsFile {
    /// The certificate chain in PEM.
    pub certificate_file: Option<PathBuf>,
    /// The private key in PEM.
    pub key_file: Option<PathBuf>,
}

/// `[session]`
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionFile {
    /// The ring of keys: base64 of 32 bytes each, the current one first.
    pub keys: Vec<String>,
    /// A file with the same, one key a line.
    pub keys_file: Option<PathBuf>,
    /// Minutes without use after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub absolute_hours: u32,
}

impl Default for SessionFile {
    fn default() -> Self {
        Self { keys: Vec::new(), keys_file: None, idle_minutes: 12 * 60, absolute_hours: 7 * 24 }
    }
}

impl std::fmt::Debug for SessionFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionFile").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

/// `[directory]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DirectoryFile {
    /// `kind = "ldap"`
    Ldap(Box<LdapFile>),
    /// `kind = "static"`
    Static(StaticFile),
}

/// `[directory]` with `kind = "ldap"`
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LdapFile {
    /// The replicas, the preferred one first.
    pub urls: Vec<String>,
    /// Whether `ldap://` connections are protected by StartTLS.
    pub starttls: bool,
    /// The certificate authorities of the replicas, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Where in the tree the people are.
    pub base: String,
    /// As whom to ask.
    pub bind_dn: Option<String>,
    /// The password of `bind_dn`.
    pub bind_password: Option<String>,
    /// A file whose first line is that password.
    pub bind_password_file: Option<PathBuf>,
    /// The filter, with `{login}` where the login name goes.
    pub filter: String,
    /// The names of the attributes.
    pub attributes: LdapAttributes,
    /// Whether people are suggested to each other as recipients.
    pub suggest: bool,
    /// How long one question to one replica may take.
    pub timeout_ms: u64,
    /// After this time without an answer the next replica is asked as well.
    pub hedge_after_ms: u64,
    /// How often the replicas are looked after.
    pub probe_seconds: u64,
    /// How long an answer is taken for fresh.
    pub cache_seconds: u64,
    /// How long an answer is still used when no replica answers.
    pub stale_minutes: u64,
}

impl Default for LdapFile {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            starttls: false,
            ca_file: None,
            base: String::new(),
            bind_dn: None,
            bind_password: None,
            bind_password_file: None,
            filter: "(|(uid={login})(mail={login})(mailAcceptingGeneralId={login}))".to_owned(),
            attributes: LdapAttributes::default(),
            suggest: true,
            timeout_ms: 2000,
            hedge_after_ms: 300,
            probe_seconds: 5,
            cache_seconds: 60,
            stale_minutes: 15,
        }
    }
}

impl std::fmt::Debug for LdapFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LdapFile").field("urls", &self.urls).field("base", &self.base).finish_non_exhaustive()
    }
}

/// `[directory.attributes]`: what the attributes are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LdapAttributes {
    /// The login name, which is also the name at the mail server.
    pub login: String,
    /// The main mail address.
    pub mail: String,
    /// Further addresses; one without a domain gets that of `mail`.
    pub aliases: String,
    /// Where the mail goes: its domain is the mail server.
    pub maildrop: String,
    /// The mail server itself; empty means that `maildrop` says it.
    pub host: String,
    /// What to call the person.
    pub name: String,
}

impl Default for LdapAttributes {
    fn default() -> Self {
        Self {
            login: "uid".to_owned(),
            mail: "mail".to_owned(),
            aliases: "mailAcceptingGeneralId".to_owned(),
            maildrop: "maildrop".to_owned(),
            host: String::new(),
            name: "cn".to_owned(),
        }
    }
}

/// `[directory]` with `kind = "static"`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaticFile {
    /// Where mail is read: a URL.
    pub imap: String,
    /// The name in the IMAP server's certificate, where it is not the host.
    pub tls_name: Option<String>,
    /// Where mail is sent: a URL.
    pub submission: Option<String>,
    /// The name in the submission server's certificate, where it is not the host.
    pub submission_tls_name: Option<String>,
    /// Where rules for arriving mail are kept: a URL.
    pub sieve: Option<String>,
    /// The name in the ManageSieve server's certificate, where it is not the host.
    pub sieve_tls_name: Option<String>,
    /// The domain of people who sign in without one.
    pub domain: Option<String>,
}

/// `[mail]`: every mail server of the farm.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailFile {
    /// The names of the farm's servers; `*` stands for one or more characters other than a dot.
    pub hosts: Vec<String>,
    /// Where mail is read, with `{host}`.
    pub imap: String,
    /// The name in the IMAP server's certificate, with `{host}`.
    pub tls_name: Option<String>,
    /// Where mail is sent, with `{host}`.
    pub submission: Option<String>,
    /// The name in the submission server's certificate, with `{host}`.
    pub submission_tls_name: Option<String>,
    /// Where rules for arriving mail are kept, with `{host}`.
    pub sieve: Option<String>,
    /// The name in the ManageSieve server's certificate, with `{host}`.
    pub sieve_tls_name: Option<String>,
    /// The certificate authorities of the mail servers, in PEM.
    pub ca_file: Option<PathBuf>,
    /// The servers whose `Authentication-Results` are believed.
    pub authserv_ids: Vec<String>,
}

impl Default for MailFile {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            imap: "imaps://{host}".to_owned(),
            tls_name: None,
            submission: None,
            submission_tls_name: None,
            sieve: None,
            sieve_tls_name: None,
            ca_file: None,
            authserv_ids: Vec::new(),
        }
    }
}

/// `[backends."mail01.example.org"]`: what is different with this one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackendFile {
    /// Where mail is read.
    pub imap: Option<String>,
    /// The name in the IMAP server's certificate.
    pub tls_name: Option<String>,
    /// Where mail is sent.
    pub submission: Option<String>,
    /// The name in the submission server's certificate.
    pub submission_tls_name: Option<String>,
    /// Where rules for arriving mail are kept.
    pub sieve: Option<String>,
    /// The name in the ManageSieve server's certificate.
    pub sieve_tls_name: Option<String>,
}

/// `[client]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientFile {
    /// What the webmail is called.
    pub product_name: String,
    /// The page on which people change their password.
    pub password_url: Option<String>,
    /// The page for people who have forgotten it.
    pub recovery_url: Option<String>,
    /// The operator's own help.
    pub help_url: Option<String>,
}

impl Default for ClientFile {
    fn default() -> Self {
        Self { product_name: "Gatepost".to_owned(), password_url: None, recovery_url: None, help_url: None }
    }
}

/// `[unsubscribe]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnsubscribeFile {
    /// Whether the node itself asks lists' servers.
    pub one_click: bool,
    /// Addresses of the farm's own network that may be asked all the same.
    pub allow: Vec<String>,
    /// The certificate authorities of lists' servers, in PEM.
    pub ca_file: Option<PathBuf>,
}

impl Default for UnsubscribeFile {
    fn default() -> Self {
        Self { one_click: true, allow: Vec::new(), ca_file: None }
    }
}

/// `[limits]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsFile {
    /// The largest upload, in MiB.
    pub upload_mib: u64,
    /// The largest message after encoding, in MiB.
    pub message_mib: u64,
    /// The most recipients of one message.
    pub recipients: u32,
    /// The most IMAP connections of this node, all people together.
    pub connections: u64,
    /// How many requests a minute one person, or one token, may send to this node.
    pub requests_per_minute: u32,
    /// How many of them at once.
    pub requests_at_once: u32,
    /// The longest life of a token.
    pub token_days: u32,
    /// How long a mail server may take for most commands.
    pub server_seconds: u64,
    /// How long a connection that nobody uses is kept.
    pub idle_seconds: u64,
    /// How often all mailboxes are looked at while somebody watches.
    pub poll_seconds: u64,
    /// How long a request may take.
    pub request_seconds: u64,
    /// How long a node that is about to stop waits for what is under way.
    pub stop_seconds: u64,
}

impl Default for LimitsFile {
    fn default() -> Self {
        Self {
            upload_mib: 35,
            message_mib: 50,
            recipients: 100,
            connections: 5000,
            requests_per_minute: 1200,
            requests_at_once: 600,
            token_days: 366,
            server_seconds: 30,
            idle_seconds: 300,
            poll_seconds: 30,
            request_seconds: 60,
            stop_seconds: 30,
        }
    }
}

/// `[metrics]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsFile {
    /// Who may read them, as blocks of addresses.
    pub allow: Vec<String>,
}

impl Default for MetricsFile {
    fn default() -> Self {
        Self { allow: vec!["127.0.0.0/8".to_owned(), "::1".to_owned()] }
    }
}

/// `[log]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogFile {
    /// Which lines.
    pub filter: String,
    /// One JSON object a line.
    pub json: bool,
}

impl Default for LogFile {
    fn default() -> Self {
        Self { filter: "info,async_imap=info,ldap3=warn".to_owned(), json: false }
    }
}
