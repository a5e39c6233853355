//! Opaque, reversible ids: what a program quotes back to us to name a mailbox, an email or a part of one.
//!
//! An id carries the whole address of the thing in IMAP, so that any node can serve it without a database.
//! It is not a secret and grants nothing: the mail server authorises each use anew. It is, however, text
//! from outside that ends up in an IMAP command, so decoding is strict: one spelling per id, no control
//! characters in names, sections of digits and dots only.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The longest mailbox name in bytes that an id may carry. Dovecot and Cyrus stop at 255 and 490.
pub const MAX_MAILBOX_NAME: usize = 500;

/// The longest body section in bytes that an id may carry (`1.2.3`): enough for 100 levels of nesting.
pub const MAX_SECTION: usize = 250;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a valid {kind} id")]
pub struct InvalidId {
    kind: &'static str,
}

/// Names a mailbox: `M` and the mailbox name as the IMAP server spells it (modified UTF-7 or UTF-8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxId {
    name: String,
}

/// Names an email: `E` and (UIDVALIDITY, UID, mailbox name). It changes when the email moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailId {
    /// The mailbox's UIDVALIDITY when the id was made (RFC 3501, section 2.3.1.1). Another value now: stale.
    pub uid_validity: u32,
    /// The message's UID, at least 1.
    pub uid: u32,
    mailbox: MailboxId,
}

/// Names bytes of an email: `B` and (UIDVALIDITY, UID, section, mailbox name).
/// The empty section is the whole message (RFC 3501, section 6.4.5). `2/3` is the third thing packed into part 2, which
/// no IMAP server knows of (Outlook's `winmail.dat`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId {
    email: EmailId,
    section: String,
}

impl MailboxId {
    /// The id of the mailbox with this name in the server's own spelling.
    ///
    /// # Errors
    /// When the name is empty, longer than [`MAX_MAILBOX_NAME`] or holds a control character.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidId> {
        let name = name.into();
        let valid = !name.is_empty() && name.len() <= MAX_MAILBOX_NAME && !name.chars().any(char::is_control);
        if valid { Ok(Self { name }) } else { Err(InvalidId { kind: "mailbox" }) }
    }

    /// The mailbox name in the server's own spelling.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl EmailId {
    /// The id of a message in a mailbox.
    ///
    /// # Errors
    /// When UIDVALIDITY or UID is 0: IMAP numbers from 1 (RFC 3501, section 9, nz-number).
    pub fn new(mailbox: MailboxId, uid_validity: u32, uid: u32) -> Result<Self, InvalidId> {
        if uid_validity == 0 || uid == 0 {
            return Err(InvalidId { kind: "email" });
        }
        Ok(Self { uid_validity, uid, mailbox })
    }

    /// The mailbox that holds the message.
    pub fn mailbox(&self) -> &MailboxId {
        &self.mailbox
    }
}

impl BlobId {
    /// The id of a body section of an email; the empty section is the whole message.
    ///
    /// # Errors
    /// When the section is not numbers parted by dots (`1`, `2.1`, `2.1/3`), or too long.
    pub fn new(email: EmailId, section: impl Into<String>) -> Result<Self, InvalidId> {
        let section = section.into();
        if is_section(&section) { Ok(Self { email, section }) } else { Err(InvalidId { kind: "blob" }) }
    }

    /// The email that the bytes are part of.
    pub fn email(&self) -> &EmailId {
        &self.email
    }

    /// The body section: `""`, `"1"`, `"2.1"`; for something packed into a part, with its place: `"2/3"`.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// For something packed into a part: the part, and the place in it, counted from 1.
    pub fn packed(&self) -> Option<(&str, usize)> {
        let (section, place) = self.section.split_once('/')?;
        Some((section, place.parse().ok()?))
    }
}

fn is_section(section: &str) -> bool {
    let is_number = |part: &str| {
        !part.is_empty() && part.len() <= 9 && !part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit())
    };
    let is_path = |path: &str| path.split('.').all(is_number);
    let is_known = match section.split_once('/') {
        Some((path, place)) => is_path(path) && is_number(place),
        None => section.is_empty() || is_path(section),
    };
    section.len() <= MAX_SECTION && is_known
}

/// Decodes what stands after the kind's letter, and refuses every spelling but the canonical one.
fn decode(text: &str, prefix: char, kind: &'static str) -> Result<Vec<u8>, InvalidId> {
    let refused = InvalidId { kind };
    let encoded = text.strip_prefix(prefix).ok_or(refused)?;
    if encoded.len() > 2 * (MAX_MAILBOX_NAME + MAX_SECTION) {
        return Err(refused);
    }
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| refused)?;
    let canonical = URL_SAFE_NO_PAD.encode(&bytes) == encoded;
    if canonical { Ok(bytes) } else { Err(refused) }
}

fn take_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (head, tail) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*head), tail))
}

fn take_section(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, tail) = bytes.split_first()?;
    let (section, tail) = tail.split_at_checked(usize::from(*length))?;
    Some((std::str::from_utf8(section).ok()?, tail))
}

