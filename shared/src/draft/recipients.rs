//! Typed recipients: `Alice <a@x.org>, "Smith, Bob" <b@x.org>; c@x.org` and what is wrong with one.
//!
//! This reads what a person types or pastes, not header fields: those are the API's to parse.

use crate::address::EmailAddress;

/// Why a text is no address that mail can be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// No text at all.
    #[error("The address is missing.")]
    Empty,
    /// No `@`.
    #[error("The part after @ is missing.")]
    NoDomain,
    /// Nothing before the `@`.
    #[error("The part before @ is missing.")]
    NoLocalPart,
    /// Over the limits of RFC 5321, section 4.5.3.1: 64 bytes before the `@`, 254 in all.
    #[error("The address is too long.")]
    TooLong,
    /// The part before the `@` is not a dot-string (RFC 5321, section 4.1.2).
    #[error("The part before @ holds a sign that is not allowed there.")]
    LocalPart,
    /// The part after the `@` is no domain name.
    #[error("The part after @ is not a domain name.")]
    Domain,
}

/// A piece of typed text that is no recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRecipient {
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub fault: AddressFault,
}

/// Reads typed or pasted recipients, parted by commas, semicolons or line ends. One answer per recipient, so
/// that the good ones can be taken and the others shown.
pub fn parse(text: &str) -> Vec<Result<EmailAddress, InvalidRecipient>> {
    split(text).into_iter().map(str::trim).filter(|piece| !piece.is_empty()).map(parse_one).collect()
}

/// Whether mail can be sent to the address (RFC 5321, section 4.1.2, without quoted local parts and address
/// literals, which nobody has; letters of any script as in RFC 6531).
///
/// # Errors
/// What is wrong, with a sentence for the person.
pub fn validate(address: &str) -> Result<(), AddressFault> {
    if address.is_empty() {
        return Err(AddressFault::Empty);
    }
    let (local, domain) = address.rsplit_once('@').ok_or(AddressFault::NoDomain)?;
    match () {
        () if local.is_empty() => Err(AddressFault::NoLocalPart),
        () if domain.is_empty() => Err(AddressFault::NoDomain),
        () if local.len() > 64 || address.len() > 254 => Err(AddressFault::TooLong),
        () if !is_dot_string(local) => Err(AddressFault::LocalPart),
        () if !is_domain(domain) => Err(AddressFault::Domain),
        () => Ok(()),
    }
}

/// The recipient as a person types it; what [`parse`] reads back.
pub fn format(address: &EmailAddress) -> String {
    match address.name.as_deref().map(str::trim) {
        None | Some("") => address.email.clone(),
        Some(name) if name.chars().all(|c| c.is_alphanumeric() || " -'._".contains(c)) => {
            format!("{name} <{}>", address.email)
        }
        Some(name) => {
            let escaped: String =
                name.chars().flat_map(|c| "\\\"".contains(c).then_some('\\').into_iter().chain([c])).collect();
            format!("\"{escaped}\" <{}>", address.email)
        }
    }
}

/// The pieces between separators that stand outside of quotes and angle brackets. A quote or bracket that is
/// never closed ends with its line: a typing slip must not swallow everybody behind it.
fn split(text: &str) -> Vec<&str> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    let (mut in_quotes, mut in_brackets, mut escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        let is_separator = matches!(c, '\n' | '\r') || (!in_quotes && !in_brackets && matches!(c, ',' | ';'));
        if is_separator {
            pieces.push(&text[start..at]);
            start = at + c.len_utf8();
            (in_quotes, in_brackets, escaped) = (false, false, false);
            continue;
        }
        match c {
            '"' if !escaped && !in_brackets => in_quotes = !in_quotes,
            '<' if !in_quotes => in_brackets = true,
            '>' if !in_quotes => in_brackets = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    pieces.push(&text[start..]);
    pieces
}

fn parse_one(piece: &str) -> Result<EmailAddress, InvalidRecipient> {
    let (name, address) = match piece.rsplit_once('<') {
        Some((name, rest)) => (unquoted(name.trim()), rest.trim_end().trim_end_matches('>').trim()),
        None => (String::new(), piece.strip_prefix("mailto:").unwrap_or(piece)),
    };
    match validate(address) {
        Ok(()) => Ok(EmailAddress { name: (!name.is_empty()).then_some(name), email: address.to_owned() }),
        Err(fault) => Err(InvalidRecipient { text: piece.to_owned(), fault }),
    }
}

/// The name without its quotes and escapes (RFC 5322, section 3.2.4), and without control characters.
fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    let mut plain = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars().filter(|c| !c.is_control()) {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            plain.push(c);
            escaped = false;
        }
    }
    plain.trim().to_owned()
}

