//! The name of a mailbox: from what a person typed to what goes over the wire, and what the server says against it.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::check_name;
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::mail::error::MailError;
use crate::mail::imap::mailboxes::{DRAWER, Survey};
use crate::mail::imap::session::Session;
use crate::mail::imap::{ensure, utf7};

/// The id that a mailbox of this name would have in this parent, or at the top.
pub(super) async fn place(
    session: &mut Session,
    survey: &Survey,
    parent: Option<&MailboxId>,
    typed: &str,
) -> Result<MailboxId, MailError> {
    let separator = parent.map_or_else(|| survey.own_separator(), |parent| survey.separator(parent));
    let name = spelled(typed, separator)?;
    let path = match parent {
        Some(parent) => {
            let separator =
                separator.ok_or_else(|| wrong("parentId", "This mail server has no folders within folders."))?;
            format!("{}{separator}{name}", parent.name())
        }
        None => format!("{}{name}", prefix(session).await?),
    };
    if parent.is_none() && name == DRAWER {
        return Err(wrong("name", "\"Gatepost\" is where Gatepost keeps your settings. Choose another name."));
    }
    if path.eq_ignore_ascii_case("INBOX") {
        return Err(taken(typed));
    }
    MailboxId::new(path).map_err(|_| wrong("name", "With the folders around it, this name is too long."))
}

async fn prefix(session: &mut Session) -> Result<String, MailError> {
    if session.has("NAMESPACE") { ensure::personal_prefix(session).await } else { Ok(String::new()) }
}

/// The name as IMAP spells it. Composed (NFC), so that what looks the same is the same: some keyboards and systems type
/// `é` as two characters, and two folders "Été" would be a puzzle.
fn spelled(typed: &str, separator: Option<char>) -> Result<String, MailError> {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(typed);
    let name = check_name(&composed).map_err(|error| wrong("name", &error.to_string()))?;
    match separator {
        Some(separator) if name.contains(separator) => Err(wrong(
            "name",
            &format!("The name of a folder cannot contain \"{separator}\", which parts folders here."),
        )),
        _ => Ok(utf7::encode(name)),
    }
}

/// A property cannot be had, and why.
pub(super) fn wrong(property: &'static str, sentence: &str) -> MailError {
    MailError::Invalid { property, sentence: sentence.to_owned() }
}

/// There is a mailbox of this name.
pub(super) fn taken(name: &str) -> MailError {
    MailError::AlreadyExists(format!("There is a folder \"{}\" here already. Choose another name.", name.trim()))
}

/// What a refused CREATE or RENAME says of the name (RFC 5530).
pub(super) fn refused(name: &str, error: MailError) -> MailError {
    match error {
        MailError::Refused { code, text, is_bad: false, .. } => match code.to_ascii_uppercase().as_str() {
            "ALREADYEXISTS" => taken(name),
            "CANNOT" | "" if !text.to_ascii_lowercase().contains("permission") => MailError::Invalid {
                property: "name",
                sentence: format!("The mail server does not take this name. It says: {text}"),
            },
            _ => MailError::Refused { command: "CREATE", code, text, is_bad: false },
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_composed_trimmed_and_encoded() {
        assert_eq!(spelled(" E\u{301}te\u{301} ", Some('/')).unwrap(), utf7::encode("Été"));
        assert_eq!(spelled("a.b", Some('/')).unwrap(), "a.b");
    }

    #[test]
    fn what_is_no_name_is_refused_with_a_sentence() {
        for (typed, word) in [("a/b", "parts folders"), ("", "needs a name"), ("a\0", "control"), ("a\nb", "control")] {
            let Err(MailError::Invalid { property: "name", sentence }) = spelled(typed, Some('/')) else {
                panic!("{typed:?}")
            };
            assert!(sentence.contains(word), "{sentence}");
        }
    }
}
