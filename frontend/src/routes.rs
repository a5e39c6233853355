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
}

impl Route {
    /// The URL's path.
    pub fn path(&self) -> String {
        match self {
            Self::Inbox => "/".to_owned(),
            Self::Mailbox(mailbox) => format!("/mail/{mailbox}"),
            Self::Email(email) => format!("/mail/{}/{email}", email.mailbox()),
            Self::Compose => "/compose".to_owned(),
        }
    }

    /// The place of a path. What is no place of ours, mistyped ids included, is the inbox.
    pub fn from_path(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("compose"), None, None, None) => Self::Compose,
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
        }
    }

    /// The email that is open.
    pub fn email(&self) -> Option<&EmailId> {
        match self {
            Self::Email(email) => Some(email),
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
