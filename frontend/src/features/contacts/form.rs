//! What stands in the form, as signals: made of a contact, and made into one again.

use gatepost_shared::contact::{Contact, ContactContext, ContactEmail, ContactKind, ContactName, ContactPhone};
use leptos::prelude::*;

/// One address or number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Tells lines apart.
    pub key: u32,
    /// What is in it.
    pub text: RwSignal<String>,
    /// Where it belongs: empty, `private`, `work`, `mobile`.
    pub kind: RwSignal<String>,
    /// Whether it is the one to write to first.
    pub is_preferred: RwSignal<bool>,
}

/// The fields.
#[derive(Clone, Copy)]
pub struct Form {
    /// The contact as it was.
    pub before: StoredValue<Contact>,
    /// Whether it is a company: it has no given name then.
    pub is_org: RwSignal<bool>,
    /// The given name.
    pub given: RwSignal<String>,
    /// The family name.
    pub surname: RwSignal<String>,
    /// Another name.
    pub nickname: RwSignal<String>,
    /// Company or club.
    pub organization: RwSignal<String>,
    /// The position there.
    pub title: RwSignal<String>,
    /// The day of birth.
    pub birthday: RwSignal<String>,
    /// What the person has noted.
    pub note: RwSignal<String>,
    /// Where to write to.
    pub emails: RwSignal<Vec<Line>>,
    /// Where to call.
    pub phones: RwSignal<Vec<Line>>,
    /// The groups.
    pub groups: RwSignal<Vec<String>>,
    next: StoredValue<u32>,
}

impl Form {
    /// The fields as a contact fills them. `before` is what a change is told from.
    pub fn new(before: Contact, shown: &Contact, groups: Vec<String>) -> Self {
        let text = |value: Option<&String>| RwSignal::new(value.cloned().unwrap_or_default());
        let (given, surname) = names(shown);
        let this = Self {
            before: StoredValue::new(before),
            is_org: RwSignal::new(shown.kind == ContactKind::Org),
            given: RwSignal::new(given),
            surname: RwSignal::new(surname),
            nickname: text(shown.nickname.as_ref()),
            organization: text(shown.organization.as_ref()),
            title: text(shown.title.as_ref()),
            birthday: text(shown.birthday.as_ref()),
            note: text(shown.note.as_ref()),
            emails: RwSignal::new(Vec::new()),
            phones: RwSignal::new(Vec::new()),
            groups: RwSignal::new(groups),
            next: StoredValue::new(0),
        };
        for email in &shown.emails {
            this.add(this.emails, &email.address, of_context(email.context), email.is_preferred);
        }
        for phone in &shown.phones {
            let kind = if phone.is_mobile { "mobile" } else { of_context(phone.context) };
            this.add(this.phones, &phone.number, kind, false);
        }
        if shown.emails.is_empty() {
            this.add(this.emails, "", "", false);
        }
        if shown.phones.is_empty() {
            this.add(this.phones, "", "", false);
        }
        this
    }

    /// One more line.
    pub fn add(self, lines: RwSignal<Vec<Line>>, text: &str, kind: &str, is_preferred: bool) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let line = Line {
            key,
            text: RwSignal::new(text.to_owned()),
            kind: RwSignal::new(kind.to_owned()),
            is_preferred: RwSignal::new(is_preferred),
        };
        lines.update(|lines| lines.push(line));
    }

    /// The contact that the fields make. What the form does not show stays as it was.
    pub fn contact(self) -> Contact {
        let before = self.before.get_value();
        let text = |signal: RwSignal<String>| Some(signal.get().trim().to_owned()).filter(|text| !text.is_empty());
        let filled = |lines: RwSignal<Vec<Line>>| {
            lines.get().into_iter().filter(|line| line.text.with(|text| !text.trim().is_empty()))
        };
        let emails = filled(self.emails).map(|line| ContactEmail {
            address: line.text.get().trim().to_owned(),
            context: to_context(&line.kind.get()),
            is_preferred: line.is_preferred.get(),
        });
        let phones = filled(self.phones).map(|line| phone(&before, line.text.get().trim(), &line.kind.get()));
        let kind = if self.is_org.get() { ContactKind::Org } else { ContactKind::Individual };
        Contact {
            kind,
            name: self.name(&before),
            nickname: text(self.nickname),
            emails: emails.collect(),
            phones: phones.collect(),
            organization: text(self.organization),
            title: text(self.title),
            birthday: text(self.birthday),
            note: Some(self.note.get()).filter(|note| !note.trim().is_empty()),
            ..before
        }
    }

    /// The name. The whole of it is made anew only when a part has changed: it may say more than its parts.
    fn name(self, before: &Contact) -> ContactName {
        let (given, surname) = (self.given.get().trim().to_owned(), self.surname.get().trim().to_owned());
        if (given.as_str(), surname.as_str()) == (names(before).0.trim(), names(before).1.trim())
            && !before.id.is_empty()
        {
            return before.name.clone();
        }
        let full = whole(&given, &surname);
        let part = |text: String| Some(text).filter(|text| !text.is_empty());
        ContactName { full, given: part(given), surname: part(surname) }
    }
}

/// Given and family name. A card that has only the whole is parted at its last space.
fn names(contact: &Contact) -> (String, String) {
    let part = |text: Option<&String>| text.cloned().unwrap_or_default();
    let name = &contact.name;
    if name.given.is_some() || name.surname.is_some() {
        return (part(name.given.as_ref()), part(name.surname.as_ref()));
    }
    let full = name.full.trim();
    // A company's name is one; it is shown with its own field.
    if contact.kind == ContactKind::Org || contact.organization.as_deref() == Some(full) || full.contains('@') {
        return Default::default();
    }
    full.rsplit_once(' ')
        .map_or_else(|| (full.to_owned(), String::new()), |(given, surname)| (given.to_owned(), surname.to_owned()))
}

/// In Chinese, Japanese and Korean the family comes first, and no space between.
fn whole(given: &str, surname: &str) -> String {
    let is_east_asian = |text: &str| {
        text.chars().all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
    };
    if !given.is_empty() && !surname.is_empty() && is_east_asian(given) && is_east_asian(surname) {
        return surname.to_owned() + given;
    }
    (given.to_owned() + " " + surname).trim().to_owned()
}

/// A number that was there keeps what the form does not show of it.
fn phone(before: &Contact, number: &str, kind: &str) -> ContactPhone {
    let is_mobile = kind == "mobile";
    let known = before.phones.iter().find(|phone| phone.number == number && phone.is_mobile && is_mobile);
    let context = known.map_or_else(|| to_context(kind), |phone| phone.context);
    ContactPhone { number: number.to_owned(), context, is_mobile }
}

fn of_context(context: Option<ContactContext>) -> &'static str {
    match context {
        None => "",
        Some(ContactContext::Private) => "private",
        Some(ContactContext::Work) => "work",
    }
}

fn to_context(kind: &str) -> Option<ContactContext> {
    match kind {
        "private" => Some(ContactContext::Private),
        "work" => Some(ContactContext::Work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_is_parted_and_put_together_again() {
        let named = |full: &str| {
            let name = ContactName { full: full.to_owned(), ..ContactName::default() };
            names(&Contact { name, ..Contact::default() })
        };
        assert_eq!(named("Anna Maria Weber"), ("Anna Maria".to_owned(), "Weber".to_owned()));
        assert_eq!(named("Cher"), ("Cher".to_owned(), String::new()));
        assert_eq!(whole("Anna", ""), "Anna");
        assert_eq!(whole("太郎", "山田"), "山田太郎");
    }
}
