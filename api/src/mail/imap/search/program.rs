//! What a filter is in the words of IMAP's SEARCH (RFC 3501, section 6.4.4), for one mailbox.
//!
//! This is the only place where a filter becomes a command: lists, searches and selectors all use it. Every text
//! passes the encoder. Messages with `\Deleted` are never found.

use std::collections::{BTreeMap, BTreeSet};

use gatepost_shared::date::UtcDate;
use gatepost_shared::filter::{Filter, FilterCondition, FilterOperator, Operator, tokens};
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;

use crate::mail::imap::encode::{Command, SequenceSet};

/// A day in seconds.
const DAY: i64 = 86_400;

/// What is known of a mailbox that SEARCH cannot be asked.
#[derive(Debug, Clone)]
pub(super) struct Facts<'a> {
    /// The mailbox itself.
    pub(super) mailbox: &'a MailboxId,
    /// What is answered with yes: see [`super::found`].
    pub(super) yes: &'a [Question],
    /// The messages around a moment that were received before it: see [`super::facts`].
    pub(super) received_before: &'a BTreeMap<UtcDate, SequenceSet>,
}

/// What a filter asks of a message's attachments, of which SEARCH knows nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// Whether it has any.
    HasAttachment,
    /// Whether this stands in the name of one.
    Named(String),
}

/// What is asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program(Key);

/// A key of SEARCH.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// Everything.
    All,
    /// Nothing: never sent.
    Nothing,
    Not(Box<Key>),
    /// At least two.
    And(Vec<Key>),
    /// At least two.
    Or(Vec<Key>),
    /// `SEEN`, `KEYWORD $x`.
    Has(Keyword),
    /// `FROM "x"`.
    Text(&'static str, String),
    /// `HEADER "List-Id" "x"`.
    Header(String, String),
    Larger(u64),
    Smaller(u64),
    /// Received before this day, by the server's own clock.
    Before(UtcDate),
    Uids(SequenceSet),
}

impl Program {
    /// What the filter asks of this mailbox; no filter asks for everything.
    pub(super) fn new(filter: Option<&Filter>, facts: &Facts<'_>) -> Self {
        Self(filter.map_or(Key::All, |filter| key(filter, facts)))
    }

    /// Whether nothing can match.
    pub(super) fn is_nothing(&self) -> bool {
        self.0 == Key::Nothing
    }

    /// The charset of its texts. US-ASCII where it will do: some servers know no other.
    pub(super) fn charset(&self) -> &'static str {
        if self.0.is_ascii() { "US-ASCII" } else { "UTF-8" }
    }

    /// Adds it to a command.
    pub(super) fn write(&self, command: Command) -> Command {
        let command = command.words("UNDELETED");
        match &self.0 {
            Key::All => command,
            // Keys that stand beside each other must all match.
            Key::And(keys) => keys.iter().fold(command, |command, key| key.write(command.close(" "))),
            key => key.write(command.close(" ")),
        }
    }
}

fn key(filter: &Filter, facts: &Facts<'_>) -> Key {
    match filter {
        Filter::Condition(condition) => and(condition_keys(condition, facts)),
        Filter::Operator(FilterOperator { operator, conditions }) => {
            let keys = conditions.iter().map(|filter| key(filter, facts));
            match operator {
                Operator::And => and(keys.collect()),
                Operator::Or => or(keys.collect()),
                Operator::Not => and(keys.map(not).collect()),
            }
        }
    }
}

