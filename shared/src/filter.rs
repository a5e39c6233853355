//! Which emails, and in which order: JMAP's Filter and Comparator (RFC 8620, section 5.5; RFC 8621, sections 4.4.1
//! and 4.4.2), as lists, searches and selectors of bulk actions take them.
//!
//! What is read from JSON is within the limits stated here; whoever builds a filter otherwise asks
//! [`Filter::check`]. Not here: the search box's language, and what IMAP makes of a filter.

mod condition;
mod text;

use serde::{Deserialize, Serialize};

pub use condition::{FilterCondition, HeaderMatch};
pub use text::{phrase, tokens};

/// The most operators that stand within each other.
pub const MAX_DEPTH: usize = 12;

/// The most operators and properties that a filter holds, all levels together.
pub const MAX_TERMS: usize = 100;

/// The longest text to look for, in bytes: the longest line of a message (RFC 5322, section 2.1.1).
pub const MAX_TEXT: usize = 998;

/// The most mailboxes that one property names.
pub const MAX_MAILBOXES: usize = 200;

/// The most comparators of a sort: one of each property.
pub const MAX_COMPARATORS: usize = 6;

/// Which emails: a condition, or conditions drawn together (RFC 8620, section 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Filter {
    /// Conditions drawn together.
    Operator(FilterOperator),
    /// What an email must be like.
    Condition(Box<FilterCondition>),
}

/// Filters drawn together (RFC 8620, section 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilterOperator {
    /// How.
    pub operator: Operator,
    /// What: at least one.
    #[cfg_attr(feature = "openapi", schema(no_recursion, min_items = 1))]
    pub conditions: Vec<Filter>,
}

/// How filters are drawn together (RFC 8620, section 5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Operator {
    /// All of them match.
    And,
    /// At least one of them matches.
    Or,
    /// None of them matches.
    Not,
}

/// One step of an order; the next one decides between equals (RFC 8620, section 5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Comparator {
    /// What is compared.
    pub property: SortProperty,
    /// Whether the least comes first.
    #[serde(default = "ascending")]
    #[cfg_attr(feature = "openapi", schema(default = true))]
    pub is_ascending: bool,
}

