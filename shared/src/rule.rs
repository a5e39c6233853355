//! Rules for arriving mail: what a person says shall happen to which mail, in words that a form can show.
//!
//! The mail server runs them, as a Sieve script (RFC 5228). How they are written into one is not here: only a node does it.

use serde::{Deserialize, Serialize};

use crate::id::MailboxId;
use crate::keyword::Keyword;

mod check;

pub use check::RuleFault;

/// The most rules.
pub const MAX_RULES: usize = 200;
/// The most conditions, and the most actions, of one rule.
pub const MAX_PARTS: usize = 50;
/// The longest name of a rule, and the longest value of a condition, in bytes.
pub const MAX_TEXT: usize = 500;
/// The longest script that is read or written, in bytes.
pub const MAX_SCRIPT: usize = 256 * 1024;

/// One rule. Rules are tried in their order; what several say of one mail is done, until one that says `stop`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What the person calls it; may be empty. At most 500 bytes, in one line.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "Invoices"))]
    pub name: String,
    /// Whether it is applied; kept otherwise.
    #[serde(default = "yes")]
    pub is_enabled: bool,
    /// Whether all conditions must hold, or one.
    #[serde(default)]
    pub matches: RuleMatch,
    /// The conditions; none means every mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub conditions: Vec<RuleCondition>,
    /// What is done.
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub actions: Vec<RuleAction>,
    /// Whether the rules after it, and another script that runs after them, are passed over for mail that it fits.
    #[serde(default)]
    pub stop: bool,
}

fn yes() -> bool {
    true
}

/// How the conditions of a rule go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RuleMatch {
    /// All must hold.
    #[default]
    All,
    /// One is enough.
    Any,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleCondition {
    /// What is looked at.
    pub field: RuleField,
    /// The name of the header field, where `field` is `header`: `List-Id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// How it is looked at. `over` and `under` go with `size` and with nothing else.
    pub test: RuleTest,
    /// What is looked for: at most 500 bytes in one line; not for `exists`. For `over` and `under` a number of bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = "invoice"))]
    pub value: String,
    /// Whether the opposite is meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_negated: bool,
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RuleField {
    /// The sender, name and address; with `is` the address.
    #[default]
    From,
    /// The recipients in To and Cc, names and addresses; with `is` the addresses.
    Recipient,
    /// The subject.
    Subject,
    /// The header field that `header` names.
    Header,
    /// The text; where `RuleAbilities::body` says so.
    Body,
    /// The size in bytes.
    Size,
}

/// How a condition looks at it. Upper and lower case are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RuleTest {
    /// The value stands somewhere in it.
    #[default]
    Contains,
    /// It is the value.
    Is,
    /// It has the form of the value, in which `*` stands for anything and `?` for one character.
    Matches,
    /// The header field is there at all; with `header` only.
    Exists,
    /// It is larger; with `size` only.
    Over,
    /// It is smaller; with `size` only.
    Under,
}

/// One thing that is done. Mail that is neither filed, redirected nor discarded stays in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleAction {
    /// What.
    pub kind: RuleActionKind,
    /// The mailbox, with `fileInto` and `copyInto`. Renaming it later does not rename it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox_id: Option<MailboxId>,
    /// The keyword, with `addKeyword`: `$seen`, `$flagged`, a tag of the person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 255, example = "$flagged"))]
    pub keyword: Option<Keyword>,
    /// The address, with `redirect` and `redirectCopy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The kinds of things that are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RuleActionKind {
    /// Put it into a mailbox instead of the inbox.
    FileInto,
    /// Put a copy into a mailbox.
    CopyInto,
    /// Mark it.
    AddKeyword,
    /// Send it on to an address, and keep none here.
    Redirect,
    /// Send a copy on to an address.
    RedirectCopy,
    /// Throw it away. Nobody is told.
    Discard,
    /// Keep it in the inbox, whatever else is done.
    Keep,
}

/// `GET /filters`: the rules, and how they stand to what else runs on arriving mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Filters {
    /// The rules, in their order.
    pub rules: Vec<Rule>,
    /// Whether the mail server runs them. Without any script nothing is run.
    pub is_active: bool,
    /// The name of another script that runs after the rules, as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<String>,
    /// The name of another script that is active instead. Saving rules or a vacation answer makes it run after them where
    /// `can.include` is true; elsewhere saving is refused unless `replaceActive` is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_active: Option<String>,
    /// Whether somebody has changed what Gatepost wrote into the script by hand. Saving writes it anew from the rules.
    pub is_edited: bool,
    /// Whether the script has text besides what Gatepost wrote. It stays as it is.
    pub has_own_text: bool,
    /// Every script of the person on the mail server, for the raw view.
    pub scripts: Vec<ScriptInfo>,
    /// What rules can say on this mail server.
    pub can: RuleAbilities,
}

/// `PUT /filters`: the rules as they shall be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFilters {
    /// All rules, in their order.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub rules: Vec<Rule>,
    /// Whether another script that is active may be put out of action where it cannot be run after the rules. It is kept.
    #[serde(default)]
    pub replace_active: bool,
}

/// What rules can say on a mail server: which Sieve extensions it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuleAbilities {
    /// `fileInto` (RFC 5228).
    pub file_into: bool,
    /// `copyInto` and `redirectCopy` (RFC 3894).
    pub copy: bool,
    /// `addKeyword` (RFC 5232).
    pub keywords: bool,
    /// Conditions on the text (RFC 5173).
    pub body: bool,
    /// A vacation answer (RFC 5230).
    pub vacation: bool,
    /// Its first and last moment (RFC 5260).
    pub vacation_dates: bool,
    /// Another script can run after the rules (RFC 6609).
    pub include: bool,
}

/// One script on the mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScriptInfo {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "gatepost"))]
    pub name: String,
    /// Whether the mail server runs it; one at most.
    pub is_active: bool,
    /// Whether the rules stand in it.
    pub is_gatepost: bool,
}

/// `GET /filters/scripts/{name}`: one script as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Script {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "gatepost"))]
    pub name: String,
    /// Its text, in Sieve (RFC 5228).
    #[cfg_attr(feature = "openapi", schema(example = "require [\"fileinto\"];\r\n"))]
    pub text: String,
    /// Whether the mail server runs it.
    pub is_active: bool,
}

/// `PUT /filters/scripts/{name}`: how it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewScript {
    /// Its text, kept byte for byte: at most 262,144 bytes.
    #[cfg_attr(feature = "openapi", schema(example = "require [\"fileinto\"];\r\n"))]
    pub text: String,
    /// True makes the mail server run it, and no other; false puts it out of action; left out, that stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
}
