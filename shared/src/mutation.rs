//! Changes to emails: one type for the client and the API, each with its inverse, which is what Undo sends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{BlobId, EmailId, MailboxId};
use crate::keyword::{Keyword, Keywords};
use crate::mailbox::Role;
use crate::problem::Problem;

/// The most ids that one `POST /emails/set` may name.
pub const MAX_IDS: usize = 1000;

/// `POST /emails/set` for emails that are named (RFC 8621, section 4.6, without creation). For all that match a
/// filter: [`crate::bulk::SetMatching`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetEmails {
    /// What to change, by email.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, EmailPatch>))]
    pub update: BTreeMap<EmailId, EmailPatch>,
    /// What to delete for ever.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destroy: Vec<EmailId>,
    /// The state of the one mailbox that all these emails are in. In any other state nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_in_state: Option<String>,
}

/// What to change on one email. It travels as a JMAP patch (RFC 8620, section 5.3):
/// `{"keywords/$seen": true, "keywords/$flagged": null, "mailboxIds": {"M…": true}}`.
/// `"keywords": {"$seen": true}` sets exactly these; `mailboxIds` moves; `"mailboxIds/M…": true` copies;
/// `"action": "archive"` moves by what the mailbox is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmailPatch {
    /// Marks to set (true) or clear (false).
    pub keywords: BTreeMap<Keyword, bool>,
    /// All marks that the email shall have, others cleared. Those by which a draft is sent exactly once stay.
    pub all_keywords: Option<Keywords>,
    /// What a person does with mail every day; not together with `move_to`.
    pub action: Option<Action>,
    /// Where to move the email.
    pub move_to: Option<MailboxId>,
    /// Where to put a copy of the email.
    pub copy_to: Option<MailboxId>,
}

/// What a person does with mail every day: a move to where such mail belongs, and the marks that go with it.
/// The mailbox is made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Into the archive.
    Archive,
    /// Into the junk, marked `$junk`, which trains filters that look for it.
    Junk,
    /// Marked `$notjunk`; what is in the junk goes to the inbox.
    NotJunk,
    /// Into the trash. What is there already stays there: to be rid of it, destroy it.
    Trash,
}

/// The answer to [`SetEmails`]: what happened, per email.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailsSet {
    /// The emails that were changed.
    pub updated: Vec<EmailId>,
    /// The emails that were not, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Problem>))]
    pub not_updated: BTreeMap<EmailId, Problem>,
    /// The emails that are gone.
    pub destroyed: Vec<EmailId>,
    /// The emails that are not, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Problem>))]
    pub not_destroyed: BTreeMap<EmailId, Problem>,
    /// The new id of each email that moved, by its old one. A move whose new id is not known (a server
    /// without UIDPLUS, RFC 4315, on which something else happened in that moment) is in `updated` only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub moved: BTreeMap<EmailId, EmailId>,
    /// The id of each copy, by the id of what was copied.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub copied: BTreeMap<EmailId, EmailId>,
}

/// The answer to `POST /emails/import` (RFC 8621, section 4.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportedEmail {
    /// The new email; none where the server did not tell its id (no UIDPLUS, RFC 4315): it is there all the same.
    pub id: Option<EmailId>,
    /// The whole message as it stands on the server.
    pub blob_id: Option<BlobId>,
    /// How many bytes were sent.
    pub size: u64,
}

impl Action {
    /// Where it takes mail.
    pub fn role(self) -> Role {
        match self {
            Self::Archive => Role::Archive,
            Self::Junk => Role::Junk,
            Self::NotJunk => Role::Inbox,
            Self::Trash => Role::Trash,
        }
    }

    /// The marks that it sets (true) or clears (false): RFC 8621, section 4.1.1.
    pub fn marks(self) -> impl Iterator<Item = (Keyword, bool)> {
        let marks: &[(&str, bool)] = match self {
            Self::Junk => &[(Keyword::JUNK, true), (Keyword::NOT_JUNK, false)],
            Self::NotJunk => &[(Keyword::JUNK, false), (Keyword::NOT_JUNK, true)],
            Self::Archive | Self::Trash => &[],
        };
        // Both are keywords, so that none is left out here.
        marks.iter().filter_map(|(keyword, on)| Some((keyword.parse().ok()?, *on)))
    }
}

impl EmailPatch {
    /// Does what a person does every day.
    pub fn act(action: Action) -> Self {
        Self { action: Some(action), ..Self::default() }
    }

