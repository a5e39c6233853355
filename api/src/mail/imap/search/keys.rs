//! What messages are ordered by, fetched and compared here: on a server without SORT, and to merge mailboxes.
//!
//! The rules are those of RFC 5256, section 3, with names of people in place of the left half of their addresses, as
//! RFC 5957 has it.

use std::cmp::Ordering;

use gatepost_shared::filter::{Comparator, SortProperty};

use super::found::Ground;
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::headers;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Fetch;
use crate::mail::imap::session::Session;
use crate::mail::imap::window::received_at;

/// How many messages' keys are fetched in one command.
const AT_ONCE: usize = 1000;

/// The longest text that is compared, in bytes.
const MAX_TEXT: usize = 200;

/// One message and what it is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keyed {
    pub(super) uid: u32,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(i64),
    Text(String),
}

/// Fetches the keys of these messages, and orders them.
pub(super) async fn sorted(
    session: &mut Session,
    ground: &Ground,
    uids: &[u32],
    sort: &[Comparator],
) -> Result<Vec<Keyed>, MailError> {
    let mut keyed = Vec::with_capacity(uids.len());
    for uids in uids.chunks(AT_ONCE) {
        session.select_for(&ground.mailbox, ground.uid_validity).await?;
        let answer = session.run(fetch(uids, sort)).await?;
        let wanted: std::collections::HashSet<u32> = uids.iter().copied().collect();
        let told = answer.fetches().filter(|fetch| fetch.items.get("INTERNALDATE").is_some());
        keyed.extend(told.filter_map(|fetch| Keyed::of(fetch, sort)).filter(|keyed| wanted.contains(&keyed.uid)));
    }
    keyed.sort_unstable_by(|left, right| compare(left, right, sort));
    keyed.dedup_by_key(|keyed| keyed.uid);
    Ok(keyed)
}

/// Which of two stands first; among equals the one that arrived last.
fn compare(left: &Keyed, right: &Keyed, sort: &[Comparator]) -> Ordering {
    compare_across(left, right, sort).then(right.uid.cmp(&left.uid))
}

/// Which of two stands first, where they may be of different mailboxes, whose UIDs say nothing of each other.
pub(super) fn compare_across(left: &Keyed, right: &Keyed, sort: &[Comparator]) -> Ordering {
    let steps = left.parts.iter().zip(&right.parts).zip(sort);
    let by_key = steps.map(|((left, right), step)| {
        let order = left.cmp(right);
        if step.is_ascending { order } else { order.reverse() }
    });
    by_key.fold(Ordering::Equal, Ordering::then)
}

fn fetch(uids: &[u32], sort: &[Comparator]) -> Command {
    let set: SequenceSet = uids.iter().copied().collect();
    let command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID INTERNALDATE");
    let asks = |property| sort.iter().any(|step| step.property == property);
    let command = if asks(SortProperty::Size) { command.words("RFC822.SIZE") } else { command };
    let is_of_header = |step: &Comparator| !matches!(step.property, SortProperty::ReceivedAt | SortProperty::Size);
    if sort.iter().any(is_of_header) {
        command.words("BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0.8192>").close(")")
    } else {
        command.close(")")
    }
}

impl Keyed {
    fn of(fetch: &Fetch, sort: &[Comparator]) -> Option<Self> {
        let header = fetch.items.body("BODY[HEADER.FIELDS");
        let headers = header.map(|header| headers::parse(header, None)).unwrap_or_default();
        let person = |people: &[gatepost_shared::address::EmailAddress]| {
            Part::Text(folded(people.first().map(gatepost_shared::address::EmailAddress::display).unwrap_or_default()))
        };
        let part = |step: &Comparator| match step.property {
            SortProperty::ReceivedAt => Part::Number(received_at(fetch).seconds()),
            // A message without a date is as old as its arrival (RFC 5256, section 2.2).
            SortProperty::SentAt => Part::Number(headers.sent_at.unwrap_or_else(|| received_at(fetch)).seconds()),
            SortProperty::Size => {
                Part::Number(fetch.items.number("RFC822.SIZE").and_then(|size| i64::try_from(size).ok()).unwrap_or(0))
            }
            SortProperty::From => person(&headers.from),
            SortProperty::To => person(&headers.to),
            SortProperty::Subject => Part::Text(base_subject(headers.subject.as_deref().unwrap_or_default())),
        };
        Some(Self { uid: fetch.uid()?, parts: sort.iter().map(part).collect() })
    }
}

/// As `i;unicode-casemap` compares (RFC 5051), but for what Unicode decomposes.
fn folded(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_TEXT)].to_uppercase()
}

/// The subject without what answers and forwards add to it (RFC 5256, section 2.1).
fn base_subject(subject: &str) -> String {
    let mut rest = folded(subject.trim());
    loop {
        let shorter = without_trailer(without_leader(&rest)).to_owned();
        if shorter == rest {
            return rest;
        }
        rest = shorter;
    }
}

fn without_trailer(subject: &str) -> &str {
    subject.strip_suffix("(FWD)").unwrap_or(subject).trim_end()
}

/// Without one `RE:`, `FWD [list]:` or `[list]` at the beginning.
fn without_leader(subject: &str) -> &str {
    let blob_end = |text: &str| text.strip_prefix('[').and_then(|inner| inner.find([']', '['])).map(|end| end + 2);
    for word in ["RE", "FWD", "FW"] {
        let Some(after) = subject.strip_prefix(word).map(str::trim_start) else { continue };
        let after = blob_end(after).and_then(|end| after.get(end..)).unwrap_or(after).trim_start();
        if let Some(rest) = after.strip_prefix(':') {
            return rest.trim_start();
        }
    }
    match blob_end(subject).and_then(|end| subject.get(end..)).map(str::trim_start) {
        // A subject that is nothing but a list's name is kept.
        Some(rest) if !rest.is_empty() => rest,
        _ => subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_compare_without_what_answers_add() {
        for subject in ["Lunch", "Re: lunch", "RE: FWD: Lunch", "Re[2]: lunch", "[team] Re: Lunch", "Fw: lunch (fwd)"] {
            assert_eq!(base_subject(subject), "LUNCH", "{subject}");
        }
        assert_eq!(base_subject("[team]"), "[TEAM]");
        assert_eq!(base_subject("Reply"), "REPLY");
        assert_eq!(base_subject("[ü"), "[Ü");
        assert_eq!(base_subject(""), "");
    }

    #[test]
    fn each_step_decides_between_equals() {
        let keyed = |uid, size, from: &str| Keyed { uid, parts: vec![Part::Number(size), Part::Text(folded(from))] };
        let sort = [Comparator::descending(SortProperty::Size), Comparator::ascending(SortProperty::From)];
        let mut list = [keyed(1, 5, "zoe"), keyed(2, 9, "Bob"), keyed(3, 5, "Änne"), keyed(4, 5, "Zoe")];
        list.sort_unstable_by(|left, right| compare(left, right, &sort));
        assert_eq!(list.iter().map(|keyed| keyed.uid).collect::<Vec<_>>(), [2, 4, 1, 3]);
    }
}
