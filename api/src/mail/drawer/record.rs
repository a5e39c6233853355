//! Records, and the messages that carry them: what the drawer consists of.
//!
//! A message is written once and never changed. It carries one record (a change of the settings) or many (an imported
//! address book), all of one kind. Not here: which of several records counts ([`super::view`]).

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatepost_shared::contact::Contact;
use serde::{Deserialize, Serialize};

use crate::mail::mime::header::Header;

/// The field that says what a message of the drawer carries. Without it a message is not ours, and is left alone.
pub const KIND_FIELD: &str = "X-Gatepost-Kind";

/// How many bytes of values are put into one message, unless a single value is larger. Base64 makes a third more of
/// it, which is still stored on the connection that a person waits for anyhow.
pub const BUNDLE: usize = 128 * 1024;

/// The largest value in bytes.
pub const MAX_VALUE: usize = 64 * 1024;

/// How many earlier versions a record names.
pub const MAX_HISTORY: usize = 12;

/// What a record is of. Each kind is a name space of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The settings: one record, a JSON object.
    Settings,
    /// Names and signatures: one record, a JSON object.
    Identities,
    /// The address book: a vCard a record.
    Contacts,
    /// The tokens of programs: what is known of one, as a JSON object, a record.
    Tokens,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Settings, Self::Identities, Self::Contacts, Self::Tokens];

    /// The word in the header field.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Identities => "identities",
            Self::Contacts => "contacts",
            Self::Tokens => "tokens",
        }
    }

    /// The kind that a header field names, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// One version of one thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// Names the thing within its kind.
    pub id: String,
    /// How many versions came before, in the chain of those that stood. Of two the higher counts.
    pub generation: u64,
    /// Names this version; random. A copy of it in another message has the same name.
    pub revision: String,
    /// The version that its writer had read, and those that this one followed, the latest first: at most
    /// [`MAX_HISTORY`]. Whoever wrote one of them sees here that it stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<String>,
    /// When it was written, in seconds since 1970. Decides nothing but when the trace of a deleted thing may go.
    pub at: i64,
    /// What it says; none means that the thing was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The contact that the value says, once somebody has asked for it: it is read from the vCard only once.
    #[serde(skip)]
    pub contact: OnceLock<Option<Arc<Contact>>>,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.generation, &self.revision, &self.value)
            == (&other.id, other.generation, &other.revision, &other.value)
    }
}

/// What one message carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// What all of them are of.
    pub kind: Kind,
    /// The records.
    pub records: Vec<Arc<Record>>,
}

/// The JSON in a message. A later form would get another version, which this program passes over.
#[derive(Serialize, Deserialize)]
struct Body<R> {
    version: u32,
    records: Vec<R>,
}

const VERSION: u32 = 1;

impl Bundle {
    /// The bytes of its values and ids, about.
    pub fn size(&self) -> usize {
        self.records.iter().map(|record| record.size()).sum()
    }

    /// The message: a header for people and programs, the records as JSON in base64, which passes every server.
    pub fn to_message(&self, date: i64, message_id: &str) -> Vec<u8> {
        let mut header = Header::default();
        header.words("Message-ID", &[&format!("<{message_id}@gatepost>")]);
        header.text("Subject", &format!("Your webmail's {}. Please leave this message where it is.", self.kind.name()));
        header.text("Date", &mail_parser::DateTime::from_timestamp(date).to_rfc822());
        header.words(KIND_FIELD, &[self.kind.name()]);
        header.words("MIME-Version", &["1.0"]);
        header.parameters("Content-Type", "application/json", &[]);
        header.words("Content-Transfer-Encoding", &["base64"]);
        let mut message = header.into_bytes();
        message.extend_from_slice(b"\r\n");
        let body = Body { version: VERSION, records: self.records.iter().map(AsRef::as_ref).collect::<Vec<&Record>>() };
        // Plain structs with texts and numbers: this cannot fail.
        let encoded = STANDARD.encode(serde_json::to_vec(&body).unwrap_or_default());
        for line in encoded.as_bytes().chunks(76) {
            message.extend_from_slice(line);
            message.extend_from_slice(b"\r\n");
        }
        message
    }

