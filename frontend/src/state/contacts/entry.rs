//! A contact as the list needs it: its name, the letter it is filed under, and the words it is found by.

use std::collections::HashMap;
use std::sync::Arc;

use gatepost_shared::contact::Contact;

use crate::dom::text::{initial, lower_case};
use crate::i18n;

/// A line of the address book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The contact, without its photo.
    pub contact: Contact,
    /// The name that is shown.
    pub name: String,
    /// The letter it is filed under.
    pub letter: String,
    /// In lower case: everything that it is found by, a space before each word.
    words: String,
}

impl Entry {
    /// The line of a contact.
    pub fn new(contact: Contact) -> Self {
        let name = contact.display();
        let lines = [&contact.nickname, &contact.organization, &contact.title].into_iter().flatten();
        let addresses = contact.emails.iter().map(|email| &email.address);
        let numbers: Vec<String> = contact.phones.iter().map(|phone| digits(&phone.number)).collect();
        let all: Vec<&str> =
            [&name].into_iter().chain(lines).chain(addresses).chain(&numbers).map(String::as_str).collect();
        let words = lower_case(&(" ".to_owned() + &all.join(" ")));
        Self { letter: initial(&name), name, words, contact }
    }

    /// The address to show beside the name.
    pub fn address(&self) -> &str {
        let preferred = self.contact.emails.iter().find(|email| email.is_preferred);
        preferred.or(self.contact.emails.first()).map_or("", |email| &email.address)
    }

    /// Whether it is somebody of the directory, who is not in the address book.
    pub fn is_colleague(&self) -> bool {
        self.contact.id.is_empty()
    }

    /// Whether each of these begins a word of it, or stands in an address. They are in lower case.
    pub fn fits(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.has(word))
    }

    /// The same for borrowed words.
    pub fn fits_words(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.has(word))
    }

    /// Whether both have an address in common.
    pub fn has_address_of(&self, other: &Self) -> bool {
        let has = |address: &str| self.contact.emails.iter().any(|of| of.address.eq_ignore_ascii_case(address));
        other.contact.emails.iter().any(|of| has(&of.address))
    }

    fn has(&self, word: &str) -> bool {
        [' ', '@', '.', '-', '(']
            .iter()
            .any(|before| self.words.match_indices(word).any(|(at, _)| self.words[..at].ends_with(*before)))
    }
}

/// A number without what only helps to read it.
fn digits(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// In the order of the page's language.
pub fn sorted(mut entries: Vec<Entry>) -> Vec<Arc<Entry>> {
    let names = i18n::in_order(entries.iter().map(|entry| entry.name.as_str()));
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        places.entry(name).or_insert(place);
    }
    // What begins with no letter comes last: telephone books do so, too.
    entries.sort_by_key(|entry| (entry.letter == "#", places.get(entry.name.as_str()).copied()));
    entries.into_iter().map(Arc::new).collect()
}
