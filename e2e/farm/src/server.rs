//! The servers of a farm as data: names, start order, what to run, and what shows that one is ready.

use std::fmt;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use crate::error::FarmError;
use crate::site::Site;
use crate::{cyrus, dovecot, postfix, saslauthd, slapd};

/// One server of the farm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Server {
    /// ldap01, the provider: the first in Gatepost's list.
    Provider,
    /// ldap02, the syncrepl replica.
    Replica,
    /// Dovecot.
    Mail01,
    /// Dovecot.
    Mail02,
    /// Cyrus.
    Mail03,
    /// Checks the passwords of mail03 against LDAP.
    Saslauthd,
    /// Postfix: MX and submission.
    Mx,
    /// An auth-only Dovecot that checks the passwords of submission.
    MxAuth,
}

/// How a server is started, and what shows that it is ready.
pub(crate) struct Recipe {
    pub(crate) command: Command,
    pub(crate) ready: Vec<Ready>,
}

/// A sign that a server can be talked to.
pub(crate) enum Ready {
    /// Somebody accepts connections here.
    Listens(SocketAddr),
    /// This socket file is there.
    Exists(PathBuf),
}

impl Ready {
    pub(crate) fn is_so(&self) -> bool {
        match self {
            Self::Listens(address) => TcpStream::connect(address).is_ok(),
            Self::Exists(path) => path.exists(),
        }
    }
}

impl Server {
    /// Every server, in the order in which they are started.
    pub const ALL: [Self; 8] = [
        Self::Provider,
        Self::Replica,
        Self::Saslauthd,
        Self::MxAuth,
        Self::Mail01,
        Self::Mail02,
        Self::Mail03,
        Self::Mx,
    ];

    /// Its short name: of its folders, its log and its certificate.
    pub fn name(self) -> &'static str {
        match self {
            Self::Provider => "ldap01",
            Self::Replica => "ldap02",
            Self::Mail01 => "mail01",
            Self::Mail02 => "mail02",
            Self::Mail03 => "mail03",
            Self::Saslauthd => "saslauthd",
            Self::Mx => "mx",
            Self::MxAuth => "mx-auth",
        }
    }

    /// Writes its configuration.
    pub(crate) fn configure(self, site: &Site) -> Result<(), FarmError> {
        match self {
            Self::Provider | Self::Replica => slapd::configure(site, self),
            Self::Mail01 | Self::Mail02 => dovecot::configure(site, self),
            Self::MxAuth => dovecot::configure_auth(site),
            Self::Mail03 => cyrus::configure(site),
            Self::Saslauthd => saslauthd::configure(site),
            Self::Mx => postfix::configure(site),
        }
    }

    /// What to run for it.
    pub(crate) fn recipe(self, site: &Site) -> Result<Recipe, FarmError> {
        match self {
            Self::Provider | Self::Replica => slapd::recipe(site, self),
            Self::Mail01 | Self::Mail02 | Self::MxAuth => dovecot::recipe(site, self),
            Self::Mail03 => cyrus::recipe(site),
            Self::Saslauthd => saslauthd::recipe(site),
            Self::Mx => postfix::recipe(site),
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
