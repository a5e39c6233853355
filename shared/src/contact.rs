//! Contacts: people, organisations and groups in a person's address book, in the words of JSContact (RFC 9553), and few
//! of them. What a vCard says beyond that is kept where it lies, and does not travel.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;
use crate::problem::Problem;

/// The longest name, address, number, title or organisation, in bytes.
pub const MAX_TEXT: usize = 500;

/// The longest note, in bytes.
pub const MAX_NOTE: usize = 16 * 1024;

/// The largest photo as a `data:` URL, in bytes: a small portrait.
pub const MAX_PHOTO: usize = 40 * 1024;

/// The most addresses, and the most numbers, of one contact.
pub const MAX_ENTRIES: usize = 50;

/// The most members of a group.
pub const MAX_MEMBERS: usize = 500;

/// The most contacts of one address book, groups among them.
pub const MAX_CONTACTS: usize = 10_000;

/// The most contacts of one page.
pub const MAX_PAGE: u32 = 1000;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ContactKind {
    /// A person.
    #[default]
    Individual,
    /// A company, a club.
    Org,
    /// A list of other contacts.
    Group,
}

/// Where an address or a number belongs (RFC 9553, section 1.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ContactContext {
    /// At home.
    Private,
    /// At work.
    Work,
}

/// What a contact is called (RFC 9553, section 2.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactName {
    /// The whole name as it is shown. Made of the parts, the organisation or the first address when it is empty.
    #[serde(default)]
    pub full: String,
    /// The given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
}

/// An address of a contact (RFC 9553, section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactEmail {
    /// `carol@example.org`. In imported cards it may be anything.
    pub address: String,
    /// Where it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContactContext>,
    /// Whether it is the one to write to first.
    #[serde(default)]
    pub is_preferred: bool,
}

/// A telephone number of a contact (RFC 9553, section 2.3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPhone {
    /// As it is written.
    pub number: String,
    /// Where it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContactContext>,
    /// Whether it is a mobile telephone.
    #[serde(default)]
    pub is_mobile: bool,
}

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contact {
    /// Names it in the address book. Given by the server where a new contact has none.
    #[serde(default)]
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub kind: ContactKind,
    /// What it is called.
    #[serde(default)]
    pub name: ContactName,
    /// Another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// Where to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<ContactEmail>,
    /// Where to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<ContactPhone>,
    /// Company or club.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The position there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day of birth: `1970-02-01`, or `--02-01` where the year is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// What the person has noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A picture as a `data:` URL of a PNG, JPEG, GIF or WebP. Lists leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Of a group: the ids of its members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

/// Why a contact is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct ContactFault {
    /// The property that is wrong: `emails`.
    pub property: &'static str,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

impl Contact {
    /// Whether it can be kept: every text within its limit, and something to show.
    ///
    /// # Errors
    /// The first property that is wrong.
    pub fn check(&self) -> Result<(), ContactFault> {
        let fault = |property, sentence: &str| Err(ContactFault { property, sentence: sentence.to_owned() });
        let name = [Some(&self.name.full), self.name.given.as_ref(), self.name.surname.as_ref()];
        if name.into_iter().flatten().any(|text| is_odd(text, MAX_TEXT)) {
            return fault("name", "A name is one line of at most 500 bytes.");
        }
        let lines = [("nickname", &self.nickname), ("organization", &self.organization), ("title", &self.title)];
        if let Some((property, _)) =
            lines.iter().find(|(_, text)| text.as_ref().is_some_and(|text| is_odd(text, MAX_TEXT)))
        {
            return fault(property, "This is one line of at most 500 bytes.");
        }
        if self.emails.len() > MAX_ENTRIES || self.emails.iter().any(|email| is_odd(&email.address, MAX_TEXT)) {
            return fault("emails", "A contact has at most 50 addresses, each one line of at most 500 bytes.");
        }
        if self.phones.len() > MAX_ENTRIES || self.phones.iter().any(|phone| is_odd(&phone.number, MAX_TEXT)) {
            return fault("phones", "A contact has at most 50 numbers, each one line of at most 500 bytes.");
        }
        if self.birthday.as_ref().is_some_and(|day| !is_day(day)) {
            return fault("birthday", "A birthday is a day: 1970-02-01, or --02-01 without the year.");
        }
        if self.note.as_ref().is_some_and(|note| note.len() > MAX_NOTE) {
            return fault("note", "A note has at most 16 KiB.");
        }
        if self.photo.as_ref().is_some_and(|photo| photo.len() > MAX_PHOTO || !is_photo(photo)) {
            return fault("photo", "A photo is a data: URL of a PNG, JPEG, GIF or WebP, of at most 40 KiB.");
        }
        if self.members.len() > MAX_MEMBERS || self.members.iter().any(|id| !is_id(id)) {
            return fault("members", "A group has at most 500 members, each named by its id.");
        }
        if self.display().is_empty() {
            return fault("name", "A contact needs a name, an organisation or an address.");
        }
        Ok(())
    }

    /// What a list shows: the full name, or what can stand for it.
    pub fn display(&self) -> String {
        let given = [self.name.given.as_deref(), self.name.surname.as_deref()];
        let parts: Vec<&str> = given.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
        let first = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        first(Some(&self.name.full))
            .or_else(|| first(Some(&parts.join(" "))))
            .or_else(|| first(self.nickname.as_deref()))
            .or_else(|| first(self.organization.as_deref()))
            .or_else(|| first(self.emails.first().map(|email| email.address.as_str())))
            .unwrap_or_default()
    }

    /// The addresses as recipients, the preferred one first.
    pub fn recipients(&self) -> Vec<EmailAddress> {
        let mut emails: Vec<&ContactEmail> = self.emails.iter().collect();
        emails.sort_by_key(|email| !email.is_preferred);
        let name = self.display();
        emails.into_iter().map(|email| EmailAddress::named(name.as_str(), email.address.as_str())).collect()
    }
}

/// Whether a text is an id of a contact: letters, digits, `-`, `_`, at most 64.
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether a text is a day as [`Contact::birthday`] writes it.
pub fn is_day(text: &str) -> bool {
    let (year, rest) = match text.strip_prefix("--") {
        Some(rest) => ("2000", rest),
        None => text.split_once('-').unwrap_or_default(),
    };
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (month, day) = rest.split_once('-').unwrap_or_default();
    let longest = match number(month, 2) {
        Some(2) => 29,
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        _ => 0,
    };
    number(year, 4).is_some() && number(day, 2).is_some_and(|day| (1..=longest).contains(&day))
}

fn is_odd(text: &str, most: usize) -> bool {
    text.len() > most || text.chars().any(char::is_control)
}

/// A picture that a browser shows without asking anybody and that runs nothing.
fn is_photo(text: &str) -> bool {
    let kinds = ["png", "jpeg", "gif", "webp"];
    kinds.iter().any(|kind| {
        let rest = text.strip_prefix("data:image/").and_then(|rest| rest.strip_prefix(kind));
        let data = rest.and_then(|rest| rest.strip_prefix(";base64,"));
        data.is_some_and(|data| {
            data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
        })
    })
}

/// A page of contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactPage {
    /// The place of the first of them, from 0, in the order of their names.
    pub position: u32,
    /// How many there are in all that fit.
    pub total: u32,
    /// Changes when any contact of the address book does.
    pub state: String,
    /// The contacts, without photos.
    pub list: Vec<Contact>,
}

