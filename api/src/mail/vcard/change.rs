//! Changing a card by the contact that somebody has edited: property by property, and only where the two differ.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use calcard::common::{Data, PartialDateTime};
use calcard::vcard::{
    VCardEntry, VCardKind, VCardParameter, VCardParameterName, VCardParameterValue, VCardProperty, VCardType,
    VCardValue,
};
use gatepost_shared::contact::{Contact, ContactContext, ContactEmail, ContactKind, ContactPhone};

use super::{Card, show};

/// Changes what differs.
pub(super) fn apply(card: &mut Card, wanted: &Contact) {
    let shown = card.contact();
    if shown.kind != wanted.kind {
        let kind = match wanted.kind {
            ContactKind::Individual => VCardKind::Individual,
            ContactKind::Org => VCardKind::Org,
            ContactKind::Group => VCardKind::Group,
        };
        card.set(VCardProperty::Kind, Some(VCardValue::Kind(kind)));
    }
    // Every card must have FN (RFC 6350, section 6.2.1).
    let full = wanted.display();
    if shown.name.full != full {
        card.set(VCardProperty::Fn, Some(VCardValue::Text(full)));
    }
    if (&shown.name.given, &shown.name.surname) != (&wanted.name.given, &wanted.name.surname) {
        card.set_part(&VCardProperty::N, 1, 5, wanted.name.given.as_deref());
        card.set_part(&VCardProperty::N, 0, 5, wanted.name.surname.as_deref());
    }
    if shown.organization != wanted.organization {
        card.set_part(&VCardProperty::Org, 0, 1, wanted.organization.as_deref());
    }
    let lines = [
        (VCardProperty::Nickname, &shown.nickname, &wanted.nickname),
        (VCardProperty::Title, &shown.title, &wanted.title),
        (VCardProperty::Note, &shown.note, &wanted.note),
    ];
    for (property, before, after) in lines {
        if before != after {
            card.set(property, after.clone().map(VCardValue::Text));
        }
    }
    if shown.birthday != wanted.birthday {
        card.set(VCardProperty::Bday, wanted.birthday.as_deref().and_then(date));
    }
    if shown.photo != wanted.photo {
        card.set(VCardProperty::Photo, wanted.photo.as_deref().and_then(picture));
    }
    if shown.emails != wanted.emails {
        card.set_all(&VCardProperty::Email, &wanted.emails, show::email, same_address, write_email);
    }
    if shown.phones != wanted.phones {
        card.set_all(
            &VCardProperty::Tel,
            &wanted.phones,
            show::phone,
            |one, other| one.number == other.number,
            write_phone,
        );
    }
    if shown.members != wanted.members {
        card.set_all(
            &VCardProperty::Member,
            &wanted.members,
            show::member,
            |one, other| one == other,
            |entry, id| {
                if entry.values.is_empty() {
                    entry.values = vec![VCardValue::Text(format!("urn:uuid:{id}"))];
                }
            },
        );
    }
    if shown != *wanted {
        // When it was changed last by the program that wrote this: no longer true.
        card.vcard.entries.retain(|entry| entry.name != VCardProperty::Rev);
    }
}

impl Card {
    /// Sets the first property of this name to one value; none takes all of this name away.
    fn set(&mut self, name: VCardProperty, value: Option<VCardValue>) {
        let Some(value) = value else {
            self.vcard.entries.retain(|entry| entry.name != name);
            return;
        };
        match self.vcard.entries.iter_mut().find(|entry| entry.name == name) {
            Some(entry) => {
                entry.values = vec![value];
                // It was said of the old value that it is a link, or in which language it is.
                entry.params.retain(|param| !is_of_value(&param.name));
            }
            None => self.vcard.entries.push(VCardEntry::new(name).with_value(value)),
        }
    }

    /// Sets one of the parts of a structured property, which has at least `least` of them.
    fn set_part(&mut self, name: &VCardProperty, at: usize, least: usize, text: Option<&str>) {
        let place = self.vcard.entries.iter().position(|entry| entry.name == *name).unwrap_or_else(|| {
            self.vcard.entries.push(VCardEntry::new(name.clone()));
            self.vcard.entries.len() - 1
        });
        let values = &mut self.vcard.entries[place].values;
        if values.len() < least {
            values.resize(least, VCardValue::Text(String::new()));
        }
        if let Some(value) = values.get_mut(at) {
            *value = VCardValue::Text(text.unwrap_or_default().to_owned());
        }
        if values.iter().all(|value| value.as_text().is_some_and(str::is_empty)) {
            self.vcard.entries.remove(place);
        }
    }

