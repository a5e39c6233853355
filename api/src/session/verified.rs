//! Passwords that a mail server has just taken, for HTTP Basic and tokens, which bring them with every request.
//!
//! Kept as keyed hashes under a key that only this process has, for a few minutes, and bounded.

use std::sync::Arc;
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

    /// Whether a mail server took this password for this name lately; if none did, `ask` asks it. A program that sends ten
    /// requests at once makes one question of them, and one guess of a wrong password.
    pub async fn check<E: Clone + Send + Sync + 'static>(
        &self,
        name: &str,
        password: &SecretString,
        ask: impl Future<Output = Result<(), E>>,
    ) -> Result<(), E> {
        let asked = self.seen.try_get_with(self.digest(name, password), ask).await;
        asked.map_err(|error: Arc<E>| E::clone(&error))
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
