//! The places of the application and their URLs. No other file spells a path.

use gatepost_shared::contact::is_id;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::percent::{decoded, encoded};

/// Where a mail link begins a message, `%s` standing for the link: what the browser is told. `manifest.webmanifest` says the same.
pub const MAIL_LINKS: &str = "/compose?mailto=%s";

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
    /// `/compose`: a new message, above the inbox; `/compose?…` with what it begins with, for `state::compose` to read.
    Compose(String),
    /// `/search?q=…&in=…`: what a search finds; `/search/{emailId}?q=…` with one of these open beside it.
    Search(Search, Option<EmailId>),
    /// `/settings`, `/settings/{section}`: how the person wants it all; none is the choice of sections.
    Settings(Option<Section>),
    /// `/contacts` and below: the address book.
    Contacts(ContactsPlace),
}

/// What is looked for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// In the language of the search box.
    pub query: String,
    /// The one mailbox to look in; none: all mail.
    pub mailbox: Option<MailboxId>,
}

/// A place of the address book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactsPlace {
    /// `/contacts`: the list.
    List,
    /// `/contacts/new?name=…&email=…`: a new contact, perhaps of somebody who has written.
    New {
        /// What they call themselves.
        name: String,
        /// From where they write.
        email: String,
    },
    /// `/contacts/{id}`: a contact or a group.
    One(String),
    /// `/contacts/{id}/edit`: the same, being changed.
    Edit(String),
    /// `/contacts/directory?email=…`: somebody of the farm's directory.
    Colleague(String),
}

macro_rules! sections {
    ($($(#[$doc:meta])+ $section:ident = $path:literal),+ $(,)?) => {
        /// A part of the settings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($(#[$doc])+ $section),+ }

        impl Section {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$section),+];

            /// Its part of the path.
            fn path(self) -> &'static str {
                match self { $(Self::$section => $path),+ }
            }

            fn from_path(path: &str) -> Option<Self> {
                match path { $($path => Some(Self::$section),)+ _ => None }
            }
        }
    };
}

sections! {
    /// Colours, density, layout.
    Appearance = "appearance",
    /// Language and dates.
    Language = "language",
    /// Conversations and pictures.
    Reading = "reading",
    /// Undo, formatting.
    Writing = "writing",
    /// What the person is told of.
    Notifications = "notifications",
    /// Names and signatures.
    Identities = "identities",
    /// Coloured marks.
    Tags = "tags",
    /// Texts to begin with.
    Templates = "templates",
    /// What happens to arriving mail.
    Rules = "rules",
    /// What is answered meanwhile.
    Vacation = "vacation",
    /// Keys.
    Shortcuts = "shortcuts",
    /// Quota, and taking one's data along.
    Storage = "storage",
    /// Password, programs, session.
    Security = "security",
}

impl Route {
    /// The URL's path.
    pub fn path(&self) -> String {
        match self {
            Self::Inbox => "/".to_owned(),
            Self::Mailbox(mailbox) => format!("/mail/{mailbox}"),
            Self::Email(email) => format!("/mail/{}/{email}", email.mailbox()),
            Self::Compose(given) if given.is_empty() => "/compose".to_owned(),
            Self::Compose(given) => "/compose?".to_owned() + given,
            Self::Search(search, email) => search.path(email.as_ref()),
            Self::Settings(None) => "/settings".to_owned(),
            Self::Settings(Some(section)) => "/settings/".to_owned() + section.path(),
            Self::Contacts(place) => place.path(),
        }
    }

    /// The place of a path with its query. What is no place of ours, mistyped ids included, is the inbox.
    pub fn from_path(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("compose"), None, None, None) => Self::Compose(query.to_owned()),
            (Some("search"), email, None, None) => {
                Self::Search(Search::from_query(query), email.and_then(|email| email.parse().ok()))
            }
            (Some("settings"), section, None, None) => Self::Settings(section.and_then(Section::from_path)),
            (Some("contacts"), which, how, None) => Self::Contacts(ContactsPlace::from_path(which, how, query)),
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
            Self::Inbox | Self::Compose(_) | Self::Contacts(_) | Self::Settings(_) => None,
            Self::Mailbox(mailbox) => Some(mailbox),
            Self::Email(email) => Some(email.mailbox()),
            Self::Search(search, _) => search.mailbox.as_ref(),
        }
    }

    /// What is looked for, when the place is a search.
    pub fn search(&self) -> Option<&Search> {
        match self {
            Self::Search(search, _) => Some(search),
            _ => None,
        }
    }

    /// Whether mail is shown there, rather than another screen.
    pub fn is_mail(&self) -> bool {
        !matches!(self, Self::Contacts(_) | Self::Settings(_))
    }

    /// The email that is open.
    pub fn email(&self) -> Option<&EmailId> {
        match self {
            Self::Email(email) => Some(email),
            Self::Search(_, email) => email.as_ref(),
            Self::Inbox | Self::Mailbox(_) | Self::Compose(_) | Self::Contacts(_) | Self::Settings(_) => None,
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
        Self {
            query: parameter(query, "q").unwrap_or_default(),
            mailbox: parameter(query, "in").and_then(|mailbox| mailbox.parse().ok()),
        }
    }
}

