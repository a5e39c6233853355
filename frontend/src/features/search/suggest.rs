//! What the search box suggests for what is typed in it.

use gatepost_shared::mailbox::Role;
use leptos::prelude::*;

use crate::dom::text::lower_case;
use crate::features::mailboxes::name::{icon_of, path_of};
use crate::features::search::terms::{last, quoted};
use crate::i18n::{Message, t, words::search};
use crate::state::mail::Mail;
use crate::ui::icon::IconName;

/// The most that are offered.
const MOST: usize = 8;

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole query that it makes.
    pub query: String,
    /// What is shown of it.
    pub label: String,
    /// What that means.
    pub hint: String,
    /// A picture.
    pub icon: IconName,
    /// Whether it can be searched for at once; otherwise there is more to type.
    pub is_whole: bool,
}

const OPERATORS: [(&str, Message); 11] = [
    ("from:", search::HINT_FROM),
    ("to:", search::HINT_TO),
    ("subject:", search::HINT_SUBJECT),
    ("body:", search::HINT_BODY),
    ("has:attachment", search::HINT_HAS),
    ("is:", search::HINT_IS),
    ("in:", search::HINT_IN),
    ("before:", search::HINT_BEFORE),
    ("after:", search::HINT_AFTER),
    ("larger:", search::HINT_LARGER),
    ("keyword:", search::HINT_KEYWORD),
];

/// The suggestions for a text, whose end is being typed.
pub fn suggestions(mail: Mail, text: &str) -> Vec<Suggestion> {
    if text.trim().is_empty() {
        let recent = mail.recent.list().get().into_iter().take(5).map(recent);
        return recent.chain(operators(text, "")).take(MOST + 4).collect();
    }
    let term = last(text);
    let typed = text.get(term).unwrap_or_default();
    let found: Vec<Suggestion> = match typed.split_once(':') {
        Some((operator, value)) => values(mail, text, operator, value),
        None if typed.is_empty() => Vec::new(),
        None => operators(text, typed).collect(),
    };
    found.into_iter().take(MOST).collect()
}

fn recent(query: String) -> Suggestion {
    Suggestion { label: query.clone(), query, hint: String::new(), icon: IconName::Undo, is_whole: true }
}

fn operators(text: &str, typed: &str) -> impl Iterator<Item = Suggestion> {
    let fitting = OPERATORS.iter().filter(move |(name, _)| name.starts_with(typed.trim_start_matches('-')));
    fitting.map(move |(name, hint)| completed(text, name, name.to_string(), t(*hint).to_owned(), IconName::Search))
}

/// The query with what is being typed replaced by this.
fn completed(text: &str, term: &str, label: String, hint: String, icon: IconName) -> Suggestion {
    let place = last(text);
    let typed = text.get(place.clone()).unwrap_or_default();
    let minus = if typed.starts_with('-') { "-" } else { "" };
    let is_whole = !term.ends_with(':');
    let mut query = text.get(..place.start).unwrap_or_default().to_owned() + minus + term;
    if is_whole {
        query.push(' ');
    }
    Suggestion { query, label, hint, icon, is_whole: false }
}

fn values(mail: Mail, text: &str, operator: &str, typed: &str) -> Vec<Suggestion> {
    let typed = lower_case(typed.trim_start_matches('"'));
    let fits = |value: &str| lower_case(value).contains(&typed) && lower_case(value) != typed;
    let offer = |value: &str, label: String, icon: IconName| {
        let term = operator.trim_start_matches('-').to_owned() + ":" + &quoted(value);
        completed(text, &term, label, String::new(), icon)
    };
    let words = |words: &[&str]| -> Vec<Suggestion> {
        let fitting = words.iter().filter(|word| fits(word));
        fitting.map(|word| offer(word, operator.to_owned() + ":" + word, IconName::Search)).collect()
    };
    match operator.trim_start_matches('-') {
        "is" => words(&["unread", "read", "starred", "unstarred", "answered", "unanswered", "forwarded", "draft"]),
        "has" => words(&["attachment"]),
        "before" | "after" | "on" => words(&["today", "yesterday"]),
        "older_than" | "newer_than" => words(&["1d", "1w", "1m", "1y"]),
        "larger" | "smaller" => words(&["100K", "1M", "5M", "10M"]),
        "keyword" => {
            let tags = mail.settings.tags();
            let fitting = tags.into_iter().filter(|(keyword, tag)| fits(keyword) || fits(&tag.name));
            fitting.map(|(keyword, tag)| offer(&keyword, tag.name, IconName::Tag)).collect()
        }
        "in" => mail.mailboxes.list().with(|list| {
            let fitting = list.iter().filter(|mailbox| mailbox.is_selectable && fits(&path_of(mailbox)));
            let offered = fitting.map(|mailbox| {
                let name = mailbox.role.map_or_else(|| mailbox.path.join("/"), |role| role_name(role).to_owned());
                offer(&name, path_of(mailbox), icon_of(mailbox.role))
            });
            offered.collect()
        }),
        "from" | "to" | "cc" => people(mail)
            .into_iter()
            .filter(|(name, address)| fits(name) || fits(address))
            .map(|(name, address)| offer(&address, name, IconName::User))
            .collect(),
        _ => Vec::new(),
    }
}

/// What the search's language calls a role.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Inbox => "inbox",
        Role::Drafts => "drafts",
        Role::Sent => "sent",
        Role::Archive => "archive",
        Role::Junk => "junk",
        Role::Trash => "trash",
    }
}

/// Those who wrote or got the mail that the list has loaded: name and address, each once.
fn people(mail: Mail) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    mail.list.rows().with_untracked(|rows| {
        for row in rows.known(0..rows.total()) {
            for person in row.from.iter().chain(&row.to) {
                if known.len() < 300 && !known.iter().any(|(_, address)| *address == person.email) {
                    known.push((person.display().to_owned(), person.email.clone()));
                }
            }
        }
    });
    known
}