/// RFC 5321's Dot-string: atoms of RFC 5322's atext, parted by single dots; letters of any script (RFC 6531, section 3.3).
fn is_dot_string(text: &str) -> bool {
    let is_atext = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// A domain name of two labels or more (RFC 1035, section 2.3.1), in letters of any script (RFC 5890): who sends it
/// spells it in ASCII.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Result<String, AddressFault>> {
        parse(text).into_iter().map(|one| one.map(|good| format(&good)).map_err(|bad| bad.fault)).collect()
    }

    #[test]
    fn names_quotes_commas_semicolons_and_pasted_lines_are_read() {
        let typed = "Alice <a@x.org>, b@x.org; \"Smith, Bob\" <bob@x.org>\nmailto:d@x.org,\r\n<e@x.org>,,";
        let good = ["Alice <a@x.org>", "b@x.org", "\"Smith, Bob\" <bob@x.org>", "d@x.org", "e@x.org"];
        assert_eq!(read(typed), good.map(|text| Ok(text.to_owned())));
    }

    #[test]
    fn one_slip_does_not_take_the_others_along() {
        assert_eq!(read("carol, bob@x.org"), [Err(AddressFault::NoDomain), Ok("bob@x.org".to_owned())]);
        assert_eq!(read("\"Carol <c@x.org>\nbob@x.org")[1], Ok("bob@x.org".to_owned()));
        assert_eq!(read("  \n ,; "), []);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (address, fault) in [
            ("", AddressFault::Empty),
            ("carol", AddressFault::NoDomain),
            ("carol@", AddressFault::NoDomain),
            ("@x.org", AddressFault::NoLocalPart),
            ("j\u{a0}rg@x.org", AddressFault::LocalPart),
            ("a b@x.org", AddressFault::LocalPart),
            ("a..b@x.org", AddressFault::LocalPart),
            ("a>b@x.org", AddressFault::LocalPart),
            ("a\r\nRCPT TO:<b@x.org", AddressFault::LocalPart),
            ("a@localhost", AddressFault::Domain),
            ("a@x..org", AddressFault::Domain),
            ("a@-x.org", AddressFault::Domain),
            ("a@x.org\r\nDATA", AddressFault::Domain),
        ] {
            assert_eq!(validate(address), Err(fault), "{address:?}");
        }
        assert_eq!(validate(&format!("{}@x.org", "a".repeat(65))), Err(AddressFault::TooLong));
        assert_eq!(validate("j\u{f6}rg@m\u{fc}nchen.example"), Ok(()), "whether it can be sent to, the server says");
        assert_eq!(validate("o'neil+shop=1@mail-1.example.org"), Ok(()));
    }

    proptest! {
        #[test]
        fn a_recipient_survives_being_written_and_read(name in "[^\\p{Cc}<>]{0,20}", local in "[a-z][a-z0-9+]{0,9}") {
            let name = name.trim().to_owned();
            let address = EmailAddress { name: (!name.is_empty()).then_some(name), email: format!("{local}@example.org") };
            prop_assert_eq!(parse(&format(&address)), [Ok(address)]);
        }

        #[test]
        fn nothing_valid_can_break_an_smtp_line(text in "\\PC*|.*[\r\n <>].*") {
            if validate(&text).is_ok() {
                prop_assert!(text.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>()\"\\".contains(c)));
            }
        }
    }
}
