//! Changes to everything that matches: a selector in place of ids, progress while it runs, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::filter::Filter;
use crate::id::{EmailId, MailboxId};
use crate::mutation::{EmailPatch, EmailsSet};
use crate::problem::Problem;

/// The most problems that [`BulkDone`] tells one by one.
pub const MAX_PROBLEMS: usize = 100;

/// The media type of an answer that tells of progress line by line, as JSON ([`BulkLine`]).
pub const NDJSON: &str = "application/x-ndjson";

/// Which emails of a mailbox: those that match when the change begins. Mail that comes later is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Selector {
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// What they must be like; all, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// A state of the mailbox: only what had arrived by then is meant, which is what the person has seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_state: Option<String>,
}

/// `POST /emails/set` for everything that matches: either `update` or `destroy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetMatching {
    /// Which emails.
    pub selector: Selector,
    /// What to change on each of them.
    #[serde(default, skip_serializing_if = "EmailPatch::is_empty")]
    pub update: EmailPatch,
    /// Whether to delete them for ever.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destroy: bool,
    /// The state of the mailbox in which this is meant. In any other state nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_in_state: Option<String>,
}

/// What has been done so far, and what became of the emails since the line before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BulkProgress {
    /// How many emails match.
    pub total: u32,
    /// How many of them have had their turn.
    pub done: u32,
    /// What became of those that had it since the line before.
    #[serde(flatten)]
    pub results: EmailsSet,
}

/// What came of a change of everything that matches.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BulkDone {
    /// How many emails matched.
    pub total: u32,
    /// How many of them were changed.
    pub changed: u32,
    /// How many were not.
    pub not_changed: u32,
    /// Why those were not: of the first 100.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Problem>))]
    pub problems: BTreeMap<EmailId, Problem>,
}

/// One line of an answer in NDJSON: any number of `Progress`, then `Done` or `Problem`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "@type")]
pub enum BulkLine {
    /// Some more are done.
    Progress(BulkProgress),
    /// All are done.
    Done(BulkDone),
    /// It ended here. What earlier lines tell is done, the rest is as it was.
    Problem(Problem),
}

impl BulkDone {
    /// Adds what a line tells.
    pub fn add(&mut self, progress: BulkProgress) {
        let BulkProgress { total, results, .. } = progress;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.total = total;
        self.changed += count(results.updated.len() + results.destroyed.len());
        self.not_changed += count(results.not_updated.len() + results.not_destroyed.len());
        let room = MAX_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(results.not_updated.into_iter().chain(results.not_destroyed).take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemType;

    #[test]
    fn lines_tell_what_they_are() {
        let id = EmailId::new(MailboxId::new("INBOX").unwrap(), 1, 2).unwrap();
        let results = EmailsSet { updated: vec![id.clone()], ..EmailsSet::default() };
        let line = BulkLine::Progress(BulkProgress { total: 9, done: 1, results });
        let json = serde_json::to_value(&line).unwrap();
        assert_eq!(
            (&json["@type"], &json["total"], &json["updated"][0]),
            (&"Progress".into(), &9.into(), &id.to_string().into())
        );
        assert_eq!(serde_json::from_value::<BulkLine>(json).unwrap(), line);
    }

    #[test]
    fn a_thousand_problems_are_counted_and_the_first_hundred_told() {
        let mut done = BulkDone::default();
        let inbox = MailboxId::new("INBOX").unwrap();
        let problem = Problem::new(ProblemType::OverQuota, "full");
        let refused = (1..=1000).map(|uid| (EmailId::new(inbox.clone(), 1, uid).unwrap(), problem.clone()));
        let results = EmailsSet { not_updated: refused.collect(), ..EmailsSet::default() };
        done.add(BulkProgress { total: 1000, done: 1000, results });
        assert_eq!((done.changed, done.not_changed, done.problems.len()), (0, 1000, MAX_PROBLEMS));
    }
}