impl ContactsPlace {
    fn path(&self) -> String {
        let below = |rest: &str| "/contacts".to_owned() + rest;
        match self {
            Self::List => below(""),
            Self::New { name, email } if name.is_empty() && email.is_empty() => below("/new"),
            Self::New { name, email } => below("/new?name=") + &encoded(name) + "&email=" + &encoded(email),
            Self::One(id) => below("/") + id,
            Self::Edit(id) => below("/") + id + "/edit",
            Self::Colleague(email) => below("/directory?email=") + &encoded(email),
        }
    }

    fn from_path(which: Option<&str>, how: Option<&str>, query: &str) -> Self {
        let value = |name: &str| parameter(query, name).unwrap_or_default();
        match (which, how) {
            (Some("new"), None) => Self::New { name: value("name"), email: value("email") },
            (Some("directory"), None) => Self::Colleague(value("email")),
            (Some(id), None) if is_id(id) => Self::One(id.to_owned()),
            (Some(id), Some("edit")) if is_id(id) => Self::Edit(id.to_owned()),
            _ => Self::List,
        }
    }
}

/// The value of a parameter of a query; a plus is a blank there, as forms write it.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(decoded(&value.replace('+', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email() -> EmailId {
        EmailId::new(MailboxId::new("Archive/2026").unwrap(), 7, 42).unwrap()
    }

    #[test]
    fn every_place_is_found_again_by_its_path() {
        for route in [
            Route::Inbox,
            Route::Mailbox(email().mailbox().clone()),
            Route::Email(email()),
            Route::Compose(String::new()),
            Route::Compose("mailto=mailto%3Aa%40b.example".to_owned()),
            Route::Settings(None),
        ] {
            assert_eq!(Route::from_path(&route.path()), route);
        }
        for section in Section::ALL {
            let route = Route::Settings(Some(*section));
            assert_eq!(Route::from_path(&route.path()), route);
        }
    }

    #[test]
    fn every_place_of_the_address_book_is_found_again() {
        let new = |name: &str, email: &str| ContactsPlace::New { name: name.to_owned(), email: email.to_owned() };
        for place in [
            ContactsPlace::List,
            new("", ""),
            new("Jörg & Söhne", "j+x@example.org"),
            ContactsPlace::One("A1-b_2".to_owned()),
            ContactsPlace::Edit("A1-b_2".to_owned()),
            ContactsPlace::Colleague("bob@example.org".to_owned()),
        ] {
            let route = Route::Contacts(place);
            assert_eq!(Route::from_path(&route.path()), route);
        }
        assert_eq!(Route::from_path("/contacts/<b>"), Route::Contacts(ContactsPlace::List));
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
        let typed = Search { query: "two words%2".to_owned(), mailbox: None };
        assert_eq!(Route::from_path("/search?q=two+words%2"), Route::Search(typed, None));
    }

    #[test]
    fn a_path_that_is_no_place_leads_to_the_nearest_one() {
        assert_eq!(Route::from_path("/mail/nonsense/x"), Route::Inbox);
        assert_eq!(Route::from_path("/settings/nonsense"), Route::Settings(None));
        let archive = email().mailbox().clone();
        assert_eq!(Route::from_path(&format!("/mail/{archive}/nonsense")), Route::Mailbox(archive));
    }

    #[test]
    fn an_email_is_not_opened_in_another_mailbox() {
        let other = MailboxId::new("INBOX").unwrap();
        assert_eq!(Route::from_path(&format!("/mail/{other}/{}", email())), Route::Mailbox(other));
    }
}
