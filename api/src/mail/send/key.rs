//! Idempotency-Key: names one sending, however often it is asked for and whichever node is asked.

use std::fmt;
use std::str::FromStr;

use gatepost_shared::address::EmailAddress;

/// A key as the client made it up, a UUID for example: 16 to 64 letters, digits, `-` and `_`, in lower case,
/// since servers search Message-IDs without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// A text is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key is 16 to 64 letters, digits, - and _: a UUID, for example")]
pub struct InvalidKey;

impl FromStr for IdempotencyKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let valid = (16..=64).contains(&text.len()) && text.bytes().all(is_allowed);
        if valid { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidKey) }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IdempotencyKey {
    /// A key that nobody else has, for a client that gave none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().fold(String::new(), |key, byte| format!("{key}{byte:02x}"))))
    }

    /// The Message-ID, without angle brackets, of the message that is sent under this key. The domain is that of
    /// the person's main address, not that of `From`: a retry must find it without knowing the draft.
    pub fn message_id(&self, addresses: &[EmailAddress]) -> String {
        format!("{self}@{}", domain(addresses))
    }

    /// The Resent-Message-ID of what is passed on under this key. The dot tells it from the Message-ID of a draft, and
    /// which field a search has to look at.
    pub fn resent_message_id(&self, addresses: &[EmailAddress]) -> String {
        format!("{RESENT}{}", self.message_id(addresses))
    }

    /// The key of a stored draft; none when another program wrote it.
    pub fn of_message_id(message_id: &str, addresses: &[EmailAddress]) -> Option<Self> {
        let (key, of_domain) = message_id.rsplit_once('@')?;
        key.parse().ok().filter(|_| of_domain.eq_ignore_ascii_case(domain(addresses)))
    }
}

/// What a Resent-Message-ID of ours begins with; no key holds a dot.
pub const RESENT: &str = "resent.";

fn domain(addresses: &[EmailAddress]) -> &str {
    let domain = addresses.first().and_then(|address| address.email.rsplit_once('@')).map(|(_, domain)| domain);
    // `.invalid` is nobody's (RFC 2606): an account without an address cannot send, but can write drafts.
    domain.filter(|domain| !domain.is_empty()).unwrap_or("gatepost.invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_the_same_message_on_every_node() {
        let addresses = [EmailAddress::bare("alice@example.org"), EmailAddress::bare("info@example.net")];
        let key: IdempotencyKey = "0198C0DE-0000-7000-8000-000000000001".parse().unwrap();
        let message_id = key.message_id(&addresses);
        assert_eq!(message_id, "0198c0de-0000-7000-8000-000000000001@example.org");
        assert_eq!(IdempotencyKey::of_message_id(&message_id, &addresses), Some(key));
        assert_eq!(IdempotencyKey::of_message_id("20261123.thunderbird@example.org", &addresses), None);
    }

    #[test]
    fn what_could_leave_a_header_is_no_key() {
        for text in ["", "short", "0198c0de 0000 7000 8000", "0198c0de-0000-7000\r\nX: y", "<0198c0de-0000-7000>"] {
            assert!(text.parse::<IdempotencyKey>().is_err(), "{text:?}");
        }
    }
}
