//! The places of the application and their URLs. No other file spells a path.

use gatepost_shared::id::{EmailId, MailboxId};

/// A place that has a URL: Back, Forward, reload and a link sent to oneself lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// `/`: the inbox.
    #[default]
    Inbox,
    /// `/mail/{mailboxId}`: a mailbox.
    Mailbox(MailboxId),
    /// `/mail/{mailboxId}/{emailId}`: an email, with its mailbox beside it.
    Email(EmailId),
    /// `/compose`: a new message, above the inbox.
    Compose,
    /// `/search?q=…&in=…`: what a search finds; `/search/{emailId}?q=…` with one of these open beside it.
    Search(Search, Option<EmailId>),
}

/// What is looked for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// In the language of the search box.
    pub query: String,
    /// The one mailbox to look in; none: all mail.
    pub mailbox: Option<MailboxId>,
}

impl Route {
    /// The URL's path.
    pub fn path(&self) -> String {
        match self {
            Self::Inbox => "/".to_owned(),
            Self::Mailbox(mailbox) => format!("/mail/{mailbox}"),
            Self::Email(email) => format!("/mail/{}/{email}", email.mailbox()),
            Self::Compose => "/compose".to_owned(),
            Self::Search(search, email) => search.path(email.as_ref()),
        }
    }

    /// The place of a path with its query. What is no place of ours, mistyped ids included, is the inbox.
    pub fn from_path(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("compose"), None, None, None) => Self::Compose,
            (Some("search"), email, None, None) => {
                Self::Search(Search::from_query(query), email.and_then(|email| email.parse().ok()))
            }
            (Some("mail"), Some(mailbox), None, None) => {
                mailbox.parse().map_or_else(|_| Self::default(), Self::Mailbox)
            }
            (Some("mail"), Some(mailbox), Some(email), None) => in_mailbox(mailbox, email).unwrap_or_default(),
            _ => Self::Inbox,
        }
    }

    /// The mailbox that the place is in; none for the inbox, whose id only the server knows.
    pub fn mailbox(&self) -> Option<&MailboxId> {
        match self {
            Self::Inbox | Self::Compose => None,
            Self::Mailbox(mailbox) => Some(mailbox),
            Self::Email(email) => Some(email.mailbox()),
            Self::Search(search, _) => search.mailbox.as_ref(),
        }
    }

    /// What is looked for, when the place is a search.
    pub fn search(&self) -> Option<&Search> {
        match self {
            Self::Search(search, _) => Some(search),
            Self::Inbox | Self::Mailbox(_) | Self::Email(_) | Self::Compose => None,
        }
    }

    /// The email that is open.
    pub fn email(&self) -> Option<&EmailId> {
        match self {
            Self::Email(email) => Some(email),
            Self::Search(_, email) => email.as_ref(),
            Self::Inbox | Self::Mailbox(_) | Self::Compose => None,
        }
    }
}

/// The email's place, or its mailbox when the email's id is not one of this mailbox.
fn in_mailbox(mailbox: &str, email: &str) -> Option<Route> {
    let mailbox: MailboxId = mailbox.parse().ok()?;
    match email.parse::<EmailId>() {
        Ok(email) if *email.mailbox() == mailbox => Some(Route::Email(email)),
        _ => Some(Route::Mailbox(mailbox)),
    }
}

impl Search {
    fn path(&self, email: Option<&EmailId>) -> String {
        let email = email.map(|email| "/".to_owned() + &email.to_string()).unwrap_or_default();
        let mailbox = self.mailbox.as_ref().map(|mailbox| "&in=".to_owned() + &mailbox.to_string()).unwrap_or_default();
        "/search".to_owned() + &email + "?q=" + &encoded(&self.query) + &mailbox
    }

    fn from_query(query: &str) -> Self {
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        Self {
            query: value("q").map(decoded).unwrap_or_default(),
            mailbox: value("in").and_then(|mailbox| mailbox.parse().ok()),
        }
    }
}

/// A text as it stands in the query of a URL (RFC 3986, section 2.1).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for half in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    encoded
}

/// What was meant; a percent sign with something else behind it stands for itself.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let half = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, half(0).zip(half(1))) {
            (b'%', Some((high, low))) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email() -> EmailId {
        EmailId::new(MailboxId::new("Archive/2026").unwrap(), 7, 42).unwrap()
    }

    #[test]
    fn every_place_is_found_again_by_its_path() {
        for route in [Route::Inbox, Route::Mailbox(email().mailbox().clone()), Route::Email(email()), Route::Compose] {
            assert_eq!(Route::from_path(&route.path()), route);
        }
    }

    #[test]
    fn a_search_is_found_again_whatever_was_typed() {
        for query in ["from:alice \"50 % & more\" +x", "über/ünter?#", ""] {
            for mailbox in [None, Some(email().mailbox().clone())] {
                let search = Search { query: query.to_owned(), mailbox };
                for route in [Route::Search(search.clone(), None), Route::Search(search.clone(), Some(email()))] {
                    assert_eq!(Route::from_path(&route.path()), route);
                }
            }
        }
        assert_eq!(Route::from_path("/search?q=two+words%2"), Route::Search(Search { query: "two words%2".to_owned(), mailbox: None }, None));
    }

    #[test]
    fn a_path_that_is_no_place_leads_to_the_nearest_one() {
        assert_eq!(Route::from_path("/mail/nonsense/x"), Route::Inbox);
        assert_eq!(Route::from_path("/settings"), Route::Inbox);
        let archive = email().mailbox().clone();
        assert_eq!(Route::from_path(&format!("/mail/{archive}/nonsense")), Route::Mailbox(archive));
    }

    #[test]
    fn an_email_is_not_opened_in_another_mailbox() {
        let other = MailboxId::new("INBOX").unwrap();
        assert_eq!(Route::from_path(&format!("/mail/{other}/{}", email())), Route::Mailbox(other));
    }
}
