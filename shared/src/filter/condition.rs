//! What an email must be like: every property that is given must hold (RFC 8621, section 4.4.1).

use serde::{Deserialize, Serialize};

use super::{InvalidFilter, MAX_MAILBOXES, MAX_TEXT};
use crate::date::UtcDate;
use crate::id::MailboxId;
use crate::keyword::Keyword;

/// The longest name of a header: one that fits a line of 78 characters with its colon (RFC 5322, section 2.1.1).
const MAX_HEADER_NAME: usize = 76;

/// What an email must be like (RFC 8621, section 4.4.1). Properties that are not given do not matter. Texts are
/// looked for without regard to case; see [`super::tokens`] for what their words and quotes mean.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilterCondition {
    /// It is in this mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_mailbox: Option<MailboxId>,
    /// It is in a mailbox that is none of these; at most 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_mailbox_other_than: Option<Vec<MailboxId>>,
    /// It was received before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<UtcDate>,
    /// It was received at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<UtcDate>,
    /// Its size in bytes is this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_size: Option<u64>,
    /// Its size in bytes is less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u64>,
    /// This is marked on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 255, example = "$flagged"))]
    pub has_keyword: Option<Keyword>,
    /// This is not marked on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 255, example = "$seen"))]
    pub not_keyword: Option<Keyword>,
    /// Whether a part is offered as an attachment, as in [`crate::email::EmailSummary::has_attachment`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_attachment: Option<bool>,
    /// This stands in the name of an attachment: all words in that of one. No mail server can be asked for it: the names
    /// are looked at, those of the newest emails first, and an answer that had to leave some out says so (`isPartial`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub attachment_name: Option<String>,
    /// This stands in a header or in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub text: Option<String>,
    /// This stands in `From`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub from: Option<String>,
    /// This stands in `To`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub to: Option<String>,
    /// This stands in `Cc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub cc: Option<String>,
    /// This stands in `Bcc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub bcc: Option<String>,
    /// This stands in the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub subject: Option<String>,
    /// This stands in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 998))]
    pub body: Option<String>,
    /// It has this header, and, where a second text is given, that stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 2, example = json!(["List-Id", "rust"])))]
    pub header: Option<HeaderMatch>,
}

/// A header to look for. It travels as `["NAME"]` or `["NAME", "TEXT"]` (RFC 8621, section 4.4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct HeaderMatch {
    /// The header's name.
    pub name: String,
    /// What stands in it; none: it is enough that the email has the header.
    pub text: Option<String>,
}

impl TryFrom<Vec<String>> for HeaderMatch {
    type Error = &'static str;

    fn try_from(texts: Vec<String>) -> Result<Self, Self::Error> {
        let mut texts = texts.into_iter();
        match (texts.next(), texts.next(), texts.next()) {
            (Some(name), text, None) => Ok(Self { name, text }),
            _ => Err("header: give a header's name and, if you like, a text that stands in it"),
        }
    }
}

impl From<HeaderMatch> for Vec<String> {
    fn from(header: HeaderMatch) -> Self {
        std::iter::once(header.name).chain(header.text).collect()
    }
}

impl FilterCondition {
    /// The texts to look for, by property.
    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let header = self.header.as_ref().and_then(|header| header.text.as_ref());
        [
            ("text", self.text.as_ref()),
            ("from", self.from.as_ref()),
            ("to", self.to.as_ref()),
            ("cc", self.cc.as_ref()),
            ("bcc", self.bcc.as_ref()),
            ("subject", self.subject.as_ref()),
            ("body", self.body.as_ref()),
            ("attachmentName", self.attachment_name.as_ref()),
            ("header", header),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?.as_str())))
    }

    /// How many properties are given; an empty condition counts as one, since it costs one.
    fn terms(&self) -> usize {
        let texts = self.texts().count();
        let bare_header = self.header.as_ref().is_some_and(|header| header.text.is_none());
        let others = [
            bare_header,
            self.in_mailbox.is_some(),
            self.in_mailbox_other_than.is_some(),
            self.before.is_some(),
            self.after.is_some(),
            self.min_size.is_some(),
            self.max_size.is_some(),
            self.has_keyword.is_some(),
            self.not_keyword.is_some(),
            self.has_attachment.is_some(),
        ];
        (texts + others.iter().filter(|is_given| **is_given).count()).max(1)
    }

    /// Whether the properties are within their limits; answers how many there are.
    pub(super) fn check(&self) -> Result<usize, InvalidFilter> {
        self.texts().try_for_each(|(property, text)| check_text(property, text))?;
        if self.header.as_ref().is_some_and(|header| !is_header_name(&header.name)) {
            return Err(InvalidFilter::HeaderName);
        }
        if self.in_mailbox_other_than.as_ref().is_some_and(|mailboxes| mailboxes.len() > MAX_MAILBOXES) {
            return Err(InvalidFilter::TooManyMailboxes);
        }
        Ok(self.terms())
    }
}

fn check_text(property: &'static str, text: &str) -> Result<(), InvalidFilter> {
    if text.len() > MAX_TEXT {
        return Err(InvalidFilter::TooLong(property));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\t') {
        return Err(InvalidFilter::Control(property));
    }
    if super::tokens(text).is_empty() {
        return Err(InvalidFilter::Empty(property));
    }
    Ok(())
}

/// RFC 5322, section 2.2: printable ASCII other than the colon.
fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_HEADER_NAME
        && name.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b':')
}
