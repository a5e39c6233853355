//! The farm's mail servers: which names are ours, and where each is reached. A name that is not ours is never
//! connected to, whatever the directory says.

use std::collections::BTreeMap;

use crate::config::ConfigError;
use crate::config::file::{BackendFile, MailFile};
use crate::config::server_url::{self, Protocol, is_host};
use crate::directory::Backend;

/// The mail servers that the directory may name.
#[derive(Debug, Clone)]
pub struct Backends {
    named: BTreeMap<String, Backend>,
    hosts: Vec<String>,
    template: MailFile,
}

impl Backends {
    /// Checks the templates and every named server.
    pub fn new(template: MailFile, named: BTreeMap<String, BackendFile>) -> Result<Self, ConfigError> {
        if template.hosts.is_empty() && named.is_empty() {
            return Err(ConfigError::value(
                "mail.hosts",
                "name the farm's mail servers, for example [\"mail*.example.org\"]",
            ));
        }
        backend("mail.example.org", &BackendFile::default(), &template, "mail")?;
        let named = named
            .into_iter()
            .map(|(name, file)| {
                let name = name.to_ascii_lowercase();
                let backend = backend(&name, &file, &template, &format!("backends.\"{name}\""))?;
                Ok((name, backend))
            })
            .collect::<Result<_, ConfigError>>()?;
        let hosts = template.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        Ok(Self { named, hosts, template })
    }

    /// The server with this name, if it is one of ours.
    pub fn find(&self, host: &str) -> Option<Backend> {
        let host = host.to_ascii_lowercase();
        if let Some(backend) = self.named.get(&host) {
            return Some(backend.clone());
        }
        let is_ours = is_host(&host) && self.hosts.iter().any(|pattern| matches(pattern, &host));
        is_ours.then(|| backend(&host, &BackendFile::default(), &self.template, "mail").ok()).flatten()
    }

    /// The servers that are known by name, without asking the directory: for `gatepost check`.
    pub fn known(&self) -> Vec<Backend> {
        let exact = self.hosts.iter().filter(|host| !host.contains('*')).filter_map(|host| self.find(host));
        let mut known: Vec<Backend> = self.named.values().cloned().chain(exact).collect();
        known.dedup_by(|a, b| a.name == b.name);
        known
    }
}

fn backend(host: &str, file: &BackendFile, template: &MailFile, section: &str) -> Result<Backend, ConfigError> {
    let fill = |text: &String| text.replace("{host}", host);
    // A server with an address of its own has the certificate of its name, unless it says otherwise.
    let own_name = |own_url: &Option<String>, name: &Option<String>, default: &Option<String>| {
        name.as_ref().or(default.as_ref()).map(fill).or_else(|| own_url.as_ref().map(|_| host.to_owned()))
    };
    let imap_name = own_name(&file.imap, &file.tls_name, &template.tls_name);
    let imap =
        server_url::parse(Protocol::Imap, &fill(file.imap.as_ref().unwrap_or(&template.imap)), imap_name.as_deref())
            .map_err(|reason| ConfigError::value(format!("{section}.imap"), reason))?;
    let submission_name = own_name(&file.submission, &file.submission_tls_name, &template.submission_tls_name);
    let submission = file
        .submission
        .as_ref()
        .or(template.submission.as_ref())
        .map(|url| server_url::parse(Protocol::Submission, &fill(url), submission_name.as_deref()))
        .transpose()
        .map_err(|reason| ConfigError::value(format!("{section}.submission"), reason))?;
    let sieve_name = own_name(&file.sieve, &file.sieve_tls_name, &template.sieve_tls_name);
    let sieve = file
        .sieve
        .as_ref()
        .or(template.sieve.as_ref())
        .map(|url| server_url::parse(Protocol::Sieve, &fill(url), sieve_name.as_deref()))
        .transpose()
        .map_err(|reason| ConfigError::value(format!("{section}.sieve"), reason))?;
    Ok(Backend { name: host.to_owned(), imap, submission, sieve })
}

/// Whether the name fits the pattern, label by label; `*` stands for one or more characters of a label.
fn matches(pattern: &str, host: &str) -> bool {
    let (pattern, host): (Vec<_>, Vec<_>) = (pattern.split('.').collect(), host.split('.').collect());
    pattern.len() == host.len() && pattern.iter().zip(host).all(|(pattern, label)| label_matches(pattern, label))
}

fn label_matches(pattern: &str, label: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == label,
        Some((start, end)) => label.len() > start.len() + end.len() && label.starts_with(start) && label.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn farm() -> Backends {
        let template = MailFile {
            hosts: vec!["mail*.example.org".to_owned()],
            submission: Some("smtp+starttls://smtp.example.org".to_owned()),
            sieve: Some("sieve+starttls://{host}".to_owned()),
            ..MailFile::default()
        };
        let own = BackendFile { imap: Some("imaps://127.0.0.11:1993".to_owned()), ..BackendFile::default() };
        Backends::new(template, BTreeMap::from([("Mail01.example.org".to_owned(), own)])).unwrap()
    }

    #[test]
    fn a_server_is_reached_as_configured_and_else_by_the_template() {
        let own = farm().find("mail01.example.org").unwrap();
        assert_eq!((own.imap.host.as_str(), own.imap.port), ("127.0.0.11", 1993));
        assert_eq!(own.imap.server_name, "mail01.example.org");
        let other = farm().find("MAIL02.example.org").unwrap();
        assert_eq!((other.imap.host.as_str(), other.imap.port), ("mail02.example.org", 993));
        assert_eq!(other.submission.unwrap().server_name, "smtp.example.org");
        let sieve = other.sieve.unwrap();
        assert_eq!((sieve.server_name.as_str(), sieve.port), ("mail02.example.org", 4190));
    }

    #[test]
    fn a_name_that_is_not_ours_is_no_server() {
        for host in [
            "mail.example.org",
            "elsewhere.test",
            "mail1.evil.example.org",
            "mail1.example.org.evil.test",
            "mailx/..example.org",
            "",
        ] {
            assert!(farm().find(host).is_none(), "{host}");
        }
    }
}
