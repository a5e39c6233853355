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
/// to which browsers slow the timers of a tab in the background.
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
    /// The tab that it is written in.
    pub tab: String,
    /// When that tab last showed that it lives.
    pub alive_at: UtcDate,
}

/// Keeps a message.
pub fn keep(key: &str, username: &str, id: Option<EmailId>, draft: Draft) -> Result<(), NotKept> {
    let (key, username) = (key.to_owned(), username.to_owned());
    let record = Record { key, username, id, draft, tab: tab::id(), alive_at: clock::now() };
    let json = serde_json::to_string(&record).map_err(|_| NotKept)?;
    storage::set(&name(&record.key), &json)
}

/// Forgets a message: the server has it, or it was sent or thrown away.
pub fn forget(key: &str) {
    storage::remove(&name(key));
}

/// The newest of this person's messages whose page is gone: this very tab was reloaded, or another one was closed.
pub fn find_abandoned(username: &str) -> Option<Record> {
    let is_abandoned =
        |record: &Record| record.tab == tab::id() || clock::now().seconds() - record.alive_at.seconds() > ABANDONED;
    storage::keys_beginning(PREFIX)
        .into_iter()
        .filter_map(|key| json::read::<Record>(&storage::get(&key)?).ok())
        .filter(|record| record.username == username && is_abandoned(record))
        .max_by_key(|record| record.alive_at)
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}
