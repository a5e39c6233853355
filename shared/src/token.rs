//! Bearer tokens: what a person gives a program instead of a password, and what such a program may do.
//!
//! Not here: how a token is sealed, which only a node can do.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::date::UtcDate;

/// The longest name of a token, in characters.
pub const MAX_NAME: usize = 100;
/// The most tokens of one person that are valid at a time.
pub const MAX_TOKENS: usize = 100;
/// The shortest life of a token, in seconds.
pub const MIN_LIFE: u32 = 60;
/// The life of a token whose maker says nothing, in seconds: 30 days.
pub const DEFAULT_LIFE: u32 = 30 * 24 * 3600;

/// What a token allows. A token with none of them can only ask who it works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TokenScope))]
pub enum Scope {
    /// Read mailboxes, emails and attachments, search, and be told of changes.
    #[serde(rename = "mail.read")]
    MailRead,
    /// Mark, move, copy, delete and import emails, change mailboxes, and write drafts.
    #[serde(rename = "mail.modify")]
    MailModify,
    /// Send.
    #[serde(rename = "mail.send")]
    MailSend,
    /// Read and change settings, contacts and the vacation answer, and read the rules.
    #[serde(rename = "settings")]
    Settings,
}

impl Scope {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::MailRead, Self::MailModify, Self::MailSend, Self::Settings];

    /// The name that travels.
    pub fn name(self) -> &'static str {
        match self {
            Self::MailRead => "mail.read",
            Self::MailModify => "mail.modify",
            Self::MailSend => "mail.send",
            Self::Settings => "settings",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Names a token in the list of a person's tokens: 16 characters, and no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenId(String);

/// A text is not the id of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a valid token id")]
pub struct InvalidTokenId;

impl FromStr for TokenId {
    type Err = InvalidTokenId;

    fn from_str(text: &str) -> Result<Self, InvalidTokenId> {
        let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if is_id { Ok(Self(text.to_owned())) } else { Err(InvalidTokenId) }
    }
}

impl TryFrom<String> for TokenId {
    type Error = InvalidTokenId;

    fn try_from(text: String) -> Result<Self, InvalidTokenId> {
        text.parse()
    }
}

impl From<TokenId> for String {
    fn from(id: TokenId) -> Self {
        id.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for TokenId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[A-Za-z0-9_-]{16}$"))
            .examples(["q3Jk0eT-9sVbXa_2"])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for TokenId {}

/// `POST /tokens`: what the new token shall be called, be allowed, and how long it shall live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewToken {
    /// What the person calls it, to know it again in the list: 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100, example = "The door bell"))]
    pub name: String,
    /// What it allows.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Scope>))]
    pub scopes: BTreeSet<Scope>,
    /// After how many seconds it ends: at least 60, at most what the node is configured for (a year, if nothing is
    /// said there). Thirty days when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 60, example = 2_592_000))]
    pub expires_in: Option<u32>,
}

/// A token in the list: everything but the token itself, which nobody can show again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// Names it, to revoke it.
    pub id: TokenId,
    /// What the person calls it.
    #[cfg_attr(feature = "openapi", schema(example = "The door bell"))]
    pub name: String,
    /// What it allows.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Scope>))]
    pub scopes: BTreeSet<Scope>,
    /// When it was made.
    pub created_at: UtcDate,
    /// When it ends by itself.
    pub expires_at: UtcDate,
}

/// The answer to [`NewToken`]: the token, this once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct IssuedToken {
    /// What goes into the header `Authorization: Bearer TOKEN`. Keep it: it is not shown again.
    #[cfg_attr(feature = "openapi", schema(example = "gatepost_AQfW3kB8…"))]
    pub token: String,
    /// How it will stand in the list.
    pub info: TokenInfo,
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedToken").field("info", &self.info).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_travels_by_its_name() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
        }
    }

    proptest::proptest! {
        #[test]
        fn an_id_has_one_spelling_and_16_harmless_characters(text in "[A-Za-z0-9_-]{14,18}|(?s).{0,20}") {
            if let Ok(id) = text.parse::<TokenId>() {
                proptest::prop_assert_eq!(id.to_string(), text.clone());
                proptest::prop_assert!(text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
