//! What a person has typed to find somebody, and who fits: every word begins a word of the name, or the address.

use gatepost_shared::contact::Contact;

/// The longest text that is searched for, in bytes.
pub const MAX_TYPED: usize = 200;

/// The most words that are looked at.
const MAX_WORDS: usize = 5;

/// How well somebody fits; the lesser the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name or the address begins with what was typed.
    Beginning,
    /// Each word begins a word of the name.
    Name,
    /// Some words begin a part of the address.
    Address,
}

/// What was typed, in words. Of nothing typed everybody fits.
#[derive(Debug, Clone)]
pub struct Needle {
    whole: String,
    words: Vec<String>,
}

impl Needle {
    /// The words of a text, in no case.
    pub fn new(typed: &str) -> Self {
        let whole = typed.trim().to_lowercase();
        let words = words(&whole).take(MAX_WORDS).map(str::to_owned).collect();
        Self { whole, words }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// Whether there are letters or digits to search for.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// What a directory is asked for: what stands between spaces, in lower case, since an address is one thing there.
    pub fn questions(&self) -> Vec<String> {
        self.whole.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect()
    }

    /// How well a name and an address fit, if they do.
    pub fn fit(&self, name: &str, email: &str) -> Option<Fit> {
        let (name, email) = (name.to_lowercase(), email.to_lowercase());
        if name.starts_with(&self.whole) || email.starts_with(&self.whole) {
            return Some(Fit::Beginning);
        }
        if self.words.is_empty() {
            // Signs that are part of no word: they are searched for as they are, at the beginning.
            return None;
        }
        let begins = |text: &str, word: &str| words(text).any(|other| other.starts_with(word));
        let in_name = |word: &&String| begins(&name, word);
        if self.words.iter().all(|word| in_name(&word)) {
            return Some(Fit::Name);
        }
        let in_either = |word: &String| begins(&name, word) || begins(&email, word) || email.starts_with(word.as_str());
        self.words.iter().all(in_either).then_some(Fit::Address)
    }

    /// Whether a contact fits by anything that a person would know it by.
    pub fn fits(&self, contact: &Contact) -> bool {
        let names = [contact.nickname.as_deref(), contact.organization.as_deref()];
        let names = names.into_iter().flatten().chain([contact.name.full.as_str()]);
        let mut names =
            names.chain([contact.name.given.as_deref(), contact.name.surname.as_deref()].into_iter().flatten());
        names.any(|name| self.fit(name, "").is_some())
            || contact.emails.iter().any(|email| self.fit(&contact.name.full, &email.address).is_some())
    }
}

/// Letters and digits side by side.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(typed: &str) -> Option<Fit> {
        Needle::new(typed).fit("Dr. Jörg van der Müller", "joerg.m@mail.example.org")
    }

    #[test]
    fn words_begin_words() {
        assert_eq!(fit("dr"), Some(Fit::Beginning));
        assert_eq!(fit("JOERG.M@mail"), Some(Fit::Beginning));
        assert_eq!(fit("mül jö"), Some(Fit::Name));
        assert_eq!(fit("example"), Some(Fit::Address));
        assert_eq!(fit("jö example"), Some(Fit::Address));
        assert_eq!((fit("üller"), fit("jö xyz"), fit("*"), fit("(")), (None, None, None, None));
        assert_eq!(fit(""), Some(Fit::Beginning));
    }
}
