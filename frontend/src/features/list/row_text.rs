//! What a row says, in words: who, what, when, and the whole of it for screen readers.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::EmailSummary;
use gatepost_shared::keyword::Keyword;

use crate::i18n::{list_date, t, t_with, tn, words};
use crate::state::rows::{is_starred, unread_of};

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

/// Who takes part, the one who wrote last at the end; alone, whom the message is from or to.
pub fn people(row: &EmailSummary, is_own: bool, me: &str) -> String {
    let people = row.thread.as_ref().map(|thread| thread.participants.as_slice()).unwrap_or_default();
    if people.len() < 2 || is_own {
        return who(row, is_own);
    }
    let name = |person: &EmailAddress| match person.display() {
        _ if person.email.eq_ignore_ascii_case(me) => t(words::list::ME).to_owned(),
        address if address.contains('@') => address.to_owned(),
        // The first name says it where there are several.
        name => name.split([' ', ',']).find(|part| !part.is_empty()).unwrap_or(name).to_owned(),
    };
    people.iter().rev().map(name).collect::<Vec<_>>().join(", ")
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
        (unread_of(row) > 0, words::list::UNREAD),
        (is_starred(row), words::list::STARRED),
        (row.keywords.has(Keyword::DRAFT), words::list::DRAFT),
        (row.keywords.has(Keyword::ANSWERED), words::list::ANSWERED),
        (row.keywords.has(Keyword::FORWARDED), words::list::FORWARDED),
        (row.has_attachment, words::list::HAS_ATTACHMENT),
    ];
    let marks = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| t(word).to_owned());
    let text = [who(row, is_own), subject(row), list_date(row.received_at)];
    let total = row.thread.as_ref().map_or(1, |thread| thread.total_emails);
    let count = (total > 1).then(|| tn(words::list::IN_CONVERSATION, total));
    marks.chain(text).chain(count).collect::<Vec<_>>().join(", ")
}

fn names(people: &[EmailAddress]) -> String {
    people.iter().map(EmailAddress::display).collect::<Vec<_>>().join(", ")
}