    /// Sets or clears one mark.
    pub fn mark(keyword: Keyword, on: bool) -> Self {
        let mut patch = Self::default();
        patch.keywords.insert(keyword, on);
        patch
    }

    /// Moves the email.
    pub fn move_to(mailbox: MailboxId) -> Self {
        Self { move_to: Some(mailbox), ..Self::default() }
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Every mark that is set (true) or cleared (false), those of the action included; a mark that is named wins.
    pub fn marks(&self) -> BTreeMap<Keyword, bool> {
        let mut marks = BTreeMap::new();
        marks.extend(self.action.into_iter().flat_map(Action::marks));
        marks.extend(self.keywords.iter().map(|(keyword, on)| (keyword.clone(), *on)));
        marks
    }

    /// Applies the marks to a set of keywords, as the server will.
    pub fn apply(&self, keywords: &mut Keywords) {
        if let Some(all) = &self.all_keywords {
            let kept = keywords.iter().filter(|keyword| keyword.is_of_sending());
            *keywords = all.iter().chain(kept).cloned().collect();
        }
        for (keyword, on) in self.marks() {
            keywords.set(keyword, on);
        }
    }

    /// The patch that undoes this one on an email that had these keywords and was in this mailbox.
    /// (A copy is undone by destroying it, which is no patch.)
    #[must_use]
    pub fn inverse(&self, before: &Keywords, mailbox: &MailboxId) -> Self {
        if self.all_keywords.is_some() {
            return Self { all_keywords: Some(before.clone()), move_to: self.way_back(mailbox), ..Self::default() };
        }
        let mut keywords = BTreeMap::new();
        keywords.extend(self.marks().into_keys().map(|keyword| {
            let was_set = before.has(keyword.as_str());
            (keyword, was_set)
        }));
        Self { keywords, move_to: self.way_back(mailbox), ..Self::default() }
    }

    fn way_back(&self, mailbox: &MailboxId) -> Option<MailboxId> {
        (self.move_to.is_some() || self.action.is_some()).then(|| mailbox.clone())
    }
}

impl Serialize for EmailPatch {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut patch = serializer.serialize_map(None)?;
        for (keyword, on) in &self.keywords {
            // JMAP clears by null: `false` is not a value that a keyword can have.
            patch.serialize_entry(&format!("keywords/{keyword}"), &on.then_some(true))?;
        }
        if let Some(all) = &self.all_keywords {
            patch.serialize_entry("keywords", all)?;
        }
        if let Some(action) = &self.action {
            patch.serialize_entry("action", action)?;
        }
        if let Some(mailbox) = &self.move_to {
            let mut mailboxes = BTreeMap::new();
            mailboxes.insert(mailbox, true);
            patch.serialize_entry("mailboxIds", &mailboxes)?;
        }
        if let Some(mailbox) = &self.copy_to {
            patch.serialize_entry(&format!("mailboxIds/{mailbox}"), &true)?;
        }
        patch.end()
    }
}

impl<'de> Deserialize<'de> for EmailPatch {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let mut patch = Self::default();
        for (path, value) in BTreeMap::<String, serde_json::Value>::deserialize(deserializer)? {
            if let Some(keyword) = path.strip_prefix("keywords/") {
                patch.keywords.insert(keyword.parse().map_err(D::Error::custom)?, flag::<D>(&path, &value)?);
            } else if let Some(mailbox) = path.strip_prefix("mailboxIds/") {
                if !flag::<D>(&path, &value)? || patch.copy_to.is_some() {
                    return Err(D::Error::custom(format!("{path}: one mailbox to copy to, with the value true")));
                }
                patch.copy_to = Some(mailbox.parse().map_err(D::Error::custom)?);
            } else if path == "keywords" {
                patch.all_keywords = Some(serde_json::from_value(value).map_err(D::Error::custom)?);
            } else if path == "action" {
                patch.action = Some(serde_json::from_value(value).map_err(D::Error::custom)?);
            } else if path == "mailboxIds" {
                let target: BTreeMap<MailboxId, bool> = serde_json::from_value(value).map_err(D::Error::custom)?;
                let mut mailboxes = target.into_iter();
                match (mailboxes.next(), mailboxes.next()) {
                    (Some((mailbox, true)), None) => patch.move_to = Some(mailbox),
                    _ => return Err(D::Error::custom("mailboxIds: an email is in exactly one mailbox")),
                }
            } else {
                return Err(D::Error::custom(format!("{path}: this property cannot be changed")));
            }
        }
        if patch.all_keywords.is_some() && !patch.keywords.is_empty() {
            return Err(D::Error::custom("keywords: set all of them or some of them, not both"));
        }
        if patch.action.is_some() && patch.move_to.is_some() {
            return Err(D::Error::custom("action: it says where to move; leave out mailboxIds"));
        }
        Ok(patch)
    }
}

