//! Sealed bearer tokens: a record that any node can open and nobody else can read or change, so that no node stores one.
//!
//! A token holds the credentials that it works with, since the mail server knows nothing of tokens. So it ends by itself
//! with its time, with the key ring that sealed it, and with the password; a person ends it by [revoking](super::token_list).

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatepost_shared::token::{Scope, TokenId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::seal::{KeyRing, SealError};

/// What a token begins with, so that people, and tools that look for secrets in public places, know it when they see it.
const PREFIX: &str = "gatepost_";
/// Keeps what is sealed as a token from being taken for a cookie, and the reverse.
const PURPOSE: &str = "bearer token";

/// What a token says.
#[derive(Serialize, Deserialize)]
pub struct Token {
    /// Its name in the list.
    pub id: TokenId,
    /// The login name with which it was made: the directory is asked for it again each time.
    pub name: String,
    /// The account that was found by it: should the name come to mean somebody else, the token ends.
    pub account: String,
    /// The password.
    password: String,
    /// What it allows.
    pub scopes: BTreeSet<Scope>,
    /// When it ends, in Unix seconds.
    pub expires: i64,
}

impl Token {
    /// A token of this person. `expires` is in Unix seconds.
    pub fn new(
        name: &str,
        account: &str,
        password: &SecretString,
        scopes: BTreeSet<Scope>,
        expires: i64,
    ) -> Result<Self, SealError> {
        let password = password.expose_secret().to_owned();
        Ok(Self { id: new_id()?, name: name.to_owned(), account: account.to_owned(), password, scopes, expires })
    }

    /// The text that a program sends.
    pub fn seal(&self, ring: &KeyRing) -> Result<SecretString, SealError> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|error| SealError(error.to_string()))?);
        Ok(SecretString::from(format!("{PREFIX}{}", ring.seal(PURPOSE, &plain)?)))
    }

    /// Reads a text that a program sent; none when it is no token of this farm, or its time is over.
    pub fn open(ring: &KeyRing, text: &SecretString, now: i64) -> Option<Self> {
        let plain = ring.open(PURPOSE, text.expose_secret().strip_prefix(PREFIX)?)?;
        let token: Self = serde_json::from_slice(&plain).ok()?;
        (now < token.expires).then_some(token)
    }

    /// The password.
    pub fn password(&self) -> SecretString {
        SecretString::from(self.password.as_str())
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.password);
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// 96 random bits: nobody meets a second one.
fn new_id() -> Result<TokenId, SealError> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|error| SealError(error.to_string()))?;
    URL_SAFE_NO_PAD
        .encode(bytes)
        .parse()
        .map_err(|error: gatepost_shared::token::InvalidTokenId| SealError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn ring() -> KeyRing {
        KeyRing::new(&[SecretString::from("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]).unwrap()
    }

    fn token() -> Token {
        let password = SecretString::from("alice-secret");
        Token::new("alice@example.org", "alice", &password, [Scope::MailRead].into(), NOW + 60).unwrap()
    }

    #[test]
    fn a_token_opens_on_every_node_of_the_farm_until_its_time_is_over() {
        let (made, text) = (token(), token().seal(&ring()).unwrap());
        let read = Token::open(&ring(), &text, NOW).unwrap();
        assert_eq!((&read.name, &read.account, &read.scopes), (&made.name, &made.account, &made.scopes));
        assert_eq!(read.password().expose_secret(), "alice-secret");
        assert!(Token::open(&ring(), &text, NOW + 60).is_none());
        assert!(Token::open(&KeyRing::new(&[]).unwrap(), &text, NOW).is_none());
    }

    #[test]
    fn a_token_tells_nothing_and_two_are_never_the_same() {
        let (one, two) = (token(), token());
        assert_ne!(one.id, two.id);
        assert!(!one.seal(&ring()).unwrap().expose_secret().contains("alice"));
        assert!(!format!("{one:?}").contains("alice"));
    }

    #[test]
    fn what_is_sealed_for_a_cookie_is_no_token() {
        let plain = serde_json::to_vec(&token()).unwrap();
        let cookie = SecretString::from(format!("{PREFIX}{}", ring().seal("gatepost", &plain).unwrap()));
        assert!(Token::open(&ring(), &cookie, NOW).is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_opening_panic(text in "(gatepost_)?[A-Za-z0-9_-]{0,120}") {
            proptest::prop_assert!(Token::open(&ring(), &SecretString::from(text), NOW).is_none());
        }
    }
}
