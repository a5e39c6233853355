//! From what a person wrote to what the node uses. Every refusal names the key and says what would be right.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use gatepost_shared::client::ClientInfo;
use secrecy::SecretString;

use super::file::{ClientFile, ConfigFile, DirectoryFile, HttpsFile, LdapFile, SessionFile, StaticFile};
use super::server_url::{self, Protocol};
use super::{
    Cidr, Config, ConfigError, Directory, Fixed, HttpsFiles, Ldap, Limits, Log, PublicUrl, Session, Unsubscribe,
};
use crate::directory::Backend;
use crate::directory::backends::Backends;

impl ConfigFile {
    /// Checks every value. `folder` is what relative paths start from.
    pub fn validate(self, folder: &Path) -> Result<Config, ConfigError> {
        let https = https(self.https, folder)?;
        let public = public_url(self.public_url.as_deref(), self.listen, https.is_some(), self.insecure)?;
        let mail_ca = self.mail.ca_file.as_ref().map(|path| folder.join(path));
        let authserv_ids = self.mail.authserv_ids.clone();
        let directory = match self.directory {
            DirectoryFile::Static(file) => Directory::Fixed(Box::new(fixed(&file)?)),
            DirectoryFile::Ldap(file) => {
                let backends = Backends::new(self.mail, self.backends)?;
                Directory::Ldap(Box::new(ldap(*file, backends, folder)?))
            }
        };
        let mib = 1024 * 1024;
        Ok(Config {
            listen: self.listen,
            https,
            public,
            trusted_proxies: blocks("trusted_proxies", &self.trusted_proxies)?,
            metrics: blocks("metrics.allow", &self.metrics.allow)?,
            session: session(self.session, folder)?,
            directory,
            mail_ca,
            authserv_ids,
            client: client(self.client)?,
            unsubscribe: Unsubscribe {
                one_click: self.unsubscribe.one_click,
                allow: blocks("unsubscribe.allow", &self.unsubscribe.allow)?,
                ca: self.unsubscribe.ca_file.map(|path| folder.join(path)),
            },
            limits: Limits {
                upload: at_least_one("limits.upload_mib", self.limits.upload_mib)? * mib,
                message: at_least_one("limits.message_mib", self.limits.message_mib)? * mib,
                recipients: self.limits.recipients,
                connections: usize::try_from(at_least_one("limits.connections", self.limits.connections)?)
                    .unwrap_or(usize::MAX),
                requests_per_minute: self.limits.requests_per_minute,
                requests_at_once: self.limits.requests_at_once,
                token_life: seconds("limits.token_days", u64::from(self.limits.token_days) * 24 * 3600)?,
                server_time: seconds("limits.server_seconds", self.limits.server_seconds)?,
                idle_time: seconds("limits.idle_seconds", self.limits.idle_seconds)?,
                poll_time: seconds("limits.poll_seconds", self.limits.poll_seconds)?,
                request_time: seconds("limits.request_seconds", self.limits.request_seconds)?,
                stop_time: seconds("limits.stop_seconds", self.limits.stop_seconds)?,
            },
            log: Log { filter: filter(self.log.filter)?, json: self.log.json },
        })
    }
}

fn client(file: ClientFile) -> Result<ClientInfo, ConfigError> {
    let name = file.product_name.trim();
    if name.is_empty() || name.len() > 100 || name.contains(char::is_control) {
        return Err(ConfigError::value("client.product_name", "one line of 1 to 100 bytes"));
    }
    Ok(ClientInfo {
        product_name: name.to_owned(),
        password_url: page("client.password_url", file.password_url)?,
        recovery_url: page("client.recovery_url", file.recovery_url)?,
        help_url: page("client.help_url", file.help_url)?,
    })
}

/// A page that the client links to: nothing but the web, or a link could run a script.
fn page(key: &str, url: Option<String>) -> Result<Option<String>, ConfigError> {
    let Some(url) = url else { return Ok(None) };
    let parsed = url::Url::parse(&url).ok().filter(|url| ["https", "http"].contains(&url.scheme()) && url.has_host());
    match parsed {
        Some(parsed) => Ok(Some(parsed.into())),
        None => Err(ConfigError::value(key, format!("`{url}` is no page, such as https://accounts.example.org/"))),
    }
}

