//! What a person should know before they rely on an email: data that a client can put into any language, and a sentence
//! for programs that have none of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something unusual about an email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// What it is.
    pub kind: WarningKind,
    /// What it is about; the kind says which values there are. They are what a stranger wrote: show them as text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// The same as an English sentence.
    pub text: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $variant:ident, $text:literal;)+) => {
        /// The kinds of warnings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum WarningKind { $($(#[$doc])+ $variant,)+ }

        impl WarningKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The sentence, with names of values in braces.
            pub fn template(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

kinds! {
    /// The MIME structure cannot be read.
    StructureBroken, "The structure of this message is broken. It is shown as one piece.";
    /// More parts, or deeper ones, than are passed on.
    PartsCut, "This message has too many parts, or they are nested too deep. Not all of them are shown.";
    /// The header is larger than what is read of it.
    HeaderCut, "The header of this message is very large. What stands at its end is not shown.";
    /// The HTML is larger than what is shown of it.
    HtmlCut, "This message is very long: its end is not shown. Download it to see all of it.";
    /// The HTML nests too deep or has too many elements: some tags are left out, the text stays.
    HtmlFlattened, "This message is built in an unusual way: some of its layout is left out.";
    /// A `winmail.dat` that cannot be read, or is too large to be looked into. `name`: its file name.
    TnefUnread, "The file {name} holds further files that could not be unpacked.";
    /// A calendar part that cannot be read.
    CalendarUnread, "This message holds an invitation that could not be read.";
    /// The sender's name holds an address that is not theirs. `name`, `claimed`, `address`.
    NameHoldsAddress, "The sender calls themselves \"{name}\", but writes from {address}.";
    /// The sender has the name of somebody whom the person knows under another address. `name`, `known`, `address`.
    NameOfSomebodyKnown, "\"{name}\" usually writes from {known}; this message comes from {address}.";
    /// The sender's domain mixes writing systems, or looks like Latin letters and is not. `domain`, `ascii`.
    DomainIsDeceptive, "The sender's domain {domain} is not what it looks like: it is {ascii}.";
    /// The sender's domain looks like one that the person knows. `domain`, `known`.
    DomainLooksLike, "The sender's domain {domain} looks like {known}, but is another one.";
    /// Answers go to another domain than the message comes from. `address`, `replyTo`.
    ReplyToElsewhere, "Answers to this message go to {replyTo}, not to {address}.";
}

impl Warning {
    /// A warning with its values.
    pub fn new<const N: usize>(kind: WarningKind, values: [(&str, &str); N]) -> Self {
        let mut text = kind.template().to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { kind, values, text }
    }
}

impl From<WarningKind> for Warning {
    fn from(kind: WarningKind) -> Self {
        Self::new(kind, [])
    }
}

impl std::fmt::Display for WarningKind {
    /// The name that travels: `htmlCut`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_data_and_a_sentence() {
        let warning = Warning::new(WarningKind::ReplyToElsewhere, [("address", "a@x.org"), ("replyTo", "b@y.org")]);
        let json = serde_json::to_value(&warning).unwrap();
        assert_eq!(json["kind"], "replyToElsewhere");
        assert_eq!(json["values"]["replyTo"], "b@y.org");
        assert_eq!(json["text"], "Answers to this message go to b@y.org, not to a@x.org.");
        assert_eq!(WarningKind::HtmlCut.to_string(), "htmlCut");
    }
}