    /// Reads the body of a message of this kind. None when it is not what [`Bundle::to_message`] writes: cut short,
    /// edited by somebody, or written by a later version of this program.
    pub fn from_body(kind: Kind, body: &[u8]) -> Option<Self> {
        let encoded: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let json = STANDARD.decode(encoded).ok()?;
        let body: Body<Record> = serde_json::from_slice(&json).ok()?;
        let is_sound = body.version == VERSION && body.records.iter().all(Record::is_sound);
        is_sound.then(|| Self { kind, records: body.records.into_iter().map(Arc::new).collect() })
    }
}

impl Record {
    /// A new version of a thing that is at `before`, or of one that has none.
    pub fn after(before: Option<&Self>, id: String, value: Option<String>, at: i64) -> Self {
        Self {
            id,
            generation: before.map_or(0, |record| record.generation) + 1,
            revision: random_name(),
            history: before.map(Self::lineage).unwrap_or_default(),
            at,
            value,
            contact: OnceLock::new(),
        }
    }

    /// What a version after this one has as its history.
    fn lineage(&self) -> Vec<String> {
        std::iter::once(&self.revision).chain(&self.history).take(MAX_HISTORY).cloned().collect()
    }

    /// The same version, to be written once more: it says the same and comes after itself.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { generation: self.generation + 1, contact: OnceLock::new(), ..self.clone() }
    }

    /// Whether it says that the thing was deleted.
    pub fn is_gone(&self) -> bool {
        self.value.is_none()
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        self.id.len() + self.value.as_deref().map_or(0, str::len) + 96 + 20 * self.history.len()
    }

    /// Generations near the end of the numbers are nobody's honest work.
    fn is_sound(&self) -> bool {
        self.generation < u64::MAX / 2 && self.id.len() <= 256
    }
}

/// 64 random bits in hexadecimal: they only have to differ among the versions of one thing.
pub fn random_name() -> String {
    let number = getrandom::u64().unwrap_or_else(|_| {
        // Without randomness the time is left: enough against accidents.
        u64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos() & u128::from(u64::MAX))
            .unwrap_or_default()
    });
    format!("{number:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body_of(message: &[u8]) -> &[u8] {
        let end = message.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        &message[end + 4..]
    }

    fn bundle(value: &str) -> Bundle {
        let record = Record::after(None, "a".to_owned(), Some(value.to_owned()), 1_780_000_000);
        Bundle { kind: Kind::Contacts, records: vec![Arc::new(record)] }
    }

    #[test]
    fn a_message_says_what_it_is_and_is_left_alone() {
        let message = String::from_utf8(bundle("x").to_message(1_780_000_000, "r")).unwrap();
        assert!(message.contains("\r\nX-Gatepost-Kind: contacts\r\n"), "{message}");
        assert!(message.contains("Subject: Your webmail's contacts. Please leave"), "{message}");
        assert!(message.is_ascii() && message.lines().all(|line| line.len() <= 78));
    }

    #[test]
    fn what_somebody_else_has_changed_is_no_bundle() {
        let message = bundle("x").to_message(0, "r");
        let body = body_of(&message);
        assert!(Bundle::from_body(Kind::Contacts, &body[..body.len() / 2]).is_none());
        assert!(Bundle::from_body(Kind::Contacts, b"").is_none());
        assert!(Bundle::from_body(Kind::Contacts, b"not base64!").is_none());
        let later = STANDARD.encode(r#"{"version":2,"records":[]}"#);
        assert!(Bundle::from_body(Kind::Contacts, later.as_bytes()).is_none());
        let endless = r#"{"version":1,"records":[{"id":"a","generation":18446744073709551615,"revision":"r","at":0}]}"#;
        assert!(Bundle::from_body(Kind::Contacts, STANDARD.encode(endless).as_bytes()).is_none());
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value in "(?s).{0,300}") {
            let bundle = bundle(&value);
            prop_assert_eq!(Bundle::from_body(Kind::Contacts, body_of(&bundle.to_message(0, "r"))), Some(bundle));
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            Bundle::from_body(Kind::Settings, &bytes);
        }
    }
}
