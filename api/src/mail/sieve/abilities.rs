//! What a server announces (RFC 5804, section 1.7), and what follows from it for rules.

use gatepost_shared::rule::RuleAbilities;

use super::conversation::Answer;

/// What a server announces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Announced {
    implementation: String,
    extensions: Vec<String>,
    mechanisms: Vec<String>,
}

impl From<&Answer> for Announced {
    fn from(answer: &Answer) -> Self {
        let mut announced = Self::default();
        for line in &answer.lines {
            let mut texts = line.iter().filter_map(|token| token.text());
            let (name, value) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            let words = || value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
            match name.to_ascii_uppercase().as_str() {
                "IMPLEMENTATION" => value.clone_into(&mut announced.implementation),
                "SIEVE" => announced.extensions = words(),
                "SASL" => announced.mechanisms = words(),
                _ => {}
            }
        }
        announced
    }
}

impl Announced {
    /// Whether a password can be used to sign in.
    pub(super) fn takes_plain(&self) -> bool {
        self.mechanisms.iter().any(|name| name == "plain")
    }

    /// Whether `fileinto` wants mailboxes as IMAP spells them, in modified UTF-7: Cyrus does, unless its operator has said
    /// `sieve_utf8fileinto`. RFC 5228 (section 2.1) has UTF-8.
    pub(super) fn spells_as_imap(&self) -> bool {
        self.implementation.to_ascii_lowercase().starts_with("cyrus")
    }

    /// What rules can say.
    pub(super) fn abilities(&self) -> RuleAbilities {
        let has = |name: &str| self.extensions.iter().any(|known| known == name);
        RuleAbilities {
            file_into: has("fileinto"),
            copy: has("copy"),
            keywords: has("imap4flags"),
            body: has("body"),
            vacation: has("vacation"),
            vacation_dates: has("date") && has("relational"),
            include: has("include"),
        }
    }
}