/// What emails can be ordered by (RFC 8621, section 4.4.2). Text is compared as the mail server does: by
/// `i;unicode-casemap` or `i;ascii-casemap` (RFC 5256, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum SortProperty {
    /// When the server received it.
    ReceivedAt,
    /// The `Date` header.
    SentAt,
    /// The first author.
    From,
    /// The first recipient.
    To,
    /// The subject without "Re:" and "Fwd:" (RFC 5256, section 2.1).
    Subject,
    /// The size in bytes.
    Size,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFilter {
    /// See [`MAX_DEPTH`].
    #[error("operators stand within each other more than {MAX_DEPTH} deep")]
    TooDeep,
    /// See [`MAX_TERMS`].
    #[error("there are more than {MAX_TERMS} operators and properties")]
    TooMany,
    /// An operator draws nothing together.
    #[error("an operator needs at least one condition")]
    NoConditions,
    /// See [`MAX_TEXT`].
    #[error("{0}: a text to look for has at most {MAX_TEXT} bytes")]
    TooLong(&'static str),
    /// Nothing but white space.
    #[error("{0}: there is nothing to look for")]
    Empty(&'static str),
    /// Line ends, NUL and the like.
    #[error("{0}: a text to look for has no control characters")]
    Control(&'static str),
    /// RFC 5322, section 2.2.
    #[error("header: a header's name is 1 to 76 letters, digits and signs, without space or colon")]
    HeaderName,
    /// See [`MAX_MAILBOXES`].
    #[error("inMailboxOtherThan: at most {MAX_MAILBOXES} mailboxes can be named")]
    TooManyMailboxes,
}

impl Filter {
    /// All of these; the filter itself when it is only one.
    pub fn all(filters: Vec<Filter>) -> Self {
        Self::draw(Operator::And, filters)
    }

    /// At least one of these; the filter itself when it is only one.
    pub fn any(filters: Vec<Filter>) -> Self {
        Self::draw(Operator::Or, filters)
    }

    /// None of these.
    pub fn none(filters: Vec<Filter>) -> Self {
        Self::Operator(FilterOperator { operator: Operator::Not, conditions: filters })
    }

    fn draw(operator: Operator, mut filters: Vec<Filter>) -> Self {
        match filters.len() {
            1 => filters.remove(0),
            _ => Self::Operator(FilterOperator { operator, conditions: filters }),
        }
    }

    /// Whether the filter is within the limits.
    ///
    /// # Errors
    /// Says which limit it passes, or what cannot be looked for.
    pub fn check(&self) -> Result<(), InvalidFilter> {
        let mut terms = 0;
        self.count(1, &mut terms)
    }

    fn count(&self, depth: usize, terms: &mut usize) -> Result<(), InvalidFilter> {
        *terms += match self {
            Self::Operator(_) => 1,
            Self::Condition(condition) => condition.check()?,
        };
        if *terms > MAX_TERMS {
            return Err(InvalidFilter::TooMany);
        }
        let Self::Operator(FilterOperator { conditions, .. }) = self else { return Ok(()) };
        if conditions.is_empty() {
            return Err(InvalidFilter::NoConditions);
        }
        if depth > MAX_DEPTH {
            return Err(InvalidFilter::TooDeep);
        }
        conditions.iter().try_for_each(|filter| filter.count(depth + 1, terms))
    }
}

impl From<FilterCondition> for Filter {
    fn from(condition: FilterCondition) -> Self {
        Self::Condition(Box::new(condition))
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json reads at most 128 levels: the recursion below has an end.
        let filter = read(serde_json::Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)?;
        filter.check().map_err(serde::de::Error::custom)?;
        Ok(filter)
    }
}

/// An operator as it travels, its conditions not looked at yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOperator {
    operator: Operator,
    conditions: Vec<serde_json::Value>,
}

/// What has an `operator` is one; serde's own untagged enums would not say what is wrong with the rest.
fn read(value: serde_json::Value) -> Result<Filter, serde_json::Error> {
    if !value.is_object() {
        // serde would also read a struct from an array.
        return Err(serde::de::Error::custom("a filter is an object: expected { … }"));
    }
    if value.get("operator").is_none() {
        return Ok(Filter::Condition(serde_json::from_value(value)?));
    }
    let RawOperator { operator, conditions } = serde_json::from_value(value)?;
    let conditions = conditions.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Filter::Operator(FilterOperator { operator, conditions }))
}

impl Comparator {
    /// The least first.
    pub fn ascending(property: SortProperty) -> Self {
        Self { property, is_ascending: true }
    }

    /// The greatest first.
    pub fn descending(property: SortProperty) -> Self {
        Self { property, is_ascending: false }
    }
}

fn ascending() -> bool {
    true
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Filter {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let one_of = utoipa::openapi::schema::OneOfBuilder::new()
            .item(utoipa::openapi::Ref::from_schema_name("FilterOperator"))
            .item(utoipa::openapi::Ref::from_schema_name("FilterCondition"))
            .description(Some("Which emails: a condition, or conditions drawn together (RFC 8620, section 5.5)"))
            .examples([serde_json::json!({
                "operator": "AND",
                "conditions": [{"from": "alice", "hasAttachment": true}, {"operator": "NOT", "conditions": [{"hasKeyword": "$seen"}]}],
            })])
            .build();
        utoipa::openapi::schema::Schema::OneOf(one_of).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Filter {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        use utoipa::PartialSchema as _;
        schemas.push(("FilterOperator".to_owned(), FilterOperator::schema()));
        schemas.push(("Operator".to_owned(), Operator::schema()));
        schemas.push(("FilterCondition".to_owned(), FilterCondition::schema()));
        FilterCondition::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Filter, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_filter_travels_as_jmap_spells_it() {
        let json = r#"{"operator":"AND","conditions":[{"hasAttachment":true,"from":"alice"},{"operator":"NOT","conditions":[{"hasKeyword":"$seen"}]}]}"#;
        let filter = read(json).unwrap();
        assert_eq!(serde_json::to_string(&filter).unwrap(), json);
        let unread = FilterCondition { has_keyword: Some("$seen".parse().unwrap()), ..FilterCondition::default() };
        let from_alice = FilterCondition {
            from: Some("alice".to_owned()),
            has_attachment: Some(true),
            ..FilterCondition::default()
        };
        assert_eq!(filter, Filter::all(vec![from_alice.into(), Filter::none(vec![unread.into()])]));
    }

    #[test]
    fn every_property_of_rfc_8621_is_read() {
        let json = r#"{"inMailbox":"MSU5CT1g","inMailboxOtherThan":["MSU5CT1g"],"before":"2026-01-01T00:00:00Z","after":"2025-01-01T00:00:00Z","minSize":1,"maxSize":2,"hasKeyword":"$flagged","notKeyword":"$seen","hasAttachment":false,"text":"a","from":"b","to":"c","cc":"d","bcc":"e","subject":"f","body":"g","header":["List-Id","h"]}"#;
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        assert!(read(r#"{"header":["List-Id"]}"#).is_ok());
        assert!(read("{}").is_ok());
    }

    #[test]
    fn what_cannot_be_looked_for_is_refused_by_name() {
        for (json, sentence) in [
            (r#"{"color":"red"}"#, "color"),
            (r#"{"operator":"XOR","conditions":[{}]}"#, "XOR"),
            (r#"{"operator":"AND","conditions":[{}],"from":"a"}"#, "from"),
            (r#"{"operator":"AND"}"#, "conditions"),
            (r#"{"operator":"AND","conditions":[]}"#, "at least one condition"),
            (r#"{"from":""}"#, "from: there is nothing"),
            (r#"{"subject":" \t"}"#, "subject"),
            (r#"{"body":"a\r\nb"}"#, "body: a text to look for has no control characters"),
            (r#"{"header":["X:Y"]}"#, "header's name"),
            (r#"{"header":[]}"#, "header"),
            (r#"{"header":["a","b","c"]}"#, "header"),
            (r#"{"hasKeyword":"a b"}"#, "keyword"),
            (r#"{"before":"yesterday"}"#, "date"),
            (r#"{"minSize":-1}"#, "-1"),
            (r#"{"inMailbox":"nonsense"}"#, "mailbox id"),
            ("[]", "expected"),
            ("null", "expected"),
        ] {
            let error = read(json).expect_err(json);
            assert!(error.contains(sentence), "{json}: {error}");
        }
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let deep =
            (0..=MAX_DEPTH).fold("{}".to_owned(), |inner, _| format!(r#"{{"operator":"NOT","conditions":[{inner}]}}"#));
        assert!(read(&deep).unwrap_err().contains("deep"));
        let just_deep =
            (0..MAX_DEPTH).fold("{}".to_owned(), |inner, _| format!(r#"{{"operator":"NOT","conditions":[{inner}]}}"#));
        assert!(read(&just_deep).is_ok());
        let bottomless = "{\"operator\":\"NOT\",\"conditions\":[".repeat(20_000);
        assert!(read(&bottomless).unwrap_err().contains("recursion limit"));

        let many = vec![r#"{"from":"a","to":"b"}"#; MAX_TERMS / 2].join(",");
        assert!(read(&format!(r#"{{"operator":"OR","conditions":[{many}]}}"#)).unwrap_err().contains("more than 100"));
        let empties = vec!["{}"; MAX_TERMS + 1].join(",");
        assert!(read(&format!(r#"{{"operator":"OR","conditions":[{empties}]}}"#)).is_err());

        assert!(read(&format!(r#"{{"text":"{}"}}"#, "x".repeat(MAX_TEXT))).is_ok());
        assert!(read(&format!(r#"{{"text":"{}"}}"#, "x".repeat(MAX_TEXT + 1))).unwrap_err().contains("998 bytes"));
        let mailboxes = vec!["\"MSU5CT1g\""; MAX_MAILBOXES + 1].join(",");
        assert!(read(&format!(r#"{{"inMailboxOtherThan":[{mailboxes}]}}"#)).unwrap_err().contains("200 mailboxes"));
    }

    #[test]
    fn the_least_comes_first_unless_said_otherwise() {
        let sort: Vec<Comparator> =
            serde_json::from_str(r#"[{"property":"receivedAt","isAscending":false},{"property":"subject"}]"#).unwrap();
        assert_eq!(
            sort,
            [Comparator::descending(SortProperty::ReceivedAt), Comparator::ascending(SortProperty::Subject)]
        );
        assert!(serde_json::from_str::<Comparator>(r#"{"property":"colour"}"#).is_err());
        assert!(serde_json::from_str::<Comparator>(r#"{"property":"size","collation":"i;basic"}"#).is_err());
    }
}
