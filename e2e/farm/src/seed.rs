//! The demo people's mailboxes at the first start of a farm: a life in mail, sorted into folders as its owner would.

use std::collections::BTreeMap;

use crate::error::FarmError;
use crate::farm::Farm;
use crate::fill::{letter, today};
use crate::imap::Letter;
use crate::mail::{Correspondence, Kind, Posting, Size};

/// What alice has not finished.
const DRAFT: &[u8] = include_bytes!("../mail/draft.eml");
/// Who gets how many messages over how many days.
const MAILBOXES: [(&str, usize, i64); 3] = [("alice", 2000, 1000), ("bob", 160, 120), ("carol", 160, 120)];
const DAY: i64 = 86_400;

/// Gives alice, bob and carol their mail, each over a connection of their own at the same time.
pub(crate) fn seed(farm: &Farm) -> Result<(), FarmError> {
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            MAILBOXES.map(|(name, count, days)| scope.spawn(move || seed_person(farm, name, count, days))).into();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Ok(())))
    })
}

fn seed_person(farm: &Farm, name: &str, count: usize, days: i64) -> Result<(), FarmError> {
    let person = farm.find(name)?;
    let now = today();
    let mut folders: BTreeMap<String, Vec<(i64, Letter)>> = BTreeMap::new();
    for posting in Correspondence::new(&person, count, days, now, Size::Demo, 7) {
        folders.entry(folder_of(&posting, now)).or_default().push((posting.at, letter(posting, now)));
    }
    let mut imap = farm.imap(&person)?;
    for (folder, mut letters) in folders {
        letters.sort_by_key(|(at, _)| *at);
        let letters = letters.into_iter().map(|(_, letter)| letter);
        imap.create(&folder)?;
        imap.append_all(&folder, letters)?;
    }
    if name == "alice" { imap.append("Drafts", DRAFT, "\\Draft \\Seen") } else { Ok(()) }
}

/// Where its owner keeps it.
fn folder_of(posting: &Posting, now: i64) -> String {
    let age = (now - posting.at) / DAY;
    match posting.kind {
        Kind::Conversation { from_me: true, .. } => "Sent".into(),
        // What is fresh is still in the inbox, wherever it will go.
        _ if age < 4 && posting.kind != Kind::Junk => "INBOX".into(),
        Kind::Conversation { folder: "INBOX", .. } if age > 400 => "Archive".into(),
        Kind::Conversation { folder, .. } => folder.into(),
        Kind::Newsletter => "Newsletters".into(),
        Kind::Receipt if age > 365 => "Receipts/Older".into(),
        Kind::Receipt => "Receipts".into(),
        Kind::Notice if age < 90 => if age % 6 == 5 { "Trash" } else { "INBOX" }.into(),
        Kind::Notice => "Notifications".into(),
        Kind::Junk => "Junk".into(),
    }
}
