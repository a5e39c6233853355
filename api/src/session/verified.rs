//! Passwords that a mail server has just taken, for HTTP Basic, which sends them with every request.
//!
//! Kept as keyed hashes under a key that only this process has, for a few minutes, and bounded.

use std::time::Duration;

use hkdf::Hkdf;
use moka::future::Cache;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The memory.
pub struct Verified {
    key: Zeroizing<[u8; 32]>,
    seen: Cache<[u8; 32], ()>,
}

impl Verified {
    /// An empty memory.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0_u8; 32]);
        getrandom::fill(key.as_mut())?;
        let seen = Cache::builder().max_capacity(10_000).time_to_live(Duration::from_mins(5)).build();
        Ok(Self { key, seen })
    }

    /// Whether a mail server took this password for this name lately.
    pub fn knows(&self, name: &str, password: &SecretString) -> bool {
        self.seen.contains_key(&self.digest(name, password))
    }

    /// Notes that one did.
    pub async fn remember(&self, name: &str, password: &SecretString) {
        self.seen.insert(self.digest(name, password), ()).await;
    }

    /// HKDF's extract step is HMAC (RFC 5869, section 2.2), which is what is wanted here.
    fn digest(&self, name: &str, password: &SecretString) -> [u8; 32] {
        let text = Zeroizing::new(format!("{}\0{}", name.trim(), password.expose_secret()));
        let (digest, _) = Hkdf::<Sha256>::extract(Some(self.key.as_ref()), text.as_bytes());
        digest.into()
    }
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("seen", &self.seen.entry_count()).finish_non_exhaustive()
    }
}