/// What became of the cards of an import, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// How many are new.
    pub created: u32,
    /// How many replaced a contact of the same UID.
    pub updated: u32,
    /// How many were there already.
    pub unchanged: u32,
    /// How many were not taken.
    pub refused: u32,
    /// Each card.
    pub results: Vec<ImportedCard>,
}

/// What became of one card of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportedCard {
    /// Its place in the file, from 0.
    pub index: u32,
    /// The name on it.
    pub name: String,
    /// The contact that it became; none when it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What had to be left out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// Where a suggestion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum SuggestionSource {
    /// The person's address book.
    Contacts,
    /// Somebody to whom the person has written lately.
    Sent,
    /// The farm's directory.
    Directory,
}

/// Somebody to whom the person may want to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address; of a group that of its first member.
    pub email: String,
    /// Where it comes from: the best of several.
    pub source: SuggestionSource,
    /// The contact, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// Of a group: everybody in it, to be put in its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<EmailAddress>,
}

/// The answer to a question for suggestions, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// The suggestions.
    pub list: Vec<Suggestion>,
    /// Sources that could not be asked now: what they know is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<SuggestionSource>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carol() -> Contact {
        Contact { name: ContactName { full: "Carol".to_owned(), ..ContactName::default() }, ..Contact::default() }
    }

    #[test]
    fn a_contact_needs_something_to_show() {
        assert!(carol().check().is_ok());
        assert_eq!(Contact::default().check().unwrap_err().property, "name");
        let emails = vec![ContactEmail { address: "c@x.org".to_owned(), context: None, is_preferred: false }];
        let unnamed = Contact { emails, ..Contact::default() };
        assert_eq!((unnamed.check(), unnamed.display().as_str()), (Ok(()), "c@x.org"));
    }

    #[test]
    fn what_is_too_long_or_has_two_lines_is_refused_by_its_name() {
        let long = "x".repeat(MAX_TEXT + 1);
        let title = Contact { title: Some(long), ..carol() };
        assert_eq!(title.check().unwrap_err().property, "title");
        let nickname = Contact { nickname: Some("a\r\nb".to_owned()), ..carol() };
        assert_eq!(nickname.check().unwrap_err().property, "nickname");
        let members = Contact { members: vec!["a b".to_owned()], ..carol() };
        assert_eq!(members.check().unwrap_err().property, "members");
    }

    #[test]
    fn a_birthday_is_a_day_with_or_without_its_year() {
        let born = |day: &str| Contact { birthday: Some(day.to_owned()), ..carol() }.check();
        for day in ["1970-02-01", "--02-29", "2024-12-31"] {
            assert!(born(day).is_ok(), "{day}");
        }
        for day in ["", "1970", "1970-13-01", "--02-30", "1970-2-1", "19700201", "1970-02-01T00:00"] {
            assert_eq!(born(day).unwrap_err().property, "birthday", "{day}");
        }
    }

    #[test]
    fn a_photo_is_a_picture_and_nothing_that_runs() {
        for photo in
            ["data:image/svg+xml;base64,AA==", "https://x.org/a.png", "data:text/html,<b>", "data:image/png;base64,\"x"]
        {
            assert_eq!(
                Contact { photo: Some(photo.to_owned()), ..carol() }.check().unwrap_err().property,
                "photo",
                "{photo}"
            );
        }
        assert!(Contact { photo: Some("data:image/png;base64,iVBORw==".to_owned()), ..carol() }.check().is_ok());
    }
}
