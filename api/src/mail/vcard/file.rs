//! Files of vCards as programs export them: many cards of any version one after the other, in any charset.

use calcard::vcard::{VCardKind, VCardProperty, VCardValue};
use calcard::{Entry, Parser};
use gatepost_shared::contact::ContactFault;
use sha2::{Digest as _, Sha256};

use super::{Card, MAX_PROPERTIES};
use crate::mail::drawer::record::MAX_VALUE;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;

/// One card of a file.
#[derive(Debug, Clone)]
pub struct Read {
    /// The name that it shows; empty where it has none.
    pub name: String,
    /// The card, fit to be kept, with its id; or why it is not.
    pub card: Result<(String, Card), ContactFault>,
    /// What had to be left out, in a sentence.
    pub warning: Option<&'static str>,
}

/// Reads a file, at most `most` cards of it; none when there are more. What is not a card between them is passed over.
pub fn read_file(bytes: &[u8], most: usize) -> Option<Vec<Read>> {
    let text = text_of(bytes);
    let mut parser = Parser::new(&text);
    let mut cards = Vec::new();
    loop {
        match parser.entry() {
            Entry::VCard(vcard) if vcard.entries.is_empty() => {}
            Entry::VCard(vcard) if cards.len() < most => cards.push(fit(Card { vcard })),
            Entry::VCard(_) => return None,
            Entry::Eof => return Some(cards),
            _ => {}
        }
    }
}

/// Most are UTF-8. What is not has been written by an old Windows program, unless the card itself says otherwise.
fn text_of(bytes: &[u8]) -> String {
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    };
    let charset = match utf16 {
        Some(charset) => charset,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return text.to_owned(),
            Err(_) => "windows-1252",
        },
    };
    match mail_parser::decoders::charsets::map::charset_decoder(charset.as_bytes()) {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Makes a card fit to be kept: in the words of version 4, with a UID, within the limits.
fn fit(mut card: Card) -> Read {
    modernise(&mut card);
    let mut warning = None;
    if card.to_text().len() > MAX_VALUE && card.first(&VCardProperty::Photo).is_some() {
        card.vcard.entries.retain(|entry| !matches!(entry.name, VCardProperty::Photo | VCardProperty::Logo));
        warning = Some("Its picture is too large and was left out.");
    }
    let id = card.id().unwrap_or_else(|| give_uid(&mut card));
    let name = card.contact().display();
    if card.first(&VCardProperty::Fn).is_none() && !name.is_empty() {
        // Version 2.1 does not ask for it, version 4 does.
        let entry = calcard::vcard::VCardEntry::new(VCardProperty::Fn).with_value(name.clone());
        card.vcard.entries.push(entry);
    }
    let text = card.to_text();
    let faulty = |property, sentence: &str| Err(ContactFault { property, sentence: sentence.to_owned() });
    let card = match () {
        () if text.len() > MAX_VALUE => faulty("note", "This card is larger than 64 KiB."),
        () if card.vcard.entries.len() > MAX_PROPERTIES => faulty("", "This card has more than 2000 properties."),
        // What is kept is what will be read again, each time: a card that changes by being written is a broken one.
        () => match Card::parse(&text).filter(|kept| Card::parse(&kept.to_text()).as_ref() == Some(kept)) {
            Some(kept) if kept.id().as_deref() == Some(&id) => kept.contact().check().map(|()| (id, kept)),
            _ => faulty("", "This card cannot be understood."),
        },
    };
    Read { name, card, warning }
}

/// Apple's groups before version 4.
fn modernise(card: &mut Card) {
    for entry in &mut card.vcard.entries {
        let VCardProperty::Other(name) = &entry.name else { continue };
        if name.eq_ignore_ascii_case("X-ADDRESSBOOKSERVER-MEMBER") {
            entry.name = VCardProperty::Member;
        } else if name.eq_ignore_ascii_case("X-ADDRESSBOOKSERVER-KIND") {
            let is_group = entry.values.first().and_then(VCardValue::as_text) == Some("group");
            if is_group {
                entry.name = VCardProperty::Kind;
                entry.values = vec![VCardValue::Kind(VCardKind::Group)];
            }
        }
    }
}

/// A UID made of what stands in the card, so that the same file imported twice makes no second contact.
fn give_uid(card: &mut Card) -> String {
    let digest = Sha256::digest(card.to_text());
    let id = digest[..16].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    card.vcard.entries.extend(Card::new(&id).vcard.entries);
    id
}
