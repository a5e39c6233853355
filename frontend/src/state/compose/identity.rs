//! Who writes: the identity's name, where answers go, who gets a hidden copy, and the signature in the text.

use std::sync::{Arc, PoisonError};

use gatepost_shared::address::EmailAddress;
use gatepost_shared::identity::Identity;
use leptos::prelude::*;

use crate::dom::editor;
use crate::state::compose::Compose;
use crate::state::compose::composition::{Composition, Signature};

/// What parts a text from its signature (RFC 3676, section 4.3).
const DELIMITER: &str = "-- \n";
/// The signature's mark in the editor.
const MARK: &str = "signature";
/// What a text with formatting begins with: room to write.
const ROOM: &str = "<div><br></div>";
/// The room that the node leaves above a quote.
const ROOM_OF_THE_NODE: &str = "<p><br></p>";

impl Compose {
    /// The identities that the person may write as.
    pub fn choices(&self) -> Vec<Identity> {
        self.identities()
    }

    /// Writes as another: its signature takes the place of the one before.
    pub fn write_as(&self, composition: &Arc<Composition>, identity: &Identity) {
        let before = self.identity_of(composition);
        composition.from.set(identity.address());
        composition.set_reply_to(identity.reply_to.clone());
        if let Some(before) = before {
            composition.bcc.remove_all(&before.bcc);
        }
        composition.bcc.add(identity.bcc.clone());
        replace_signature(composition, identity);
        self.changed(composition);
    }

    /// Signs a message that has just begun, and gives it what the identity wants for all of its messages.
    pub(super) fn sign(&self, composition: &Composition) {
        let Some(identity) = self.identity_of(composition) else { return };
        composition.set_reply_to(identity.reply_to.clone());
        composition.bcc.add(identity.bcc.clone());
        let text = text_signature(&identity);
        if !text.is_empty() {
            composition.text.update(|all| *all = "\n\n".to_owned() + DELIMITER + &text + all);
        }
        *signature(composition) = Signature { text, is_ours: true };
    }

    /// HTML that begins with the signature, below the room to write and above what is quoted.
    pub(super) fn signed_html(&self, composition: &Composition, quoted: &str) -> String {
        let quoted = quoted.strip_prefix(ROOM_OF_THE_NODE).unwrap_or(quoted);
        let room = if quoted.is_empty() { "" } else { ROOM };
        self.signature_html(composition) + room + quoted
    }

    /// The room to write, and the signature where there is one.
    pub(super) fn signature_html(&self, composition: &Composition) -> String {
        let block = self.identity_of(composition).map(|identity| html_signature(&identity)).unwrap_or_default();
        if block.is_empty() {
            return ROOM.to_owned();
        }
        [ROOM, ROOM, "<div data-block=\"", MARK, "\">", &block, "</div>"].concat()
    }

    fn identity_of(&self, composition: &Composition) -> Option<Identity> {
        let from = composition.from.get_untracked();
        self.identities().into_iter().find(|identity| is_of(identity, &from))
    }
}

fn is_of(identity: &Identity, from: &EmailAddress) -> bool {
    identity.email.eq_ignore_ascii_case(from.email.trim())
}

fn signature(composition: &Composition) -> std::sync::MutexGuard<'_, Signature> {
    composition.signature.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Under plain text: what the person gave for it, or nothing but their own lines.
fn text_signature(identity: &Identity) -> String {
    identity.text_signature.trim_end().replace("\r\n", "\n")
}

/// Under HTML: what the person gave for it; else the plain one.
fn html_signature(identity: &Identity) -> String {
    match (identity.html_signature.trim(), text_signature(identity)) {
        ("", text) if text.is_empty() => String::new(),
        ("", text) => "<div>-- <br>".to_owned() + &escaped(&text).replace('\n', "<br>") + "</div>",
        (html, _) => "<div>-- <br></div>".to_owned() + html,
    }
}

/// A few lines as HTML.
pub(super) fn html_of_lines(text: &str) -> String {
    let line = |line: &str| ["<div>", if line.is_empty() { "<br>" } else { "" }, &escaped(line), "</div>"].concat();
    text.trim_end().lines().map(line).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn replace_signature(composition: &Composition, identity: &Identity) {
    let mut kept = signature(composition);
    if composition.is_rich() {
        editor::set_block(composition.number, MARK, &html_signature(identity), true, !kept.is_ours);
    }
    let new = text_signature(identity);
    let replaced = composition.text.with_untracked(|text| with_signature(text, &kept, &new));
    if let Some(text) = replaced {
        composition.text.set(text);
        kept.text = new;
    }
}

/// The text with another signature. None when the old one is not there any more: the person has changed it.
fn with_signature(text: &str, old: &Signature, new: &str) -> Option<String> {
    let block =
        |signature: &str| if signature.is_empty() { String::new() } else { "\n\n".to_owned() + DELIMITER + signature };
    let (old_block, new_block) = (block(&old.text), block(new));
    match text.find(&old_block) {
        // Without an old one it stands where a text begins, as long as nobody has written there.
        _ if old.text.is_empty() => {
            (old.is_ours && (text.is_empty() || text.starts_with('\n'))).then(|| new_block + text)
        }
        Some(at) => Some([&text[..at], &new_block, &text[at + old_block.len()..]].concat()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(text: &str) -> Signature {
        Signature { text: text.to_owned(), is_ours: true }
    }

    #[test]
    fn another_identity_signs_in_the_place_of_the_one_before() {
        let text = "Hello\n\n-- \nErin\n\nOn Monday, Carol wrote:\n> Hi\n";
        let changed = with_signature(text, &ours("Erin"), "The office").unwrap();
        assert_eq!(changed, "Hello\n\n-- \nThe office\n\nOn Monday, Carol wrote:\n> Hi\n");
        assert_eq!(with_signature("Hello\n\n-- \nErin", &ours("Erin"), "").unwrap(), "Hello");
    }

    #[test]
    fn a_signature_that_the_person_has_changed_stays() {
        assert_eq!(with_signature("Hello\n\n-- \nErin B.", &ours("Carol"), "The office"), None);
        let foreign = Signature::default();
        assert_eq!(with_signature("\n\nHello", &foreign, "The office"), None, "a draft that was opened again");
    }

    #[test]
    fn one_that_was_missing_comes_where_the_text_begins() {
        assert_eq!(with_signature("\n\n> Hi\n", &ours(""), "Erin").unwrap(), "\n\n-- \nErin\n\n> Hi\n");
    }
}