fn mailbox_of(bytes: &[u8]) -> Option<MailboxId> {
    MailboxId::new(std::str::from_utf8(bytes).ok()?).ok()
}

impl fmt::Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{}", URL_SAFE_NO_PAD.encode(&self.name))
    }
}

impl FromStr for MailboxId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let bytes = decode(text, 'M', "mailbox")?;
        mailbox_of(&bytes).ok_or(InvalidId { kind: "mailbox" })
    }
}

impl fmt::Display for EmailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(8 + self.mailbox.name.len());
        bytes.extend(self.uid_validity.to_be_bytes());
        bytes.extend(self.uid.to_be_bytes());
        bytes.extend(self.mailbox.name.as_bytes());
        write!(f, "E{}", URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for EmailId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refused = InvalidId { kind: "email" };
        let bytes = decode(text, 'E', "email")?;
        let (uid_validity, rest) = take_u32(&bytes).ok_or(refused)?;
        let (uid, name) = take_u32(rest).ok_or(refused)?;
        Self::new(mailbox_of(name).ok_or(refused)?, uid_validity, uid)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(9 + self.section.len() + self.email.mailbox.name.len());
        bytes.extend(self.email.uid_validity.to_be_bytes());
        bytes.extend(self.email.uid.to_be_bytes());
        bytes.push(u8::try_from(self.section.len()).map_err(|_| fmt::Error)?);
        bytes.extend(self.section.as_bytes());
        bytes.extend(self.email.mailbox.name.as_bytes());
        write!(f, "B{}", URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for BlobId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refused = InvalidId { kind: "blob" };
        let bytes = decode(text, 'B', "blob")?;
        let (uid_validity, rest) = take_u32(&bytes).ok_or(refused)?;
        let (uid, rest) = take_u32(rest).ok_or(refused)?;
        let (section, name) = take_section(rest).ok_or(refused)?;
        let email = EmailId::new(mailbox_of(name).ok_or(refused)?, uid_validity, uid)?;
        Self::new(email, section).map_err(|_| refused)
    }
}

/// An id travels as its text, in JSON values and as a key of a JSON object.
macro_rules! travels_as_text {
    ($type:ty, $example:literal) => {
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some("^[A-Za-z0-9_-]{2,1500}$"))
                    .examples([$example])
                    .build()
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $type {}
    };
}

travels_as_text!(MailboxId, "MSU5CT1g");
travels_as_text!(EmailId, "EAAAAAQAAAAdJTkJPWA");
travels_as_text!(BlobId, "BAAAAAQAAAAcBMUlOQk9Y");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inbox() -> MailboxId {
        MailboxId::new("INBOX").unwrap()
    }

    #[test]
    fn an_id_reads_as_letters_digits_dash_and_underscore() {
        let email = EmailId::new(inbox(), 1, 7).unwrap();
        assert_eq!(inbox().to_string(), "MSU5CT1g");
        assert_eq!(email.to_string(), "EAAAAAQAAAAdJTkJPWA");
        assert_eq!(BlobId::new(email, "2.1").unwrap().to_string(), "BAAAAAQAAAAcDMi4xSU5CT1g");
    }

    #[test]
    fn a_name_that_could_end_an_imap_line_is_refused() {
        assert!(MailboxId::new("INBOX\r\nA1 DELETE INBOX").is_err());
        let smuggled = format!("M{}", URL_SAFE_NO_PAD.encode("a\r\nb"));
        assert!(smuggled.parse::<MailboxId>().is_err());
    }

    #[test]
    fn a_section_is_numbers_and_dots() {
        let email = EmailId::new(inbox(), 1, 7).unwrap();
        for section in ["1.", ".1", "0", "1]", "HEADER", "1.2.TEXT", "01", "/1", "1/", "1/2/3", "1/2.3"] {
            assert!(BlobId::new(email.clone(), section).is_err(), "{section}");
        }
    }

    #[test]
    fn one_kind_of_id_is_not_taken_for_another() {
        assert!("MSU5CT1g".parse::<EmailId>().is_err());
        assert!("EAAAAAQAAAAdJTkJPWA".parse::<MailboxId>().is_err());
        assert!("".parse::<BlobId>().is_err());
    }

    proptest! {
        #[test]
        fn ids_survive_the_round_trip(name in "[^\\p{Cc}]{1,60}", validity in 1u32.., uid in 1u32.., section in "([1-9][0-9]{0,2}(\\.[1-9][0-9]{0,2}){0,4})?") {
            let email = EmailId::new(MailboxId::new(name).unwrap(), validity, uid).unwrap();
            let blob = BlobId::new(email.clone(), section).unwrap();
            prop_assert_eq!(&email.to_string().parse::<EmailId>().unwrap(), &email);
            prop_assert_eq!(blob.to_string().parse::<BlobId>().unwrap(), blob);
        }

        #[test]
        fn no_text_makes_decoding_panic_and_none_has_two_spellings(text in "[MEB]?[A-Za-z0-9_=-]{0,40}") {
            if let Ok(id) = text.parse::<MailboxId>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<EmailId>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<BlobId>() { prop_assert_eq!(id.to_string(), text); }
        }
    }
}