fn flag<'de, D: serde::Deserializer<'de>>(path: &str, value: &serde_json::Value) -> Result<bool, D::Error> {
    match value {
        serde_json::Value::Bool(true) => Ok(true),
        serde_json::Value::Null | serde_json::Value::Bool(false) => Ok(false),
        _ => Err(serde::de::Error::custom(format!("{path}: the value is true or null"))),
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for EmailPatch {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(true)))
            .description(Some(
                "A JMAP patch: `keywords/NAME` true or null, `keywords` {NAME: true} for exactly these, `mailboxIds` {id: true} to move, `mailboxIds/ID` true to copy, `action` archive, junk, notJunk or trash",
            ))
            .examples([serde_json::json!({"keywords/$seen": true, "mailboxIds": {"MQXJjaGl2ZQ": true}})])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for EmailPatch {}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(name: &str) -> MailboxId {
        MailboxId::new(name).unwrap()
    }

    #[test]
    fn a_patch_travels_as_jmap_spells_it() {
        let mut patch = EmailPatch::mark("$seen".parse().unwrap(), true);
        patch.keywords.insert("$flagged".parse().unwrap(), false);
        patch.move_to = Some(mailbox("Archive"));
        let json = serde_json::to_string(&patch).unwrap();
        assert_eq!(json, r#"{"keywords/$flagged":null,"keywords/$seen":true,"mailboxIds":{"MQXJjaGl2ZQ":true}}"#);
        assert_eq!(serde_json::from_str::<EmailPatch>(&json).unwrap(), patch);
    }

    #[test]
    fn what_cannot_be_changed_is_refused_by_name() {
        for json in [
            r#"{"subject":"x"}"#,
            r#"{"keywords/$seen":"yes"}"#,
            r#"{"mailboxIds":{}}"#,
            r#"{"keywords/a b":true}"#,
            r#"{"keywords":{},"keywords/$seen":true}"#,
            r#"{"action":"burn"}"#,
            r#"{"action":"junk","mailboxIds":{"MQXJjaGl2ZQ":true}}"#,
        ] {
            assert!(serde_json::from_str::<EmailPatch>(json).is_err(), "{json}");
        }
        let error = serde_json::from_str::<EmailPatch>(r#"{"subject":"x"}"#).unwrap_err();
        assert!(error.to_string().contains("subject: this property cannot be changed"));
    }

    #[test]
    fn undo_restores_what_was_there_before() {
        let before: Keywords = ["$seen".parse().unwrap()].into_iter().collect();
        let mut patch = EmailPatch::mark("$seen".parse().unwrap(), false);
        patch.keywords.insert("$flagged".parse().unwrap(), true);
        patch.move_to = Some(mailbox("Trash"));

        let undo = patch.inverse(&before, &mailbox("INBOX"));
        let mut keywords = before.clone();
        patch.apply(&mut keywords);
        assert_ne!(keywords, before);
        undo.apply(&mut keywords);
        assert_eq!(keywords, before);
        assert_eq!(undo.move_to, Some(mailbox("INBOX")));
    }

    #[test]
    fn what_an_action_or_a_whole_set_of_marks_did_is_undone_too() {
        let before: Keywords =
            ["$notjunk", "work", "$submitpending"].map(|name| name.parse().unwrap()).into_iter().collect();
        let all: Keywords = ["$seen".parse().unwrap()].into_iter().collect();
        let replaced = EmailPatch { all_keywords: Some(all), ..EmailPatch::default() };
        for patch in [EmailPatch::act(Action::Junk), EmailPatch::act(Action::NotJunk), replaced] {
            let json = serde_json::to_string(&patch).unwrap();
            assert_eq!(serde_json::from_str::<EmailPatch>(&json).unwrap(), patch, "{json}");
            let mut keywords = before.clone();
            patch.apply(&mut keywords);
            assert!(keywords.has(Keyword::SUBMIT_PENDING));
            patch.inverse(&before, &mailbox("INBOX")).apply(&mut keywords);
            assert_eq!(keywords, before);
        }
        let undo = EmailPatch::act(Action::Archive).inverse(&before, &mailbox("INBOX"));
        assert_eq!((undo.move_to, undo.action), (Some(mailbox("INBOX")), None));
    }
}
