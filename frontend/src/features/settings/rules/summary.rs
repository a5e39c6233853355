//! A rule in one sentence: what it looks for, and what it does.

use gatepost_shared::rule::{Rule, RuleAction, RuleActionKind, RuleCondition, RuleField, RuleMatch};
use leptos::prelude::*;

use super::action::action_name;
use super::condition::{field_name, test_name};
use crate::i18n::{t, words::settings as say};
use crate::state::mail::Mail;

/// The sentence.
pub fn summary(mail: Mail, rule: &Rule) -> String {
    let joint = if rule.matches == RuleMatch::All { " + " } else { " / " };
    let when = if rule.conditions.is_empty() {
        t(say::RULE_EVERY).to_owned()
    } else {
        rule.conditions.iter().map(condition).collect::<Vec<_>>().join(joint)
    };
    let then = rule.actions.iter().map(|done| action(mail, done)).collect::<Vec<_>>().join(", ");
    when + " → " + &then
}

fn condition(condition: &RuleCondition) -> String {
    let field = match (&condition.field, &condition.header) {
        (RuleField::Header, Some(header)) => header.as_str(),
        (field, _) => t(field_name(*field)),
    };
    [field, t(test_name(condition.test, condition.is_negated)), &condition.value].join(" ").trim_end().to_owned()
}

fn action(mail: Mail, action: &RuleAction) -> String {
    let object = match action.kind {
        RuleActionKind::FileInto | RuleActionKind::CopyInto => {
            let mailbox = action.mailbox_id.as_ref().and_then(|id| untrack(|| mail.mailboxes.get(id)));
            mailbox.map(|mailbox| mailbox.name)
        }
        RuleActionKind::AddKeyword => action.keyword.as_ref().map(|keyword| keyword.as_str().to_owned()),
        RuleActionKind::Redirect | RuleActionKind::RedirectCopy => action.address.clone(),
        RuleActionKind::Discard | RuleActionKind::Keep => None,
    };
    match object {
        Some(object) => t(action_name(action.kind)).to_owned() + ": " + &object,
        None => t(action_name(action.kind)).to_owned(),
    }
}
