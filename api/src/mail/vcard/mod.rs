//! vCards (RFC 6350, and the older 3.0 and 2.1 on their way in): read into a [`Contact`], changed by one, written anew.
//!
//! A card is always kept whole. A contact is what this webmail shows of it; when somebody changes a contact, only the
//! properties that they have changed are touched, and what other programs wrote into the card stays. calcard reads and
//! writes the syntax; what the properties mean to us is here. No protocol is spoken here.

mod change;
mod file;
mod show;

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardVersion};
use gatepost_shared::contact::{Contact, is_id};
use sha2::{Digest as _, Sha256};

pub use self::file::{MAX_FILE, Read, read_file};

/// The most properties of one card.
const MAX_PROPERTIES: usize = 2000;

/// A vCard with everything that stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    vcard: VCard,
}

impl Card {
    /// A card of which nothing is known yet but who it is.
    pub fn new(id: &str) -> Self {
        let uid = VCardEntry::new(VCardProperty::Uid).with_value(format!("urn:uuid:{id}"));
        Self { vcard: VCard { entries: vec![uid] } }
    }

    /// Reads one card. None when the text is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let vcard = VCard::parse(text).ok()?;
        (!vcard.entries.is_empty() && vcard.entries.len() <= MAX_PROPERTIES).then_some(Self { vcard })
    }

    /// Writes the card as vCard 4.0.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        let _ = self.vcard.write_to(&mut text, VCardVersion::V4_0);
        text
    }

    /// The id of the card in an address book, made of its UID; none without one.
    pub fn id(&self) -> Option<String> {
        let uid = self.vcard.property(&VCardProperty::Uid)?.values.first()?.as_text()?.trim();
        (!uid.is_empty()).then(|| id_of(uid))
    }

    /// What this webmail shows of it.
    pub fn contact(&self) -> Contact {
        show::contact(self)
    }

    /// Changes what differs between the contact that the card shows and this one, and nothing else.
    pub fn change(&mut self, wanted: &Contact) {
        change::apply(self, wanted);
    }
}

/// Paths of the API that are no contacts.
const RESERVED: [&str; 2] = ["import", "export"];

/// A UID as an id: itself where that can be, else a digest of it. The same UID has the same id always and everywhere.
fn id_of(uid: &str) -> String {
    let bare = match uid.get(..9) {
        Some(scheme) if scheme.eq_ignore_ascii_case("urn:uuid:") => &uid[9..],
        _ => uid,
    };
    if is_id(bare) && !RESERVED.contains(&bare) {
        return bare.to_owned();
    }
    format!("h-{}", URL_SAFE_NO_PAD.encode(&Sha256::digest(uid)[..18]))
}
