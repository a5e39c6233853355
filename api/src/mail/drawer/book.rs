//! The address book in the drawer: a vCard for each contact, groups among them.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatepost_shared::contact::{Contact, ContactFault, ContactKind, MAX_CONTACTS};
use sha2::{Digest as _, Sha256};

use super::record::{Kind, MAX_VALUE, Record, random_name};
use super::relay::Drawer;
use super::view::{Standing, View};
use super::write::Change;
use crate::mail::error::MailError;
use crate::mail::vcard::{Card, Read};

/// The most bytes of an address book.
const MAX_BOOK: usize = 16 * 1024 * 1024;

/// Why the address book is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// There is no such contact.
    #[error("there is no such contact")]
    NotFound,
    /// There is one of this id already, and it is another.
    #[error("there is a contact of this id already")]
    Exists,
    /// A property of the contact is wrong.
    #[error(transparent)]
    Fault(#[from] ContactFault),
    /// The address book is full.
    #[error("the address book is full")]
    Full,
}

/// What became of the cards of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Created,
    /// It replaced one of its id.
    Updated,
    /// It was there as it is.
    Unchanged,
}

/// All contacts, by the names that are shown, in no case.
pub fn contacts(view: &View) -> Vec<Arc<Contact>> {
    let mut contacts: Vec<(String, Arc<Contact>)> = view
        .values(Kind::Contacts)
        .filter_map(|record| contact(record))
        .map(|of| (of.display().to_lowercase(), of))
        .collect();
    contacts.sort_by(|(one, of_one), (other, of_other)| one.cmp(other).then_with(|| of_one.id.cmp(&of_other.id)));
    contacts.into_iter().map(|(_, contact)| contact).collect()
}

/// One contact.
pub fn find(view: &View, id: &str) -> Option<Arc<Contact>> {
    contact(&*view.value(Kind::Contacts, id)?)
}

/// The cards as they are kept: of all contacts, or of the members of a group and the group itself.
pub fn cards(view: &View, group: Option<&Contact>) -> String {
    let is_wanted =
        |id: &str| group.is_none_or(|group| group.id == id || group.members.iter().any(|member| member == id));
    view.values(Kind::Contacts)
        .filter(|record| is_wanted(&record.id))
        .filter_map(|record| record.value.as_deref())
        .collect()
}

/// The card of one contact as it is kept.
pub fn card(view: &View, id: &str) -> Option<String> {
    view.value(Kind::Contacts, id)?.value.clone()
}

/// The state of the address book: it changes when any contact does.
pub fn state(view: &View) -> String {
    let mut digest = Sha256::new();
    for record in view.values(Kind::Contacts) {
        digest.update(&record.id);
        digest.update([0]);
        digest.update(&record.revision);
        digest.update([0]);
    }
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..12])
}

/// What a record shows; read from its card the first time.
fn contact(record: &Record) -> Option<Arc<Contact>> {
    let read = || {
        let contact = Card::parse(record.value.as_deref()?)?.contact();
        // The name of the record is what the contact is found by, whatever the card has come to say.
        Some(Arc::new(Contact { id: record.id.clone(), ..contact }))
    };
    record.contact.get_or_init(read).clone()
}

/// Adds a contact; one without an id gets one. Added twice with the same id it is there once.
pub async fn create<E: From<MailError> + From<BookError>>(
    drawer: &Drawer,
    mut contact: Contact,
) -> Result<Arc<Contact>, E> {
    contact.check().map_err(BookError::from)?;
    if contact.id.is_empty() {
        contact.id = format!("{}{}", random_name(), random_name());
    }
    let mut card = Card::new(&contact.id);
    card.change(&contact);
    let (id, text) = (contact.id.clone(), kept(&card, &contact.id)?);
    let created = drawer.change(Kind::Contacts, |_, standing| match value(standing, &id) {
        Some(there) if there == text => Ok(Change::nothing(())),
        Some(_) => Err(E::from(BookError::Exists)),
        None => {
            let puts = vec![(id.clone(), Some(text.clone()))];
            has_room(standing, &puts)?;
            Ok(Change { puts, answer: () })
        }
    });
    let ((), view) = created.await?;
    find(&view, &contact.id).ok_or_else(|| BookError::NotFound.into())
}

