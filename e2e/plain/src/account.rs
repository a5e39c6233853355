//! What one person has: mailboxes with messages, and the names that they are subscribed to. No protocol here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use time::OffsetDateTime;

/// What parts the levels of the tree.
pub(crate) const SEPARATOR: char = '/';

/// One person's mail.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) mailboxes: BTreeMap<String, Mailbox>,
    pub(crate) subscribed: BTreeSet<String>,
    next_validity: u32,
}

/// A mailbox.
#[derive(Debug)]
pub(crate) struct Mailbox {
    /// UIDVALIDITY: no two mailboxes of an account ever have the same (RFC 3501, section 2.3.1.1).
    pub(crate) validity: u32,
    pub(crate) uid_next: u32,
    /// In order of arrival, which is the order of UIDs.
    pub(crate) messages: Vec<Message>,
    pub(crate) is_read_only: bool,
}

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) uid: u32,
    pub(crate) flags: BTreeSet<String>,
    pub(crate) arrived: OffsetDateTime,
    pub(crate) raw: Arc<[u8]>,
}

/// A message as a test looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its UID.
    pub uid: u32,
    /// `\Seen`, `$forwarded`.
    pub flags: BTreeSet<String>,
    /// The message itself.
    pub raw: String,
}

impl Default for Account {
    fn default() -> Self {
        let mut account = Self { mailboxes: BTreeMap::new(), subscribed: BTreeSet::new(), next_validity: 7 };
        account.create("INBOX");
        account
    }
}

impl Account {
    /// Makes a mailbox, unless there is one of this name.
    pub(crate) fn create(&mut self, name: &str) -> bool {
        if self.mailboxes.contains_key(name) {
            return false;
        }
        self.next_validity += 1;
        let mailbox = Mailbox { validity: self.next_validity, uid_next: 1, messages: Vec::new(), is_read_only: false };
        self.mailboxes.insert(name.to_owned(), mailbox);
        true
    }

    /// The mailboxes inside this one, by name.
    pub(crate) fn below(&self, name: &str) -> Vec<String> {
        let inside = format!("{name}{SEPARATOR}");
        self.mailboxes.keys().filter(|other| other.starts_with(&inside)).cloned().collect()
    }
}

impl Mailbox {
    /// Puts a message in; its UID.
    pub(crate) fn add(&mut self, raw: Arc<[u8]>, flags: BTreeSet<String>, arrived: OffsetDateTime) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.messages.push(Message { uid, flags, arrived, raw });
        uid
    }

    pub(crate) fn unseen(&self) -> usize {
        self.messages.iter().filter(|message| !message.has("\\Seen")).count()
    }
}

impl Message {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|own| own.eq_ignore_ascii_case(flag))
    }

    pub(crate) fn stored(&self) -> Stored {
        Stored { uid: self.uid, flags: self.flags.clone(), raw: String::from_utf8_lossy(&self.raw).into_owned() }
    }
}

/// A flag in its usual spelling: the system's flags know no case (RFC 3501, section 2.3.2).
pub(crate) fn flag(written: &str) -> String {
    let known = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"];
    let usual = known.into_iter().find(|known| known.eq_ignore_ascii_case(written));
    usual.unwrap_or(written).to_owned()
}

/// Flags as IMAP writes them: `(\Seen $forwarded)`.
pub(crate) fn written(flags: &BTreeSet<String>) -> String {
    format!("({})", flags.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// The mailbox that a client means: `INBOX` may be spelled in any case (RFC 3501, section 5.1).
pub(crate) fn mailbox_name(written: &str) -> String {
    if written.eq_ignore_ascii_case("INBOX") { "INBOX".to_owned() } else { written.to_owned() }
}
