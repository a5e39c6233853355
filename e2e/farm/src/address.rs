//! Where each machine listens: every farm has a block `127.a.b.*` of its own, the same ports in each, so that farms run
//! side by side and a table of them is easy to read. All of 127.0.0.0/8 is loopback on Linux.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use crate::error::FarmError;

pub(crate) const LDAP: u16 = 3389;
pub(crate) const LDAPS: u16 = 3636;
pub(crate) const IMAP: u16 = 1143;
pub(crate) const IMAPS: u16 = 1993;
pub(crate) const LMTP: u16 = 2400;
pub(crate) const SIEVE: u16 = 4190;
pub(crate) const SMTP: u16 = 2525;
/// Takes mail from the backends (vacation answers) without a password.
pub(crate) const INSIDE_RELAY: u16 = 2526;
pub(crate) const SUBMISSION: u16 = 1587;
pub(crate) const SUBMISSIONS: u16 = 1465;
/// Nothing speaks here: whoever holds it owns the block.
const CLAIM: u16 = 4999;

/// How many blocks are tried before giving up.
const ATTEMPTS: u64 = 64;

/// The loopback addresses of one farm's machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    a: u8,
    b: u8,
}

impl Block {
    /// A block in which nobody listens, with the listener that keeps it ours; the same folder gets the same block when it is free.
    pub(crate) fn claim(folder: &Path) -> Result<(Self, TcpListener), FarmError> {
        let start = hash(folder);
        (0..ATTEMPTS)
            .map(|n| Self::candidate(start.wrapping_add(n)))
            .find_map(|block| block.claimed().map(|claim| (block, claim)))
            .ok_or(FarmError::NoAddresses)
    }

    /// The block that this address is in.
    pub(crate) fn of(address: Ipv4Addr) -> Self {
        let [_, a, b, _] = address.octets();
        Self { a, b }
    }

    fn candidate(seed: u64) -> Self {
        let [low, high, ..] = seed.to_le_bytes();
        Self { a: 64 + high % 128, b: low }
    }

    fn claimed(self) -> Option<TcpListener> {
        let claim = TcpListener::bind((self.ldap(1), CLAIM)).ok()?;
        self.all().into_iter().all(|address| TcpListener::bind(address).is_ok()).then_some(claim)
    }

    /// The machine of replica 1 (the provider) or 2.
    pub(crate) fn ldap(self, number: u8) -> Ipv4Addr {
        Ipv4Addr::new(127, self.a, self.b, number)
    }

    /// mail01, mail02, mail03.
    pub(crate) fn mail(self, number: u8) -> Ipv4Addr {
        Ipv4Addr::new(127, self.a, self.b, 10 + number)
    }

    pub(crate) fn mx(self) -> Ipv4Addr {
        Ipv4Addr::new(127, self.a, self.b, 25)
    }

    pub(crate) fn sink(self) -> Ipv4Addr {
        Ipv4Addr::new(127, self.a, self.b, 99)
    }

    fn all(self) -> Vec<SocketAddr> {
        let mut all = vec![(self.sink(), SMTP)];
        for number in [1, 2] {
            all.extend([LDAP, LDAPS].map(|port| (self.ldap(number), port)));
        }
        for number in [1, 2, 3] {
            all.extend([IMAP, IMAPS, LMTP, SIEVE].map(|port| (self.mail(number), port)));
        }
        all.extend([SMTP, INSIDE_RELAY, SUBMISSION, SUBMISSIONS].map(|port| (self.mx(), port)));
        all.into_iter().map(SocketAddr::from).collect()
    }
}

/// Stable for a folder within one build; no more is needed.
pub(crate) fn hash(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    hasher.finish()
}
