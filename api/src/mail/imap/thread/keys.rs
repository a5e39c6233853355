//! What is searched for to find a conversation, and the SEARCH program that finds it.

use crate::mail::imap::encode::{Command, ObjectId};
use crate::mail::imap::patience::Pace;

/// The longest Message-ID that is searched for: none that a decent program makes is as long.
const MAX_ID: usize = 500;

/// The most criteria of one SEARCH: each costs the server a look into every message's header.
const MAX_CRITERIA: usize = 24;

/// Something by which emails of a conversation are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The server's own word for the conversation (RFC 8474, section 5.2).
    Thread(ObjectId),
    /// The email with this Message-ID.
    Is(String),
    /// Emails that answer this Message-ID, at any distance.
    Answers(String),
}

/// One thing to look for in a message.
enum Criterion<'a> {
    Thread(&'a ObjectId),
    Header(&'static str, &'a str),
}

/// The search for all emails to which any of the keys points; none when no key can be searched for.
pub(super) fn search(keys: &[Key]) -> Option<Command> {
    let mut criteria: Vec<Criterion> = keys.iter().flat_map(criteria).collect();
    criteria.truncate(MAX_CRITERIA);
    let last = criteria.pop()?;
    let command = Command::new("UID SEARCH").at_pace(Pace::Slow).words("UNDELETED");
    // `OR a OR b c`: OR takes two (RFC 3501, section 6.4.4).
    let either = |command: Command, criterion: &Criterion| add(command.words("OR"), criterion);
    Some(add(criteria.iter().fold(command, either), &last))
}

fn add(command: Command, criterion: &Criterion) -> Command {
    match criterion {
        Criterion::Thread(id) => command.words("THREADID").object_id(id),
        Criterion::Header(words, id) => command.words(words).string(&format!("<{id}>")),
    }
}

fn criteria(key: &Key) -> Vec<Criterion<'_>> {
    match key {
        Key::Thread(id) => vec![Criterion::Thread(id)],
        Key::Is(id) if is_searchable(id) => vec![Criterion::Header("HEADER Message-ID", id)],
        // Some programs answer without References.
        Key::Answers(id) if is_searchable(id) => {
            vec![Criterion::Header("HEADER References", id), Criterion::Header("HEADER In-Reply-To", id)]
        }
        Key::Is(_) | Key::Answers(_) => Vec::new(),
    }
}

/// Message-IDs are printable ASCII (RFC 5322, section 3.6.4); others would need a charset, and find nothing.
fn is_searchable(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::imap::encode::Piece;

    fn text(keys: &[Key]) -> Option<String> {
        match search(keys)?.pieces() {
            [Piece::Text(text)] => Some(text.clone()),
            pieces => panic!("{pieces:?}"),
        }
    }

    #[test]
    fn a_search_reads_as_imap() {
        let keys = [Key::Answers("a\"b@x".to_owned()), Key::Is("c@x".to_owned())];
        assert_eq!(
            text(&keys).unwrap(),
            "UID SEARCH UNDELETED OR HEADER References \"<a\\\"b@x>\" OR HEADER In-Reply-To \"<a\\\"b@x>\" HEADER Message-ID \"<c@x>\""
        );
        assert_eq!(text(&[]), None);
        assert_eq!(text(&[Key::Is("ü@x".to_owned()), Key::Is(String::new()), Key::Is("a".repeat(501))]), None);
    }

    #[test]
    fn a_thousand_keys_make_a_search_of_bounded_length() {
        let keys: Vec<Key> = (0..1000).map(|number| Key::Answers(format!("{number}@x"))).collect();
        assert_eq!(text(&keys).unwrap().matches("HEADER").count(), MAX_CRITERIA);
    }
}
