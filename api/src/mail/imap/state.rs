//! The state of a mailbox: the five numbers by which it is known whether, and since when, anything has changed.
//!
//! It travels as one opaque text, which any node reads: there is no journal of changes anywhere but on the mail server.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::response::Items;
use crate::mail::error::MailError;

/// The longest text that is taken for a state: five numbers of 20 digits, with dots, in base64.
const MAX_TEXT: usize = 140;

/// What STATUS says of a mailbox; 0 where the server says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct MailboxState {
    /// UIDVALIDITY: another one means that the mailbox was made anew (RFC 3501, section 2.3.1.1).
    pub(super) uid_validity: u32,
    /// HIGHESTMODSEQ: grows with every change (RFC 7162, section 3.1.2.1); 0 without CONDSTORE.
    pub(super) modseq: u64,
    /// UIDNEXT: whatever comes has this UID or a greater one.
    pub(super) uid_next: u32,
    /// MESSAGES.
    pub(super) messages: u32,
    /// UNSEEN.
    pub(super) unseen: u32,
}

impl MailboxState {
    /// The state that the items of a STATUS response tell.
    pub(super) fn of(items: &Items) -> Self {
        let number = |name: &str| items.number(name).unwrap_or(0);
        let small = |name: &str| u32::try_from(number(name)).unwrap_or(0);
        Self {
            uid_validity: small("UIDVALIDITY"),
            modseq: number("HIGHESTMODSEQ"),
            uid_next: small("UIDNEXT"),
            messages: small("MESSAGES"),
            unseen: small("UNSEEN"),
        }
    }

    /// Reads the state that a property of the request names.
    pub(super) fn named(property: &'static str, text: &str) -> Result<Self, MailError> {
        Self::parse(text).ok_or_else(|| MailError::Invalid {
            property,
            sentence: "This is not the state of a mailbox. Use one that this API has answered.".to_owned(),
        })
    }

    /// Reads a state that this API has answered; none for any other text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut numbers = decoded.split('.');
        let state = Self {
            uid_validity: numbers.next()?.parse().ok()?,
            modseq: numbers.next()?.parse().ok()?,
            uid_next: numbers.next()?.parse().ok()?,
            messages: numbers.next()?.parse().ok()?,
            unseen: numbers.next()?.parse().ok()?,
        };
        numbers.next().is_none().then_some(state)
    }
}

impl fmt::Display for MailboxState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { uid_validity, modseq, uid_next, messages, unseen } = self;
        let numbers = format!("{uid_validity}.{modseq}.{uid_next}.{messages}.{unseen}");
        f.write_str(&URL_SAFE_NO_PAD.encode(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_state_survives_the_round_trip(numbers in any::<(u32, u64, u32, u32, u32)>()) {
            let (uid_validity, modseq, uid_next, messages, unseen) = numbers;
            let state = MailboxState { uid_validity, modseq, uid_next, messages, unseen };
            prop_assert_eq!(MailboxState::parse(&state.to_string()), Some(state));
        }

        #[test]
        fn no_text_makes_reading_a_state_panic(text in "[A-Za-z0-9_=.-]{0,200}") {
            let _ = MailboxState::parse(&text);
        }
    }
}