/// What costs a server least stands first.
fn condition_keys(condition: &FilterCondition, facts: &Facts<'_>) -> Vec<Key> {
    let constant = |is_true: bool| if is_true { Key::All } else { Key::Nothing };
    let mut keys = Vec::new();
    keys.extend(condition.in_mailbox.as_ref().map(|mailbox| constant(mailbox == facts.mailbox)));
    keys.extend(condition.in_mailbox_other_than.as_ref().map(|others| constant(!others.contains(facts.mailbox))));
    let is_so = |question: &Question| facts.yes.contains(question);
    keys.extend(condition.has_attachment.map(|wanted| constant(wanted == is_so(&Question::HasAttachment))));
    keys.extend(condition.attachment_name.clone().map(|name| constant(is_so(&Question::Named(name)))));
    keys.extend(condition.has_keyword.clone().map(Key::Has));
    keys.extend(condition.not_keyword.clone().map(|keyword| not(Key::Has(keyword))));
    keys.extend(condition.min_size.and_then(|size| size.checked_sub(1)).map(Key::Larger));
    keys.extend(condition.max_size.map(|size| if size == 0 { Key::Nothing } else { Key::Smaller(size) }));
    keys.extend(condition.before.map(|moment| before(moment, facts)));
    keys.extend(condition.after.map(|moment| not(before(moment, facts))));
    let texts = [
        ("FROM", &condition.from),
        ("TO", &condition.to),
        ("CC", &condition.cc),
        ("BCC", &condition.bcc),
        ("SUBJECT", &condition.subject),
    ];
    for (name, text) in texts {
        keys.extend(words(text.as_ref()).map(|word| Key::Text(name, word)));
    }
    if let Some(header) = &condition.header {
        let mut words: Vec<String> = words(header.text.as_ref()).collect();
        if words.is_empty() {
            // The empty text stands in every header of this name.
            words.push(String::new());
        }
        keys.extend(words.into_iter().map(|word| Key::Header(header.name.clone(), word)));
    }
    keys.extend(words(condition.body.as_ref()).map(|word| Key::Text("BODY", word)));
    keys.extend(words(condition.text.as_ref()).map(|word| Key::Text("TEXT", word)));
    keys
}

/// The words and phrases that must all be there (RFC 8621, section 4.4.1).
fn words(text: Option<&String>) -> impl Iterator<Item = String> {
    text.map(String::as_str).map(tokens).unwrap_or_default().into_iter()
}

/// SEARCH knows days only, and those of the server's own clock. What was received well before the moment is found
/// by its day, a day left to spare for any time zone; what was received around it has been looked at.
fn before(moment: UtcDate, facts: &Facts<'_>) -> Key {
    let around = facts.received_before.get(&moment).filter(|uids| !uids.is_empty());
    or(around.map(|uids| Key::Uids(uids.clone())).into_iter().chain([well_before(moment)]).collect())
}

fn well_before(moment: UtcDate) -> Key {
    let (first, _) = days_around(moment);
    // No mail is older than mail (and some servers cannot count days before 1970).
    if first.seconds() <= DAY { Key::Nothing } else { Key::Before(first) }
}

/// The days on which a server may think it is at this moment, whatever its time zone: from the first, up to and
/// without the second.
pub(super) fn days_around(moment: UtcDate) -> (UtcDate, UtcDate) {
    let day = moment.seconds().div_euclid(DAY);
    (UtcDate::from_seconds((day - 1) * DAY), UtcDate::from_seconds((day + 2) * DAY))
}

fn not(key: Key) -> Key {
    match key {
        Key::All => Key::Nothing,
        Key::Nothing => Key::All,
        Key::Not(key) => *key,
        key => Key::Not(Box::new(key)),
    }
}

fn and(keys: Vec<Key>) -> Key {
    if keys.contains(&Key::Nothing) {
        return Key::Nothing;
    }
    let mut keys: Vec<Key> = keys.into_iter().filter(|key| *key != Key::All).collect();
    match keys.len() {
        0 => Key::All,
        1 => keys.remove(0),
        _ => Key::And(keys),
    }
}

fn or(keys: Vec<Key>) -> Key {
    if keys.contains(&Key::All) {
        return Key::All;
    }
    let mut keys: Vec<Key> = keys.into_iter().filter(|key| *key != Key::Nothing).collect();
    match keys.len() {
        0 => Key::Nothing,
        1 => keys.remove(0),
        _ => Key::Or(keys),
    }
}

