//! What a row says, in words: who, what, when, and the whole of it for screen readers.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::EmailSummary;
use gatepost_shared::keyword::Keyword;

use crate::i18n::{list_date, t, t_with, words};

/// Who the message is from; in mail that one has written oneself, whom it is to.
pub fn who(row: &EmailSummary, is_own: bool) -> String {
    let (people, nobody) =
        if is_own { (&row.to, words::list::NO_RECIPIENTS) } else { (&row.from, words::list::NOBODY) };
    let names = names(people);
    match (names.is_empty(), is_own) {
        (true, _) => t(nobody).to_owned(),
        (false, true) => t_with(words::list::TO, &[("names", &names)]),
        (false, false) => names,
    }
}

/// The person whose picture stands for the row.
pub fn face(row: &EmailSummary, is_own: bool) -> EmailAddress {
    let people = if is_own { &row.to } else { &row.from };
    people.first().cloned().unwrap_or_default()
}

/// The subject, or a word for its absence.
pub fn subject(row: &EmailSummary) -> String {
    match row.subject.as_deref().map(str::trim) {
        Some(subject) if !subject.is_empty() => subject.to_owned(),
        _ => t(words::common::NO_SUBJECT).to_owned(),
    }
}

/// The row as one sentence, the most important first.
pub fn spoken(row: &EmailSummary, is_own: bool) -> String {
    let marks = [
        (!row.keywords.is_seen(), words::list::UNREAD),
        (row.keywords.is_flagged(), words::list::STARRED),
        (row.keywords.has(Keyword::DRAFT), words::list::DRAFT),
        (row.keywords.has(Keyword::ANSWERED), words::list::ANSWERED),
        (row.keywords.has(Keyword::FORWARDED), words::list::FORWARDED),
        (row.has_attachment, words::list::HAS_ATTACHMENT),
    ];
    let marks = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| t(word).to_owned());
    let text = [who(row, is_own), subject(row), list_date(row.received_at)];
    marks.chain(text).collect::<Vec<_>>().join(", ")
}

fn names(people: &[EmailAddress]) -> String {
    people.iter().map(EmailAddress::display).collect::<Vec<_>>().join(", ")
}
