//! From a card to the contact that is shown of it. Cards come from anywhere: what is too long is cut, what is no line
//! is made one, and what cannot be shown is not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use calcard::vcard::{
    VCardEntry, VCardKind, VCardParameterName, VCardParameterValue, VCardProperty, VCardType, VCardValue,
};
use gatepost_shared::contact::{
    Contact, ContactContext, ContactEmail, ContactKind, ContactName, ContactPhone, MAX_ENTRIES, MAX_MEMBERS, MAX_NOTE,
    MAX_PHOTO, MAX_TEXT, is_day,
};

use super::{Card, id_of};

/// The contact that a card shows.
pub(super) fn contact(card: &Card) -> Contact {
    let name = card.first(&VCardProperty::N);
    let part = |at: usize| name.and_then(|entry| entry.values.get(at)).map(joined).and_then(|text| line(&text));
    Contact {
        id: card.id().unwrap_or_default(),
        kind: kind(card),
        name: ContactName { full: card.line(&VCardProperty::Fn).unwrap_or_default(), given: part(1), surname: part(0) },
        nickname: card.line(&VCardProperty::Nickname),
        emails: card.all(&VCardProperty::Email).filter_map(email).take(MAX_ENTRIES).collect(),
        phones: card.all(&VCardProperty::Tel).filter_map(phone).take(MAX_ENTRIES).collect(),
        organization: card.line(&VCardProperty::Org),
        title: card.line(&VCardProperty::Title),
        birthday: card.first(&VCardProperty::Bday).and_then(day),
        note: card
            .first(&VCardProperty::Note)
            .and_then(text_of)
            .map(|note| cut(&note, MAX_NOTE))
            .filter(|n| !n.is_empty()),
        photo: card.all(&VCardProperty::Photo).find_map(photo),
        members: card.all(&VCardProperty::Member).filter_map(member).take(MAX_MEMBERS).collect(),
    }
}

impl Card {
    /// The properties of this name, in their order.
    pub(super) fn all<'a>(&'a self, name: &'a VCardProperty) -> impl Iterator<Item = &'a VCardEntry> {
        self.vcard.entries.iter().filter(move |entry| entry.name == *name)
    }

    pub(super) fn first(&self, name: &VCardProperty) -> Option<&VCardEntry> {
        self.vcard.entries.iter().find(|entry| entry.name == *name)
    }

    fn line(&self, name: &VCardProperty) -> Option<String> {
        line(&joined(self.first(name)?.values.first()?))
    }
}

fn kind(card: &Card) -> ContactKind {
    match card.first(&VCardProperty::Kind).and_then(|entry| entry.values.first()) {
        Some(VCardValue::Kind(VCardKind::Group)) => ContactKind::Group,
        Some(VCardValue::Kind(VCardKind::Org)) => ContactKind::Org,
        _ => ContactKind::Individual,
    }
}

/// What an EMAIL property shows.
pub(super) fn email(entry: &VCardEntry) -> Option<ContactEmail> {
    let address = line(&text_of(entry)?)?;
    Some(ContactEmail { address, context: context(entry), is_preferred: is_preferred(entry) })
}

/// What a TEL property shows.
pub(super) fn phone(entry: &VCardEntry) -> Option<ContactPhone> {
    let text = text_of(entry)?;
    let number = line(text.strip_prefix("tel:").unwrap_or(&text))?;
    Some(ContactPhone { number, context: context(entry), is_mobile: has_type(entry, &VCardType::Cell) })
}

/// What a BDAY property shows: a day with or without its year (RFC 6350, section 6.2.5). Years and months alone, and words,
/// are not shown.
pub(super) fn day(entry: &VCardEntry) -> Option<String> {
    let VCardValue::PartialDateTime(date) = entry.values.first()? else { return None };
    let (month, day) = (date.month?, date.day?);
    let year = date.year.map_or_else(|| "-".to_owned(), |year| format!("{year:04}"));
    let text = format!("{year}-{month:02}-{day:02}");
    // Apple writes 1604 where the year is not known.
    Some(text.strip_prefix("1604").map_or(text.clone(), |rest| format!("-{rest}"))).filter(|text| is_day(text))
}

/// The id of a group's member.
pub(super) fn member(entry: &VCardEntry) -> Option<String> {
    Some(id_of(text_of(entry)?.trim())).filter(|id| !id.is_empty())
}

fn context(entry: &VCardEntry) -> Option<ContactContext> {
    if has_type(entry, &VCardType::Work) {
        Some(ContactContext::Work)
    } else {
        has_type(entry, &VCardType::Home).then_some(ContactContext::Private)
    }
}

fn has_type(entry: &VCardEntry, wanted: &VCardType) -> bool {
    entry
        .parameters(&VCardParameterName::Type)
        .any(|value| matches!(value, VCardParameterValue::Type(of) if of == wanted))
}

/// `PREF=1` (4.0), or `TYPE=pref` (3.0), or the bare word (2.1).
pub(super) fn is_preferred(entry: &VCardEntry) -> bool {
    let says = |value: &VCardParameterValue| match value {
        VCardParameterValue::Integer(number) => *number == 1,
        VCardParameterValue::Null => true,
        _ => false,
    };
    let is_pref = |value: &VCardParameterValue| matches!(value, VCardParameterValue::Text(text) if text.eq_ignore_ascii_case("pref"));
    entry.parameters(&VCardParameterName::Pref).any(says) || entry.parameters(&VCardParameterName::Type).any(is_pref)
}

/// Shown is only what every browser shows and what runs nothing, by its first bytes, whatever the card calls it. A
/// picture elsewhere is not fetched: its owner would learn of it.
fn photo(entry: &VCardEntry) -> Option<String> {
    let VCardValue::Binary(data) = entry.values.first()? else { return None };
    let bytes = &data.data;
    let kind = match () {
        () if bytes.starts_with(b"\x89PNG") => "png",
        () if bytes.starts_with(b"\xff\xd8\xff") => "jpeg",
        () if bytes.starts_with(b"GIF8") => "gif",
        () if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => "webp",
        () => return None,
    };
    let url = format!("data:image/{kind};base64,{}", STANDARD.encode(bytes));
    (url.len() <= MAX_PHOTO).then_some(url)
}

fn text_of(entry: &VCardEntry) -> Option<String> {
    Some(joined(entry.values.first()?))
}

/// A value as text; one of several components has them side by side.
fn joined(value: &VCardValue) -> String {
    match value {
        VCardValue::Component(parts) => parts.join(" "),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}

/// Text on one line, within the limit; none when nothing is left of it.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty()).collect();
    Some(cut(&words.join(" "), MAX_TEXT)).filter(|line| !line.is_empty())
}

fn cut(text: &str, most: usize) -> String {
    text[..text.floor_char_boundary(most)].to_owned()
}
