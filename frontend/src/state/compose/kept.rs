//! What this browser keeps of a message being written, from the first letter to the moment the server has it all:
//! a crash, a reload or a dead network loses nothing.

use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::Draft;
use gatepost_shared::id::EmailId;
use serde::{Deserialize, Serialize};

use crate::api::json;
use crate::dom::storage::{self, NotKept};
use crate::dom::{clock, tab};

/// Before the Idempotency-Key, in the browser's storage.
const PREFIX: &str = "compose.";

/// After this time without a sign of life in seconds, the page that wrote a record is gone. Longer than the minute
/// to which browsers slow the timers of a tab in the background. Only browsers without locks are asked this.
const ABANDONED: i64 = 150;

/// One message as this browser keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// The Idempotency-Key.
    pub key: String,
    /// Whose message it is: another person on this browser does not get it.
    pub username: String,
    /// The draft on the server, where there is one.
    pub id: Option<EmailId>,
    /// The message.
    pub draft: Draft,
    /// Whether it was to be sent, and the page had not heard yet that it was.
    #[serde(default)]
    pub is_sending: bool,
    /// The tab that it is written in.
    pub tab: String,
    /// When that tab last showed that it lives.
    pub alive_at: UtcDate,
}

impl Record {
    /// Whether the page that wrote it is gone, as far as its signs of life say.
    pub fn seems_abandoned(&self) -> bool {
        self.is_of_this_tab() || clock::now().seconds() - self.alive_at.seconds() > ABANDONED
    }

    /// Whether this very tab wrote it, before it was loaded anew.
    pub fn is_of_this_tab(&self) -> bool {
        self.tab == tab::id()
    }
}

/// Keeps a message.
pub fn keep(key: &str, username: &str, id: Option<EmailId>, draft: Draft, is_sending: bool) -> Result<(), NotKept> {
    let (key, username) = (key.to_owned(), username.to_owned());
    let record = Record { key, username, id, draft, is_sending, tab: tab::id(), alive_at: clock::now() };
    let json = serde_json::to_string(&record).map_err(|_| NotKept)?;
    storage::set(&name(&record.key), &json)
}

/// Forgets a message: the server has it, or it was sent or thrown away.
pub fn forget(key: &str) {
    storage::remove(&name(key));
}

/// Whether there is any message, whoever's.
pub fn is_any() -> bool {
    !storage::keys_beginning(PREFIX).is_empty()
}

/// The message with this key, if it is this person's.
pub fn find(key: &str, username: &str) -> Option<Record> {
    read(&name(key)).filter(|record| record.username == username)
}

/// All messages of this person, oldest first.
pub fn all(username: &str) -> Vec<Record> {
    let mut records: Vec<Record> = storage::keys_beginning(PREFIX).iter().filter_map(|name| read(name)).collect();
    records.retain(|record| record.username == username);
    records.sort_by_key(|record| record.alive_at);
    records
}

fn read(name: &str) -> Option<Record> {
    json::read(&storage::get(name)?).ok()
}

fn name(key: &str) -> String {
    PREFIX.to_owned() + key
}
