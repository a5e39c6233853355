//! Mailboxes of any size, for tests of scale and for benchmarks.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::FarmError;
use crate::facts::Software;
use crate::farm::Farm;
use crate::imap::Letter;
use crate::mail::{Correspondence, Kind, Posting, Size, internal_date};
use crate::person::Person;
use crate::spool;

/// Big mailboxes go back this far.
const FIVE_YEARS: i64 = 5 * 365;
/// From here on Cyrus is filled through its spool.
const MANY: usize = 500;
/// Older mail has been read, mostly.
const RECENT: i64 = 14 * 86_400;

impl Farm {
    /// Adds so many realistic messages to a mailbox, which is made when it is not there. The same seed makes the same
    /// messages, with dates that end today.
    pub fn fill(&self, person: &Person, mailbox: &str, count: usize, seed: u64) -> Result<(), FarmError> {
        let now = today();
        let mail = Correspondence::new(person, count, FIVE_YEARS, now, Size::Bulk, seed);
        let mut imap = self.imap(person)?;
        imap.create(mailbox)?;
        if count >= MANY && self.backend(person)?.1.software == Software::Cyrus {
            let letters = mail.map(|posting| (posting.at, letter(posting, now)));
            return spool::fill(self.site(), &mut imap, &person.name, mailbox, letters);
        }
        imap.append_all(mailbox, mail.map(|posting| letter(posting, now)))
    }
}

/// Seconds since 1970 at this minute's beginning.
pub(crate) fn today() -> i64 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(seconds - seconds % 60).unwrap_or_default()
}

/// The message with the flags that its reader would have given it by now.
pub(crate) fn letter(Posting { at, kind, raw }: Posting, now: i64) -> Letter {
    let lot = raw.len() + usize::try_from(at % 1000).unwrap_or(0);
    let mut flags = Vec::new();
    let from_me = matches!(kind, Kind::Conversation { from_me: true, .. });
    let answered = matches!(kind, Kind::Conversation { answered: true, .. });
    let chance_to_be_read = if now - at > RECENT { 97 } else { 55 };
    if from_me || answered || lot % 100 < chance_to_be_read {
        flags.push("\\Seen");
    }
    if answered {
        flags.push("\\Answered");
    }
    if !from_me && matches!(kind, Kind::Conversation { .. }) && lot.is_multiple_of(17) {
        flags.push("\\Flagged");
    }
    Letter { raw, flags: flags.join(" "), date: Some(internal_date(at)) }
}
