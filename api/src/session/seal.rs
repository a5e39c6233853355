//! Sealing: what leaves the node and must come back unread and unchanged.
//!
//! XChaCha20-Poly1305 with a random nonce of 192 bits, which may be drawn without counting. The additional data names
//! the purpose, the version and the key, so nothing sealed for one purpose opens for another. It knows nothing of cookies.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
const HEAD: usize = 1 + KEY_ID + NONCE;

/// The keys of the farm's nodes: the first seals, all of them open.
pub struct KeyRing {
    keys: Vec<Key>,
    is_ephemeral: bool,
}

struct Key {
    /// Derived from the key, so that nodes need not agree on names.
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

/// Nothing could be sealed: the system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("nothing can be sealed: {0}")]
pub struct SealError(pub(super) String);

impl KeyRing {
    /// A ring of these keys (base64 of 32 bytes each), or of one that nobody else has when there are none.
    pub fn new(keys: &[SecretString]) -> Result<Self, String> {
        if keys.is_empty() {
            let mut own = Zeroizing::new([0_u8; 32]);
            getrandom::fill(own.as_mut()).map_err(|error| format!("the system gives no random numbers: {error}"))?;
            return Ok(Self { keys: vec![Key::derive(&own)?], is_ephemeral: true });
        }
        let keys =
            keys.iter().map(decode).map(|key| key.and_then(|key| Key::derive(&key))).collect::<Result<_, _>>()?;
        Ok(Self { keys, is_ephemeral: false })
    }

    /// Whether what is sealed now cannot be opened by another node, or after a restart.
    pub fn is_ephemeral(&self) -> bool {
        self.is_ephemeral
    }

    /// Seals under the current key. The text is of `[A-Za-z0-9_-]`.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<String, SealError> {
        let Some(key) = self.keys.first() else { return Err(SealError("the key ring is empty".to_owned())) };
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| SealError(error.to_string()))?;
        let aad = additional_data(purpose, key.id);
        let sealed = key
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|error| SealError(error.to_string()))?;
        let parts = [&[VERSION][..], &key.id, &nonce, &sealed].concat();
        Ok(URL_SAFE_NO_PAD.encode(parts))
    }

    /// Opens what any key of the ring has sealed for this purpose; none if it was not, or was changed on the way.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (&version, rest) = head.split_first()?;
        let (id, nonce) = rest.split_at_checked(KEY_ID)?;
        if version != VERSION {
            return None;
        }
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        self.keys.iter().filter(|key| key.id == id).find_map(|key| {
            let aad = additional_data(purpose, key.id);
            key.cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad }).ok().map(Zeroizing::new)
        })
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

impl Key {
    fn derive(secret: &[u8; 32]) -> Result<Self, String> {
        let hkdf = Hkdf::<Sha256>::new(None, secret);
        let mut key = Zeroizing::new([0_u8; 32]);
        let mut id = [0_u8; KEY_ID];
        hkdf.expand(b"gatepost seal v1 key", key.as_mut()).map_err(|error| error.to_string())?;
        hkdf.expand(b"gatepost seal v1 id", &mut id).map_err(|error| error.to_string())?;
        let cipher = XChaCha20Poly1305::new_from_slice(key.as_ref()).map_err(|error| error.to_string())?;
        Ok(Self { id, cipher })
    }
}

fn decode(key: &SecretString) -> Result<Zeroizing<[u8; 32]>, String> {
    STANDARD
        .decode(key.expose_secret().trim())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .map(Zeroizing::new)
        .ok_or_else(|| "a key is base64 of 32 random bytes: make one with `openssl rand -base64 32`".to_owned())
}

fn additional_data(purpose: &str, id: [u8; KEY_ID]) -> Vec<u8> {
    [&[VERSION][..], &id, purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn ring(keys: &[&str]) -> KeyRing {
        KeyRing::new(&keys.iter().map(|key| SecretString::from(*key)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_on_every_node_of_the_ring() {
        let sealed = ring(&[OLD]).seal("cookie", b"secret").unwrap();
        assert_eq!(**ring(&[OLD]).open("cookie", &sealed).unwrap(), *b"secret");
        assert!(!sealed.contains("secret"));
    }

    #[test]
    fn a_new_key_in_front_keeps_the_old_seals_good_and_taking_the_old_key_away_voids_them() {
        let sealed = ring(&[OLD]).seal("cookie", b"secret").unwrap();
        assert!(ring(&[NEW, OLD]).open("cookie", &sealed).is_some());
        assert!(ring(&[NEW]).open("cookie", &sealed).is_none());
    }

    #[test]
    fn no_changed_byte_and_no_other_purpose_opens_a_seal() {
        let ring = ring(&[OLD]);
        let sealed = ring.seal("cookie", b"secret").unwrap();
        assert!(ring.open("token", &sealed).is_none());
        let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert!(ring.open("cookie", &URL_SAFE_NO_PAD.encode(&changed)).is_none(), "byte {place}");
            assert!(ring.open("cookie", &URL_SAFE_NO_PAD.encode(&bytes[..place])).is_none(), "cut at {place}");
        }
    }

    #[test]
    fn two_seals_of_the_same_are_different() {
        let ring = ring(&[OLD]);
        assert_ne!(ring.seal("cookie", b"x").unwrap(), ring.seal("cookie", b"x").unwrap());
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused() {
        assert!(KeyRing::new(&[SecretString::from("c2hvcnQ=")]).is_err());
    }

    #[test]
    fn without_keys_nobody_else_can_open() {
        let (own, other) = (KeyRing::new(&[]).unwrap(), KeyRing::new(&[]).unwrap());
        assert!(own.is_ephemeral());
        assert!(other.open("cookie", &own.seal("cookie", b"x").unwrap()).is_none());
    }
}
