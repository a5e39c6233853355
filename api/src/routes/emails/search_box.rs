//! What a person types into the search box, as the parameter `q` of lists and searches.

use std::time::{SystemTime, UNIX_EPOCH};

use gatepost_shared::date::UtcDate;
use gatepost_shared::filter::{Comparator, Filter, MAX_COMPARATORS, SortProperty};
use gatepost_shared::mailbox::Mailbox;
use gatepost_shared::search::{self, Context, MAX_QUERY, Operator, Parsed, Query};

use crate::error::{ApiError, ApiResult};
use crate::mail::imap::Mail;

/// The most minutes that a clock on earth differs from UTC, and some to spare.
const MAX_OFFSET: i32 = 24 * 60;

/// Reads a query. What can be forgiven is; what cannot be understood is refused, with its words.
pub(super) async fn read(mail: &Mail, q: &str, utc_offset: i32) -> ApiResult<Query> {
    if q.len() > MAX_QUERY {
        return Err(ApiError::invalid("q", format!("A search has at most {MAX_QUERY} bytes.")));
    }
    if utc_offset.abs() > MAX_OFFSET {
        return Err(ApiError::invalid("utcOffset", "An offset from UTC is within a day, in minutes."));
    }
    let parse = |mailboxes: &[Mailbox]| search::parse(q, &Context { now: now(), utc_offset, mailboxes });
    let mut parsed = parse(&[]);
    if parsed.terms.iter().any(|term| term.operator == Some(Operator::In)) {
        parsed = parse(&mail.mailboxes().await?);
    }
    understood(q, parsed)
}

fn understood(q: &str, parsed: Parsed) -> ApiResult<Query> {
    match parsed.problems.into_iter().find(|problem| !problem.kind.is_forgiven()) {
        Some(problem) => {
            let place = q.get(problem.place).unwrap_or_default();
            Err(ApiError::invalid("q", format!("In the search, \"{place}\": {}.", problem.kind)))
        }
        None => Ok(parsed.query),
    }
}

fn now() -> UtcDate {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcDate::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// All of these filters, within the limits of one; none of none.
pub(super) fn all(filters: Vec<Filter>) -> ApiResult<Option<Filter>> {
    if filters.is_empty() {
        return Ok(None);
    }
    let filter = Filter::all(filters);
    filter.check().map_err(|error| ApiError::invalid("filter", format!("The filter cannot be used: {error}.")))?;
    Ok(Some(filter))
}

/// An order: `-receivedAt,subject`.
pub(super) fn read_sort(text: &str) -> ApiResult<Vec<Comparator>> {
    let step = |step: &str| {
        let (name, is_ascending) = step.strip_prefix('-').map_or((step, true), |name| (name, false));
        let property: SortProperty = serde_json::from_value(name.into()).ok()?;
        Some(Comparator { property, is_ascending })
    };
    let steps: Option<Vec<Comparator>> = text.split(',').take(MAX_COMPARATORS + 1).map(step).collect();
    let steps = steps.ok_or_else(|| {
        ApiError::invalid(
            "sort",
            "Sort by receivedAt, sentAt, from, to, subject or size; a minus puts the greatest first.",
        )
    })?;
    check_sort(&steps)?;
    Ok(steps)
}

/// Whether an order is within its limits.
pub(super) fn check_sort(sort: &[Comparator]) -> ApiResult<()> {
    let is_repeated = |place: usize| sort[..place].iter().any(|before| before.property == sort[place].property);
    if (0..sort.len()).any(is_repeated) {
        return Err(ApiError::invalid("sort", "Each property can decide once."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_a_list_of_properties() {
        assert_eq!(
            read_sort("-receivedAt,subject").unwrap(),
            [Comparator::descending(SortProperty::ReceivedAt), Comparator::ascending(SortProperty::Subject)]
        );
        for text in ["", "colour", "--size", "size,size", "size,", "from,to,subject,size,sentAt,receivedAt,from"] {
            assert!(read_sort(text).is_err(), "{text}");
        }
    }
}