    /// Sets the properties of this name to these: one that shows the same thing is kept with all that stands beside
    /// it, one that is not wanted goes with its label.
    fn set_all<T>(
        &mut self,
        name: &VCardProperty,
        wanted: &[T],
        show: impl Fn(&VCardEntry) -> Option<T>,
        is_same: impl Fn(&T, &T) -> bool,
        write: impl Fn(&mut VCardEntry, &T),
    ) {
        let (mut old, mut others): (Vec<VCardEntry>, Vec<VCardEntry>) =
            std::mem::take(&mut self.vcard.entries).into_iter().partition(|entry| entry.name == *name);
        let place = others.len();
        for one in wanted {
            let found = old.iter().position(|entry| show(entry).is_some_and(|shown| is_same(&shown, one)));
            let mut entry = found.map_or_else(|| VCardEntry::new(name.clone()), |at| old.remove(at));
            write(&mut entry, one);
            others.push(entry);
        }
        // What cannot be shown was not taken away by anybody. The rest goes, and with it the labels of its group.
        let (gone, kept): (Vec<_>, Vec<_>) = old.into_iter().partition(|entry| show(entry).is_some());
        others.extend(kept);
        let is_left = |group: &str, entries: &[VCardEntry]| {
            entries[place..].iter().any(|entry| entry.group.as_deref() == Some(group))
        };
        for group in gone.iter().filter_map(|entry| entry.group.as_deref()) {
            if !is_left(group, &others) {
                others.retain(|entry| !(is_label(&entry.name) && entry.group.as_deref() == Some(group)));
            }
        }
        self.vcard.entries = others;
    }
}

fn same_address(one: &ContactEmail, other: &ContactEmail) -> bool {
    one.address.eq_ignore_ascii_case(&other.address)
}

fn write_email(entry: &mut VCardEntry, email: &ContactEmail) {
    let shown = show::email(entry);
    if shown.as_ref().is_none_or(|shown| shown.address != email.address) {
        entry.values = vec![VCardValue::Text(email.address.clone())];
    }
    if shown.as_ref().is_none_or(|shown| shown.context != email.context) {
        set_context(entry, email.context);
    }
    if shown.is_none_or(|shown| shown.is_preferred != email.is_preferred) {
        set_preferred(entry, email.is_preferred);
    }
}

fn write_phone(entry: &mut VCardEntry, phone: &ContactPhone) {
    let shown = show::phone(entry);
    if shown.is_none() {
        entry.values = vec![VCardValue::Text(phone.number.clone())];
    }
    if shown.as_ref().is_none_or(|shown| shown.context != phone.context) {
        set_context(entry, phone.context);
    }
    if shown.is_none_or(|shown| shown.is_mobile != phone.is_mobile) {
        set_type(entry, VCardType::Cell, phone.is_mobile);
    }
}

fn set_context(entry: &mut VCardEntry, context: Option<ContactContext>) {
    set_type(entry, VCardType::Work, context == Some(ContactContext::Work));
    set_type(entry, VCardType::Home, context == Some(ContactContext::Private));
}

fn set_type(entry: &mut VCardEntry, of: VCardType, on: bool) {
    entry.params.retain(|param| !matches!(&param.value, VCardParameterValue::Type(it) if *it == of));
    if on {
        entry.params.push(VCardParameter::new(VCardParameterName::Type, VCardParameterValue::Type(of)));
    }
}

fn set_preferred(entry: &mut VCardEntry, on: bool) {
    let is_pref = |param: &VCardParameter| {
        param.name == VCardParameterName::Pref
            || matches!(&param.value, VCardParameterValue::Text(text) if param.name == VCardParameterName::Type && text.eq_ignore_ascii_case("pref"))
    };
    entry.params.retain(|param| !is_pref(param));
    if on {
        entry.params.push(VCardParameter::new(VCardParameterName::Pref, VCardParameterValue::Integer(1)));
    }
}

fn is_of_value(name: &VCardParameterName) -> bool {
    matches!(name, VCardParameterName::Value | VCardParameterName::Mediatype | VCardParameterName::Language)
        || matches!(name, VCardParameterName::Other(name) if name.eq_ignore_ascii_case("X-APPLE-OMIT-YEAR"))
}

/// Apple's name for what a person calls an address: `item1.X-ABLabel`.
fn is_label(name: &VCardProperty) -> bool {
    matches!(name, VCardProperty::Other(name) if name.eq_ignore_ascii_case("X-ABLABEL"))
}

/// A day as [`Contact::birthday`] writes it.
fn date(day: &str) -> Option<VCardValue> {
    let (rest, day) = day.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    // Without a year nothing but a dash stands before the month, and no number is in it.
    let date = PartialDateTime {
        year: year.parse().ok(),
        month: month.parse().ok(),
        day: day.parse().ok(),
        ..PartialDateTime::default()
    };
    Some(VCardValue::PartialDateTime(date))
}

fn picture(url: &str) -> Option<VCardValue> {
    let (kind, data) = url.strip_prefix("data:")?.split_once(";base64,")?;
    let data = STANDARD.decode(data).ok()?;
    Some(VCardValue::Binary(Data { content_type: Some(kind.to_owned()), data }))
}