fn https(file: HttpsFile, folder: &Path) -> Result<Option<HttpsFiles>, ConfigError> {
    match (file.certificate_file, file.key_file) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => {
            Ok(Some(HttpsFiles { certificate: folder.join(certificate), key: folder.join(key) }))
        }
        _ => Err(ConfigError::value("https", "`certificate_file` and `key_file` go together")),
    }
}

fn public_url(
    url: Option<&str>,
    listen: std::net::SocketAddr,
    serves_https: bool,
    insecure: bool,
) -> Result<PublicUrl, ConfigError> {
    let wrong = |reason: &str| ConfigError::value("public_url", reason);
    let Some(url) = url else {
        if !listen.ip().is_loopback() {
            return Err(wrong("say the address that people type, for example \"https://webmail.example.org\""));
        }
        let scheme = if serves_https { "https" } else { "http" };
        return Ok(PublicUrl { origin: format!("{scheme}://{listen}"), is_https: serves_https });
    };
    let parsed = url::Url::parse(url).map_err(|error| wrong(&format!("`{url}` is not a URL: {error}")))?;
    let is_https = parsed.scheme() == "https";
    if !is_https && parsed.scheme() != "http" || parsed.path() != "/" || parsed.query().is_some() {
        return Err(wrong("only scheme, host and port, for example \"https://webmail.example.org\""));
    }
    if !is_https && !insecure && !listen.ip().is_loopback() {
        return Err(wrong(
            "http:// would send passwords in the clear; use https://, listen on loopback, or say `insecure = true`",
        ));
    }
    Ok(PublicUrl { origin: parsed.origin().ascii_serialization(), is_https })
}

fn session(file: SessionFile, folder: &Path) -> Result<Session, ConfigError> {
    let mut keys: Vec<SecretString> = file.keys.into_iter().map(SecretString::from).collect();
    if let Some(path) = file.keys_file {
        let text = read(&folder.join(path))?;
        keys.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(SecretString::from));
    }
    if let Err(reason) = crate::session::seal::KeyRing::new(&keys) {
        return Err(ConfigError::value("session.keys", reason));
    }
    let idle = seconds("session.idle_minutes", u64::from(file.idle_minutes) * 60)?;
    let absolute = seconds("session.absolute_hours", u64::from(file.absolute_hours) * 3600)?;
    Ok(Session { keys, idle, absolute })
}

fn fixed(file: &StaticFile) -> Result<Fixed, ConfigError> {
    if file.imap.is_empty() {
        return Err(ConfigError::value("directory.imap", "say where mail is read: imaps://mail.example.org"));
    }
    let imap = server_url::parse(Protocol::Imap, &file.imap, file.tls_name.as_deref())
        .map_err(|reason| ConfigError::value("directory.imap", reason))?;
    let submission = file
        .submission
        .as_deref()
        .map(|url| server_url::parse(Protocol::Submission, url, file.submission_tls_name.as_deref()))
        .transpose()
        .map_err(|reason| ConfigError::value("directory.submission", reason))?;
    let sieve = file
        .sieve
        .as_deref()
        .map(|url| server_url::parse(Protocol::Sieve, url, file.sieve_tls_name.as_deref()))
        .transpose()
        .map_err(|reason| ConfigError::value("directory.sieve", reason))?;
    let domain = file.domain.clone().unwrap_or_else(|| mail_domain(&imap.server_name).to_owned());
    Ok(Fixed { backend: Backend { name: imap.server_name.clone(), imap, submission, sieve }, domain })
}

/// The domain whose mail a host called so most likely holds: mail.example.org holds example.org's.
fn mail_domain(host: &str) -> &str {
    let is_service = |label: &str| ["mail", "imap", "imaps", "mx", "smtp"].contains(&label);
    match host.split_once('.') {
        Some((label, domain)) if is_service(label) && domain.contains('.') => domain,
        _ => host,
    }
}