impl Key {
    /// Adds the key, without a space before it.
    fn write(&self, command: Command) -> Command {
        match self {
            Self::All => command.close("ALL"),
            // Never sent on its own, but sound inside another key.
            Self::Nothing => command.close("NOT ALL"),
            Self::Not(key) => match key.as_ref() {
                Self::Has(keyword) => has(command, keyword, false),
                key => key.write(command.close("NOT ")),
            },
            Self::And(keys) => {
                let command = command.close("(");
                let written = keys.iter().enumerate().fold(command, |command, (place, key)| {
                    key.write(if place == 0 { command } else { command.close(" ") })
                });
                written.close(")")
            }
            Self::Or(keys) => write_or(command, keys),
            Self::Has(keyword) => has(command, keyword, true),
            Self::Text(name, text) => command.close(name).string(text),
            Self::Header(name, text) => command.close("HEADER").string(name).string(text),
            Self::Larger(size) => command.close("LARGER").number((*size).min(u64::from(u32::MAX))),
            Self::Smaller(size) => command.close("SMALLER").number((*size).min(u64::from(u32::MAX))),
            Self::Before(day) => command.close("BEFORE").day(*day),
            Self::Uids(uids) => command.close("UID").set(uids),
        }
    }

    fn is_ascii(&self) -> bool {
        match self {
            Self::Not(key) => key.is_ascii(),
            Self::And(keys) | Self::Or(keys) => keys.iter().all(Self::is_ascii),
            Self::Text(_, text) | Self::Header(_, text) => text.is_ascii(),
            _ => true,
        }
    }
}

/// OR takes two keys: halves nest less deep than one after the other would.
fn write_or(command: Command, keys: &[Key]) -> Command {
    match keys {
        [] => Key::Nothing.write(command),
        [key] => key.write(command),
        keys => {
            let (left, right) = keys.split_at(keys.len() / 2);
            write_or(write_or(command.close("OR "), left).close(" "), right)
        }
    }
}

fn has(command: Command, keyword: &Keyword, is_set: bool) -> Command {
    let [set, unset] = match keyword.as_str() {
        Keyword::SEEN => ["SEEN", "UNSEEN"],
        Keyword::FLAGGED => ["FLAGGED", "UNFLAGGED"],
        Keyword::ANSWERED => ["ANSWERED", "UNANSWERED"],
        Keyword::DRAFT => ["DRAFT", "UNDRAFT"],
        _ => return command.close(if is_set { "KEYWORD" } else { "UNKEYWORD" }).keyword(keyword),
    };
    command.close(if is_set { set } else { unset })
}

/// Whether any condition of the filter is like this.
pub(super) fn any_condition(filter: &Filter, is_wanted: &impl Fn(&FilterCondition) -> bool) -> bool {
    match filter {
        Filter::Condition(condition) => is_wanted(condition),
        Filter::Operator(operator) => operator.conditions.iter().any(|filter| any_condition(filter, is_wanted)),
    }
}

/// What it asks of attachments.
pub(super) fn questions(filter: &Filter) -> BTreeSet<Question> {
    match filter {
        Filter::Condition(condition) => {
            let has = condition.has_attachment.map(|_| Question::HasAttachment);
            has.into_iter().chain(condition.attachment_name.clone().map(Question::Named)).collect()
        }
        Filter::Operator(operator) => operator.conditions.iter().flat_map(questions).collect(),
    }
}

/// Whether it depends on marks.
pub(super) fn asks_for_keywords(filter: &Filter) -> bool {
    any_condition(filter, &|condition| condition.has_keyword.is_some() || condition.not_keyword.is_some())
}

/// Whether the server may have to read every message.
pub(super) fn reads_messages(filter: &Filter) -> bool {
    any_condition(filter, &|condition| condition.text.is_some() || condition.body.is_some())
}

#[cfg(test)]
mod tests;
