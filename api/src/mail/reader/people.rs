//! People whom somebody knows, arranged so that a sender is compared with all of them at once: an address book has
//! thousands, and each opened email asks.

use std::collections::{HashMap, HashSet};

use gatepost_shared::address::EmailAddress;
use gatepost_shared::host;

use super::domain_of;

/// The most people who are compared with.
const MAX_PEOPLE: usize = 5_000;

/// Names shorter than this are too common to mean somebody.
const MIN_NAME: usize = 5;

/// People by what they may be mistaken for.
#[derive(Debug, Clone, Default)]
pub struct People {
    mailboxes: HashSet<String>,
    /// Domains by what they look like.
    domains: HashMap<String, Vec<String>>,
    /// Addresses by the names that they are written from.
    names: HashMap<String, Vec<String>>,
}

impl People {
    /// Arranges people.
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a EmailAddress>) -> Self {
        let mut people = Self::default();
        for address in addresses.into_iter().take(MAX_PEOPLE) {
            people.add(address);
        }
        people
    }

    fn add(&mut self, address: &EmailAddress) {
        let Some(domain) = domain_of(&address.email) else { return };
        self.mailboxes.insert(mailbox(&address.email));
        let alike = self.domains.entry(host::looks(&domain)).or_default();
        if !alike.contains(&domain) {
            alike.push(domain);
        }
        let name = plain_name(address.name.as_deref().unwrap_or_default());
        if name.len() >= MIN_NAME {
            self.names.entry(name).or_default().push(address.email.clone());
        }
    }

    /// Whether this is the address of one of them.
    pub(super) fn has(&self, address: &EmailAddress) -> bool {
        self.mailboxes.contains(&mailbox(&address.email))
    }

    /// The domains that look like this one, itself among them.
    pub(super) fn domains_like(&self, domain: &str) -> impl Iterator<Item = &str> {
        self.domains.get(&host::looks(domain)).into_iter().flatten().map(String::as_str)
    }

    /// The addresses of those who have this name.
    pub(super) fn called(&self, name: &str) -> impl Iterator<Item = &str> {
        self.names.get(&plain_name(name)).into_iter().flatten().map(String::as_str)
    }
}

fn mailbox(email: &str) -> String {
    email.trim().to_ascii_lowercase()
}

/// A name without case, order and punctuation: `Archer, Alice` is `Alice Archer`. Looks count, not letters.
fn plain_name(name: &str) -> String {
    let mut words: Vec<String> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(host::looks).collect();
    words.sort_unstable();
    words.join(" ")
}