fn ldap(file: LdapFile, backends: Backends, folder: &Path) -> Result<Ldap, ConfigError> {
    let urls = file.urls.iter().map(|url| ldap_url(url)).collect::<Result<Vec<_>, _>>()?;
    if urls.is_empty() {
        return Err(ConfigError::value("directory.urls", "name at least one replica: ldap://ldap.example.org"));
    }
    if !file.filter.contains("{login}") && !file.filter.contains("{local}") {
        return Err(ConfigError::value(
            "directory.filter",
            "{login} or {local} must stand in it, or everybody is found",
        ));
    }
    if file.attributes.login.is_empty() || file.attributes.mail.is_empty() {
        return Err(ConfigError::value("directory.attributes", "`login` and `mail` are needed"));
    }
    if file.attributes.host.is_empty() && file.attributes.maildrop.is_empty() {
        return Err(ConfigError::value("directory.attributes", "`host` or `maildrop` is needed"));
    }
    Ok(Ldap {
        urls,
        starttls: file.starttls,
        ca: file.ca_file.map(|path| folder.join(path)),
        base: file.base,
        bind: bind(file.bind_dn, file.bind_password, file.bind_password_file, folder)?,
        filter: file.filter,
        attributes: file.attributes,
        suggest: file.suggest,
        backends,
        timeout: millis("directory.timeout_ms", file.timeout_ms)?,
        hedge_after: millis("directory.hedge_after_ms", file.hedge_after_ms)?,
        probe_every: seconds("directory.probe_seconds", file.probe_seconds)?,
        fresh: Duration::from_secs(file.cache_seconds),
        stale: Duration::from_secs(file.stale_minutes * 60),
    })
}

fn ldap_url(text: &str) -> Result<url::Url, ConfigError> {
    let wrong = || ConfigError::value("directory.urls", format!("`{text}` is not ldap://, ldaps:// or ldapi://"));
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    (["ldap", "ldaps", "ldapi"].contains(&url.scheme()) && has_host).then_some(url).ok_or_else(wrong)
}

fn bind(
    dn: Option<String>,
    password: Option<String>,
    password_file: Option<PathBuf>,
    folder: &Path,
) -> Result<Option<(String, SecretString)>, ConfigError> {
    let Some(dn) = dn else { return Ok(None) };
    let password = match (password, password_file) {
        (Some(password), None) => password,
        (None, Some(path)) => read(&folder.join(path))?.lines().next().unwrap_or_default().to_owned(),
        _ => return Err(ConfigError::value("directory.bind_password", "say it here or in `bind_password_file`")),
    };
    // A bind with a name and no password succeeds on many servers, as nobody (RFC 4513, section 5.1.2).
    if password.is_empty() {
        return Err(ConfigError::value("directory.bind_password", "is empty, and would bind as nobody"));
    }
    Ok(Some((dn, SecretString::from(password))))
}

fn filter(text: String) -> Result<String, ConfigError> {
    match tracing_subscriber::EnvFilter::from_str(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(ConfigError::value("log.filter", error.to_string())),
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })
}

fn blocks(key: &str, texts: &[String]) -> Result<Vec<Cidr>, ConfigError> {
    texts.iter().map(|text| text.parse().map_err(|reason: String| ConfigError::value(key, reason))).collect()
}

fn at_least_one(key: &str, value: u64) -> Result<u64, ConfigError> {
    if (1..=1_000_000).contains(&value) {
        return Ok(value);
    }
    Err(ConfigError::value(key, format!("{value} is not between 1 and 1000000")))
}

fn seconds(key: &str, value: u64) -> Result<Duration, ConfigError> {
    // Ten years: more would overflow dates.
    if (1..=315_360_000).contains(&value) {
        return Ok(Duration::from_secs(value));
    }
    Err(ConfigError::value(key, "must be more than nothing and less than ten years"))
}

fn millis(key: &str, value: u64) -> Result<Duration, ConfigError> {
    at_least_one(key, value).map(Duration::from_millis)
}