/// Changes a contact to what is wanted. `condition` sees it as it is and may refuse. What its card says beyond what a
/// contact shows stays.
pub async fn replace<E: From<MailError> + From<BookError>>(
    drawer: &Drawer,
    wanted: Contact,
    condition: impl Fn(&Contact) -> Result<(), E>,
) -> Result<Arc<Contact>, E> {
    wanted.check().map_err(BookError::from)?;
    let replaced = drawer.change(Kind::Contacts, |view, standing| {
        let current = find(view, &wanted.id).ok_or(BookError::NotFound)?;
        condition(&current)?;
        let before = value(standing, &wanted.id).unwrap_or_default();
        let mut card = Card::parse(before).ok_or(BookError::NotFound)?;
        card.change(&wanted);
        let text = kept(&card, &wanted.id)?;
        if text == before {
            return Ok(Change::nothing(()));
        }
        let puts = vec![(wanted.id.clone(), Some(text))];
        has_room(standing, &puts)?;
        Ok::<_, E>(Change { puts, answer: () })
    });
    let ((), view) = replaced.await?;
    find(&view, &wanted.id).ok_or_else(|| BookError::NotFound.into())
}

/// Deletes a contact, and takes it out of all groups.
pub async fn delete<E: From<MailError> + From<BookError>>(
    drawer: &Drawer,
    id: &str,
    condition: impl Fn(&Contact) -> Result<(), E>,
) -> Result<(), E> {
    let deleted = drawer.change(Kind::Contacts, |view, standing| {
        let Some(current) = find(view, id) else {
            // One whose card cannot be read any more can still be deleted.
            return match value(standing, id) {
                Some(_) => Ok(Change { puts: vec![(id.to_owned(), None)], answer: () }),
                None => Err(E::from(BookError::NotFound)),
            };
        };
        condition(&current)?;
        let mut puts = vec![(id.to_owned(), None)];
        puts.extend(without(view, standing, id));
        Ok(Change { puts, answer: () })
    });
    deleted.await.map(drop)
}

/// The groups that have this member, without it.
fn without(view: &View, standing: &Standing<'_>, id: &str) -> Vec<(String, Option<String>)> {
    let groups = contacts(view)
        .into_iter()
        .filter(|of| of.kind == ContactKind::Group && of.members.iter().any(|member| member == id));
    let smaller = groups.filter_map(|group| {
        let mut card = Card::parse(value(standing, &group.id)?)?;
        let members = group.members.iter().filter(|member| *member != id).cloned().collect();
        card.change(&Contact { members, ..(*group).clone() });
        Some((group.id.clone(), Some(card.to_text())))
    });
    smaller.collect()
}

/// Takes the good cards of a file; what became of each, by id.
pub async fn import<E: From<MailError> + From<BookError>>(
    drawer: &Drawer,
    file: &[Read],
) -> Result<BTreeMap<String, Fate>, E> {
    let cards: BTreeMap<&str, String> = file
        .iter()
        .filter_map(|read| read.card.as_ref().ok())
        .map(|(id, card)| (id.as_str(), card.to_text()))
        .collect();
    let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
    let imported = drawer.change(Kind::Contacts, |_, standing| {
        let mut puts = Vec::new();
        for (id, text) in &cards {
            let fate = match value(standing, id) {
                Some(there) if there == text => Fate::Unchanged,
                Some(_) => Fate::Updated,
                None => Fate::Created,
            };
            // Asked again, after somebody else was faster, some of ours may stand already: they stay what they were.
            fates.entry((*id).to_owned()).or_insert(fate);
            if fate != Fate::Unchanged {
                puts.push(((*id).to_owned(), Some(text.clone())));
            }
        }
        has_room(standing, &puts)?;
        Ok::<_, E>(Change { puts, answer: () })
    });
    imported.await?;
    Ok(fates)
}

fn value<'a>(standing: &Standing<'a>, id: &str) -> Option<&'a str> {
    standing.get(id).and_then(|(record, _)| record.value.as_deref())
}

/// The text of a card, if it will be read as the same contact.
fn kept(card: &Card, id: &str) -> Result<String, BookError> {
    let text = card.to_text();
    let fault = |sentence: &str| BookError::Fault(ContactFault { property: "note", sentence: sentence.to_owned() });
    if text.len() > MAX_VALUE {
        return Err(fault("A contact has at most 64 KiB, with everything that other programs keep in it."));
    }
    match Card::parse(&text).and_then(|card| card.id()) {
        Some(read) if read == id => Ok(text),
        _ => Err(fault("This contact cannot be kept as a vCard.")),
    }
}

/// Whether the address book can take these as well.
fn has_room(standing: &Standing<'_>, puts: &[(String, Option<String>)]) -> Result<(), BookError> {
    let there = standing.values().filter(|(record, _)| !record.is_gone());
    let (count, size) = there.fold((0, 0), |(count, size), (record, _)| (count + 1, size + record.size()));
    let new = puts.iter().filter(|(id, _)| value(standing, id).is_none()).count();
    let more: usize = puts.iter().filter_map(|(_, text)| text.as_ref()).map(String::len).sum();
    if count + new > MAX_CONTACTS || size + more > MAX_BOOK { Err(BookError::Full) } else { Ok(()) }
}
