//! Keywords: what is marked on an email, in JMAP's spelling (`$seen`), and how IMAP spells the same (`\Seen`).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest keyword in bytes (RFC 8621, section 4.1.1).
pub const MAX_KEYWORD: usize = 255;

/// One mark on an email: lower case, printable ASCII without `( ) { ] % * " \` (RFC 8621, section 4.1.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keyword(String);

/// A text is not a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a keyword is 1 to 255 letters, digits and signs other than ( ) {{ ] % * \" \\")]
pub struct InvalidKeyword;

/// JMAP's name and IMAP's name of the system flags (RFC 8621, section 4.1.1; RFC 3501, section 2.3.2).
const SYSTEM_FLAGS: [(&str, &str); 4] =
    [("$seen", "\\Seen"), ("$flagged", "\\Flagged"), ("$answered", "\\Answered"), ("$draft", "\\Draft")];

impl Keyword {
    /// The person has read the email.
    pub const SEEN: &'static str = "$seen";
    /// The person has starred the email.
    pub const FLAGGED: &'static str = "$flagged";
    /// The person has answered the email.
    pub const ANSWERED: &'static str = "$answered";
    /// The email is not finished.
    pub const DRAFT: &'static str = "$draft";
    /// The person has forwarded the email.
    pub const FORWARDED: &'static str = "$forwarded";
    /// The email is unwanted.
    pub const JUNK: &'static str = "$junk";
    /// The email was taken for unwanted, and is not.
    pub const NOT_JUNK: &'static str = "$notjunk";
    /// A read receipt was sent for the email, or the person has decided that none is (RFC 3503).
    pub const MDN_SENT: &'static str = "$mdnsent";
    /// A node has begun to hand the draft to SMTP and has not yet said how it ended (RFC 5550, section 5.8).
    pub const SUBMIT_PENDING: &'static str = "$submitpending";
    /// SMTP has accepted the email (RFC 5550, section 5.8).
    pub const SUBMITTED: &'static str = "$submitted";

    /// JMAP's spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the marks by which a draft is sent exactly once: no mark of a person's.
    pub fn is_of_sending(&self) -> bool {
        matches!(self.as_str(), Self::SUBMIT_PENDING | Self::SUBMITTED)
    }

    /// IMAP's spelling: a system flag, or the keyword itself, which is a valid IMAP atom by construction.
    pub fn to_imap(&self) -> &str {
        SYSTEM_FLAGS.iter().find(|(jmap, _)| *jmap == self.0).map_or(&self.0, |(_, imap)| imap)
    }

    /// The keyword that an IMAP flag stands for. None for flags that are no marks of a person or a program:
    /// `\Recent`, `\Deleted`, `\*` and whatever else begins with a backslash.
    pub fn from_imap(flag: &str) -> Option<Self> {
        match SYSTEM_FLAGS.iter().find(|(_, imap)| imap.eq_ignore_ascii_case(flag)) {
            Some((jmap, _)) => Some(Self((*jmap).to_owned())),
            None => flag.parse().ok(),
        }
    }
}

impl FromStr for Keyword {
    type Err = InvalidKeyword;

    fn from_str(text: &str) -> Result<Self, InvalidKeyword> {
        let is_allowed = |byte: u8| (0x21..=0x7e).contains(&byte) && !b"(){]%*\"\\".contains(&byte);
        let valid = !text.is_empty() && text.len() <= MAX_KEYWORD && text.bytes().all(is_allowed);
        if valid { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidKeyword) }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Keyword {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Keyword {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The set of marks on an email. It travels as JMAP's object: `{"$seen": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keywords(BTreeSet<Keyword>);

impl Keywords {
    /// Whether the mark is set; the name is given in JMAP's spelling.
    pub fn has(&self, keyword: &str) -> bool {
        self.0.iter().any(|set| set.as_str() == keyword)
    }

    /// Whether the person has read the email.
    pub fn is_seen(&self) -> bool {
        self.has(Keyword::SEEN)
    }

    /// Whether the person has starred the email.
    pub fn is_flagged(&self) -> bool {
        self.has(Keyword::FLAGGED)
    }

    /// Sets or clears a mark.
    pub fn set(&mut self, keyword: Keyword, on: bool) {
        if on {
            self.0.insert(keyword);
        } else {
            self.0.remove(&keyword);
        }
    }

    /// The marks in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &Keyword> {
        self.0.iter()
    }
}

impl FromIterator<Keyword> for Keywords {
    fn from_iter<I: IntoIterator<Item = Keyword>>(keywords: I) -> Self {
        // `collect` would sort first, and bring a sorting algorithm into the client's bundle for two or three keywords.
        let mut set = BTreeSet::new();
        set.extend(keywords);
        Self(set)
    }
}

impl Serialize for Keywords {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|keyword| (keyword.as_str(), true)))
    }
}

impl<'de> Deserialize<'de> for Keywords {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let marks = std::collections::BTreeMap::<String, bool>::deserialize(deserializer)?;
        marks
            .into_iter()
            .filter(|(_, on)| *on)
            .map(|(name, _)| name.parse().map_err(serde::de::Error::custom))
            .collect()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Keywords {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(true)))
            .description(Some("JMAP keywords that are set, each with the value true (RFC 8621, section 4.1.1)"))
            .examples([serde_json::json!({"$seen": true})])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Keywords {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_flags_are_spelled_as_each_side_spells_them() {
        let seen: Keyword = "$Seen".parse().unwrap();
        assert_eq!(seen.to_imap(), "\\Seen");
        assert_eq!(Keyword::from_imap("\\SEEN"), Some(seen));
        assert_eq!(Keyword::from_imap("$Forwarded").unwrap().as_str(), Keyword::FORWARDED);
    }

    #[test]
    fn flags_that_mark_nothing_for_a_person_are_passed_over() {
        for flag in ["\\Recent", "\\Deleted", "\\*", ""] {
            assert_eq!(Keyword::from_imap(flag), None, "{flag}");
        }
    }

    #[test]
    fn what_is_no_imap_atom_is_no_keyword() {
        for text in ["", "two words", "a)b", "a\r\nb", "\"", "ü", "a]b"] {
            assert!(text.parse::<Keyword>().is_err(), "{text}");
        }
    }

    #[test]
    fn keywords_travel_as_an_object() {
        let keywords: Keywords = serde_json::from_str(r#"{"$seen":true,"work":true,"$flagged":false}"#).unwrap();
        assert_eq!(serde_json::to_string(&keywords).unwrap(), r#"{"$seen":true,"work":true}"#);
        assert!(serde_json::from_str::<Keywords>(r#"{"a b":true}"#).is_err());
    }

    proptest::proptest! {
        #[test]
        fn a_keyword_is_an_imap_atom_or_a_flag_of_the_system_and_has_one_spelling(text in "[\\x21-\\x7e]{1,20}|(?s).{0,20}") {
            if let Ok(keyword) = text.parse::<Keyword>() {
                let flag = keyword.to_imap();
                let atom = flag.strip_prefix('\\').unwrap_or(flag);
                let is_atom = atom.bytes().all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte));
                proptest::prop_assert!(is_atom, "{}", flag);
                proptest::prop_assert_eq!(keyword.to_string(), text.to_ascii_lowercase());
                proptest::prop_assert_eq!(Keyword::from_imap(flag), Some(keyword));
            }
        }
    }
}
