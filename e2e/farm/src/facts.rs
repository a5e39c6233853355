//! farm.json: all that Gatepost, a test or a person needs to know of a running farm.

use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::address::{IMAP, IMAPS, LDAP, LDAPS, LMTP, SIEVE, SMTP, SUBMISSION, SUBMISSIONS};
use crate::directory::{WEBMAIL, service_password};
use crate::error::{Doing, FarmError};
use crate::person::Person;
use crate::site::{BASE, DOMAIN, Site};

/// What farm.json holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The mail domain.
    pub domain: String,
    /// The farm's folder.
    pub dir: PathBuf,
    /// Where the servers keep configurations, data and logs (mostly the same folder).
    pub state: PathBuf,
    /// The certificate authority that signed every server's certificate (PEM).
    pub ca: PathBuf,
    /// The directory.
    pub directory: Directory,
    /// Mail machines by host name, which is the domain part of a maildrop.
    pub backends: BTreeMap<String, Backend>,
    /// Postfix.
    pub relay: Relay,
    /// Mail to the outside world: one file a message.
    pub sink: PathBuf,
    /// The demo people, and those that were added.
    pub people: Vec<Person>,
}

/// Where the directory is, and as whom Gatepost asks it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Directory {
    /// ldap:// URLs of the provider and the replica; both take STARTTLS.
    pub urls: Vec<String>,
    /// ldaps:// URLs of the same two.
    pub ldaps_urls: Vec<String>,
    /// The search base.
    pub base: String,
    /// Gatepost's account, which reads people and never passwords.
    pub bind_dn: String,
    /// Its password.
    pub bind_password: String,
}

/// One mail machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Backend {
    /// Whose IMAP server it is.
    pub software: Software,
    /// Its loopback address.
    pub address: Ipv4Addr,
    /// The name in its certificate.
    pub tls_name: String,
    /// IMAP, with STARTTLS.
    pub imap: u16,
    /// IMAP in TLS.
    pub imaps: u16,
    /// LMTP.
    pub lmtp: u16,
    /// ManageSieve, with STARTTLS.
    pub sieve: u16,
}

/// Postfix as MX and submission.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Relay {
    /// Its loopback address.
    pub address: Ipv4Addr,
    /// The name in its certificate.
    pub tls_name: String,
    /// SMTP as the world speaks it to the MX.
    pub smtp: u16,
    /// Submission, with STARTTLS (RFC 6409).
    pub submission: u16,
    /// Submission in TLS (RFC 8314).
    pub submissions: u16,
}

/// The two IMAP servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "their names say it")]
pub enum Software {
    Dovecot,
    Cyrus,
}

/// Is there while the farm runs.
const FILE: &str = "farm.json";
/// What it was when the farm last ran.
const RETIRED: &str = "farm.last.json";
/// Whoever changes farm.json holds the lock of this file.
const TURN: &str = "farm.json.lock";

impl Facts {
    pub(crate) fn of(site: &Site, people: Vec<Person>) -> Self {
        Self {
            domain: DOMAIN.into(),
            dir: site.dir.clone(),
            state: site.state.clone(),
            ca: site.ca("ca.pem"),
            directory: Directory {
                urls: [1, 2].map(|n| format!("ldap://{}:{LDAP}", site.block.ldap(n))).into(),
                ldaps_urls: [1, 2].map(|n| format!("ldaps://{}:{LDAPS}", site.block.ldap(n))).into(),
                base: BASE.into(),
                bind_dn: WEBMAIL.into(),
                bind_password: service_password(WEBMAIL),
            },
            backends: (1..=3).map(|n| backend(site, n)).collect(),
            relay: Relay {
                address: site.block.mx(),
                tls_name: format!("mx.{DOMAIN}"),
                smtp: SMTP,
                submission: SUBMISSION,
                submissions: SUBMISSIONS,
            },
            sink: site.sink(),
            people,
        }
    }

    /// Reads the farm.json of this folder.
    pub fn read(dir: &Path) -> Result<Self, FarmError> {
        let text = fs::read_to_string(dir.join(FILE)).map_err(|_| FarmError::NoFarm(dir.into()))?;
        serde_json::from_str(&text).map_err(|_| FarmError::NoFarm(dir.into()))
    }

    /// Takes farm.json away from those who would believe that the farm runs.
    pub(crate) fn retire(dir: &Path) -> Result<(), FarmError> {
        match fs::rename(dir.join(FILE), dir.join(RETIRED)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            renamed => renamed.doing(|| format!("rename {FILE} in {}", dir.display())),
        }
    }

    /// What farm.json said when the farm last ran.
    pub(crate) fn retired(dir: &Path) -> Option<Self> {
        let text = fs::read_to_string(dir.join(RETIRED)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Waits until no other process changes this folder's farm.json; its turn ends when what this returns is dropped.
    pub(crate) fn turn(dir: &Path) -> Result<fs::File, FarmError> {
        let file = dir.join(TURN);
        fs::File::create(&file).and_then(|turn| turn.lock().map(|()| turn)).doing(|| format!("lock {}", file.display()))
    }

    /// Writes farm.json in one step: a reader sees the old one or the new one.
    pub(crate) fn write(&self) -> Result<(), FarmError> {
        let (file, draft) = (self.dir.join(FILE), self.dir.join("farm.json.new"));
        let text =
            serde_json::to_string_pretty(self).map_err(std::io::Error::other).doing(|| "describe the farm".into())?;
        fs::write(&draft, text + "\n")
            .and_then(|()| fs::rename(&draft, &file))
            .doing(|| format!("write {}", file.display()))
    }
}

fn backend(site: &Site, number: u8) -> (String, Backend) {
    let host = format!("mail0{number}.{DOMAIN}");
    let backend = Backend {
        software: if number == 3 { Software::Cyrus } else { Software::Dovecot },
        address: site.block.mail(number),
        tls_name: host.clone(),
        imap: IMAP,
        imaps: IMAPS,
        lmtp: LMTP,
        sieve: SIEVE,
    };
    (host, backend)
}
