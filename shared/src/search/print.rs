//! Writing a query as a person would type it.

use super::operator::{OPERATORS, ROLES, STATES, offset};
use super::{Context, Operator, Query};
use crate::date::UtcDate;
use crate::filter::{self, Filter, FilterCondition, FilterOperator, phrase, tokens};
use crate::id::MailboxId;
use crate::keyword::Keyword;

const DAY: i64 = 86_400;

/// The query, if every part of it can be said.
pub(super) fn query(query: &Query, context: &Context<'_>) -> Option<String> {
    let mut words = Vec::new();
    match &query.filter {
        Some(Filter::Operator(FilterOperator { operator: filter::Operator::And, conditions })) => {
            for condition in conditions {
                words.push(group(condition, context)?);
            }
        }
        Some(filter) => words.push(group(filter, context)?),
        None => {}
    }
    if query.everywhere {
        words.push("in:anywhere".to_owned());
    }
    Some(words.join(" "))
}

/// What stands between spaces.
fn group(filter: &Filter, context: &Context<'_>) -> Option<String> {
    match filter {
        Filter::Operator(FilterOperator { operator: filter::Operator::Or, conditions }) if conditions.len() > 1 => {
            let items: Option<Vec<String>> = conditions.iter().map(|condition| item(condition, context)).collect();
            Some(items?.join(" OR "))
        }
        _ => item(filter, context),
    }
}

/// What stands between ORs.
fn item(filter: &Filter, context: &Context<'_>) -> Option<String> {
    let operator = match filter {
        Filter::Condition(condition) => return term(condition, context),
        Filter::Operator(operator) => operator,
    };
    match (operator.operator, operator.conditions.as_slice()) {
        (filter::Operator::Not, [condition]) => {
            let inner = item(condition, context)?;
            // Two minuses in a row are none.
            Some(if inner.starts_with('-') && inner != "-" { format!("-({inner})") } else { format!("-{inner}") })
        }
        (filter::Operator::And | filter::Operator::Or, [_, _, ..]) => {
            let inner = query(&Query { filter: Some(filter.clone()), everywhere: false }, context)?;
            Some(format!("({inner})"))
        }
        _ => None,
    }
}

/// The one property of the condition.
fn term(condition: &FilterCondition, context: &Context<'_>) -> Option<String> {
    let mut said = Vec::new();
    let texts = [
        (None, &condition.text),
        (Some(Operator::From), &condition.from),
        (Some(Operator::To), &condition.to),
        (Some(Operator::Cc), &condition.cc),
        (Some(Operator::Bcc), &condition.bcc),
        (Some(Operator::Subject), &condition.subject),
        (Some(Operator::Body), &condition.body),
        (Some(Operator::Filename), &condition.attachment_name),
    ];
    for (operator, text) in texts {
        said.extend(text.as_ref().map(|text| text_term(operator, text)));
    }
    let mut say = |operator: Operator, value: Option<String>| {
        said.push(value.map(|value| format!("{}:{value}", operator.name())));
    };
    if let Some(has) = condition.has_attachment {
        say(Operator::Has, has.then(|| "attachment".to_owned()));
    }
    if let Some(id) = &condition.in_mailbox {
        say(Operator::In, mailbox(id, context));
    }
    match (condition.after, condition.before) {
        (Some(after), Some(before)) if before.seconds() - after.seconds() == DAY => {
            say(Operator::On, day(after, context));
        }
        (Some(after), None) => say(Operator::After, day(after, context)),
        (None, Some(before)) => say(Operator::Before, day(before, context)),
        (Some(_), Some(_)) => say(Operator::On, None),
        (None, None) => {}
    }
    if let Some(size) = condition.min_size {
        say(Operator::Larger, written_size(size));
    }
    if let Some(size) = condition.max_size {
        say(Operator::Smaller, written_size(size));
    }
    if let Some(keyword) = &condition.has_keyword {
        said.push(Some(state(keyword, true).unwrap_or_else(|| format!("keyword:{keyword}"))));
    }
    if let Some(keyword) = &condition.not_keyword {
        said.push(state(keyword, false));
    }
    let is_beyond = condition.header.is_some() || condition.in_mailbox_other_than.is_some();
    match said.as_mut_slice() {
        [one] if !is_beyond => one.take(),
        _ => None,
    }
}

fn state(keyword: &Keyword, is_set: bool) -> Option<String> {
    let known = STATES.iter().find(|(_, name, set)| *name == keyword.as_str() && *set == is_set);
    known.map(|(word, ..)| format!("is:{word}"))
}

fn text_term(operator: Option<Operator>, text: &str) -> Option<String> {
    let found = tokens(text);
    let [token] = found.as_slice() else { return None };
    let value = if *text == phrase(token) {
        quoted(token)
    } else if text == token && is_word(token) && (operator.is_some() || is_plain(token)) {
        token.clone()
    } else {
        return None;
    };
    Some(match operator {
        Some(operator) => format!("{}:{value}", operator.name()),
        None => value,
    })
}

/// Whether it reads as one word behind an operator.
fn is_word(token: &str) -> bool {
    !token.starts_with('"') && !token.contains(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')'))
}

/// Whether it reads as a word where an operator may stand.
fn is_plain(word: &str) -> bool {
    let operator = word.split_once(':').map(|(name, _)| name);
    let is_operator = operator.is_some_and(|name| OPERATORS.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)));
    word != "OR" && !is_operator && (!word.starts_with('-') || word == "-")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The name that finds this mailbox and no other.
fn mailbox(id: &MailboxId, context: &Context<'_>) -> Option<String> {
    let mailbox = context.mailboxes.iter().find(|mailbox| mailbox.id == *id)?;
    let role = ROLES.iter().find(|(_, role)| Some(*role) == mailbox.role).map(|(name, _)| (*name).to_owned());
    let name = role.unwrap_or_else(|| mailbox.path.join("/"));
    let name = if is_word(&name) { name } else { quoted(&name) };
    let finds_it = |name: &str| {
        let read = super::parse(&format!("in:{name}"), context).query.filter;
        matches!(read, Some(Filter::Condition(condition)) if condition.in_mailbox.as_ref() == Some(id))
    };
    finds_it(&name).then_some(name)
}

/// The person's day, if it begins at this moment.
fn day(date: UtcDate, context: &Context<'_>) -> Option<String> {
    let local = date.seconds() + offset(context);
    let is_midnight = local.rem_euclid(DAY) == 0;
    is_midnight.then(|| UtcDate::from_seconds(local).to_string().chars().take("2026-11-23".len()).collect())
}

fn written_size(size: u64) -> Option<String> {
    let (count, unit) = [(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")]
        .into_iter()
        .find(|(unit, _)| size > 0 && size.is_multiple_of(*unit))
        .map_or((size, ""), |(unit, name)| (size / unit, name));
    u32::try_from(count).ok().map(|count| format!("{count}{unit}"))
}
