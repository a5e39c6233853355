//! The order of a list: UIDs, by SORT where the server has it (RFC 5256), else by keys that are fetched.
//!
//! A mailbox of a size that is no trouble is ordered as a whole, once, and remembered: the next windows cost no
//! search. Of a larger one, where the server can answer a part (PARTIAL, RFC 5267), a part is asked for.

use std::collections::HashSet;
use std::sync::Arc;

use gatepost_shared::filter::{Comparator, Filter, SortProperty};

use super::esearch::Results;
use super::found::{self, Found, Ground};
use super::keys::{self, Keyed};
use super::memory::Memory;
use super::program::Program;
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;

/// The most messages that are ordered here, on a server without SORT.
const MAX_SORTED: usize = 20_000;

/// The most that are ordered here on a server with SORT.
const FEW: usize = 2000;

/// From how many messages on an order is asked for in parts.
const LARGE: u32 = 50_000;

/// How many places such a part has.
const PART: u32 = 5000;

/// Which emails, and in which order.
#[derive(Debug, Clone, Default)]
pub(in crate::mail::imap) struct Wanted {
    /// None: all.
    pub(in crate::mail::imap) filter: Option<Arc<Filter>>,
    /// Empty: the latest arrival first.
    pub(in crate::mail::imap) sort: Vec<Comparator>,
}

/// How much of the order is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail::imap) enum Span {
    /// All: to look for an email in it.
    Whole,
    /// The places around this one.
    Around(u32),
}

/// The order of a list, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::mail::imap) struct Order {
    /// The place of the first UID.
    pub(in crate::mail::imap) start: u32,
    /// How many emails the whole list has.
    pub(in crate::mail::imap) total: u32,
    /// The UIDs in order.
    pub(in crate::mail::imap) uids: Vec<u32>,
    /// Whether some emails could not be looked at: see [`Found::is_partial`].
    pub(in crate::mail::imap) is_partial: bool,
}

impl Order {
    /// An order that is known as a whole.
    pub(in crate::mail::imap) fn whole(uids: Vec<u32>, is_partial: bool) -> Self {
        Self { start: 0, total: u32::try_from(uids.len()).unwrap_or(u32::MAX), uids, is_partial }
    }

    /// The place of a message.
    pub(in crate::mail::imap) fn place_of(&self, uid: u32) -> Option<u32> {
        let place = self.uids.iter().position(|known| *known == uid)?;
        Some(self.start + u32::try_from(place).ok()?)
    }

    /// The messages from this place on.
    pub(in crate::mail::imap) fn window(&self, position: u32, limit: u32) -> &[u32] {
        let from = position.saturating_sub(self.start) as usize;
        let rest = self.uids.get(from..).unwrap_or_default();
        &rest[..rest.len().min(limit as usize)]
    }
}

/// Where the part begins that holds a window around this place, if this order is worth asking for in parts.
pub(super) fn part(session: &Session, exists: u32, wanted: &Wanted, span: Span) -> Option<u32> {
    let can_answer_parts =
        session.has("ESORT") && ["CONTEXT=SEARCH", "CONTEXT=SORT", "PARTIAL"].iter().any(|name| session.has(name));
    let is_worth_it = exists > LARGE && !wanted.sort.is_empty() && wanted.filter.is_none();
    match span {
        // Parts overlap by half, so that every window lies within one.
        Span::Around(place) if can_answer_parts && is_worth_it => Some(place / (PART / 2) * (PART / 2)),
        _ => None,
    }
}

/// Asks for the order.
pub(super) async fn find(
    session: &mut Session,
    memory: &Memory,
    ground: &Ground,
    wanted: &Wanted,
    part: Option<u32>,
) -> Result<Order, MailError> {
    if wanted.sort.is_empty() {
        return found::find(session, memory, ground, None).await.map(by_arrival);
    }
    if let Some(start) = part
        && let Some(order) = sort_part(session, &ground.everything(), &wanted.sort, start).await?
    {
        return Ok(order);
    }
    if wanted.filter.is_none() && session.has("SORT") {
        let uids = sort(session, &ground.everything(), &wanted.sort).await?;
        return Ok(Order::whole(uids, false));
    }
    let found = found::find(session, memory, ground, None).await?;
    order_found(session, ground, found, &wanted.sort).await
}

/// Orders what was found otherwise.
pub(super) async fn order_found(
    session: &mut Session,
    ground: &Ground,
    found: Found,
    by: &[Comparator],
) -> Result<Order, MailError> {
    if by.is_empty() {
        return Ok(by_arrival(found));
    }
    if found.uids.len() <= keys_limit(session) {
        return sort_here(session, ground, found, by).await;
    }
    if !session.has("SORT") {
        return Err(too_many_to_sort());
    }
    // The server orders everything, which it does faster than searching it again.
    let uids = sort(session, &ground.everything(), by).await?;
    Ok(retain(uids, &found))
}

/// The first of what was found otherwise, with what they are ordered by.
pub(super) async fn first_of(
    session: &mut Session,
    ground: &Ground,
    found: Found,
    by: &[Comparator],
    most: usize,
) -> Result<Vec<Keyed>, MailError> {
    let uids = if found.uids.len() <= keys_limit(session) {
        found.uids
    } else {
        let order = order_found(session, ground, found, by).await?;
        order.uids.into_iter().take(most).collect()
    };
    let mut keyed = keys::sorted(session, ground, &uids, by).await?;
    keyed.truncate(most);
    Ok(keyed)
}

/// Up to how many messages are ordered by keys that are fetched. Servers order a few of a large mailbox no faster than
/// all of it (Dovecot first makes an index of everybody's names: seconds).
fn keys_limit(session: &Session) -> usize {
    if session.has("SORT") { FEW } else { MAX_SORTED }
}

fn by_arrival(found: Found) -> Order {
    let mut uids = found.uids;
    uids.reverse();
    Order::whole(uids, found.is_partial)
}

fn retain(mut uids: Vec<u32>, found: &Found) -> Order {
    let wanted: HashSet<u32> = found.uids.iter().copied().collect();
    uids.retain(|uid| wanted.contains(uid));
    Order::whole(uids, found.is_partial)
}

async fn sort_here(
    session: &mut Session,
    ground: &Ground,
    found: Found,
    sort: &[Comparator],
) -> Result<Order, MailError> {
    let keyed = keys::sorted(session, ground, &found.uids, sort).await?;
    Ok(Order::whole(keyed.into_iter().map(|keyed| keyed.uid).collect(), found.is_partial))
}

fn too_many_to_sort() -> MailError {
    MailError::Invalid {
        property: "sort",
        sentence: format!(
            "The server that holds your mail cannot sort, and more than {MAX_SORTED} emails are too many to sort without it. \
             Narrow the list with a filter, or take the order of arrival."
        ),
    }
}

/// The order of everything that the program finds.
async fn sort(session: &mut Session, program: &Program, by: &[Comparator]) -> Result<Vec<u32>, MailError> {
    let command = Command::new("UID SORT").at_pace(Pace::Slow);
    let command = sort_arguments(command, session, program, by);
    let answer = session.run(command).await.map_err(found::unknown_charset)?;
    Ok(Results::of(&answer.untagged).numbers)
}

/// A part of the order; none when the server refuses after all.
async fn sort_part(
    session: &mut Session,
    program: &Program,
    by: &[Comparator],
    start: u32,
) -> Result<Option<Order>, MailError> {
    let command = Command::new("UID SORT").at_pace(Pace::Slow).words("RETURN (COUNT PARTIAL");
    let command = command.window(start + 1, start + PART).close(")");
    let command = sort_arguments(command, session, program, by);
    let answer = match session.run(command).await {
        Ok(answer) => answer,
        Err(MailError::Refused { is_bad: true, .. }) => return Ok(None),
        Err(error) => return Err(found::unknown_charset(error)),
    };
    let results = Results::of(&answer.untagged);
    Ok(results.count.map(|total| Order { start, total, uids: results.numbers, is_partial: false }))
}

fn sort_arguments(command: Command, session: &Session, program: &Program, by: &[Comparator]) -> Command {
    let mut command = command.words("(");
    for step in by {
        command = command.close(if step.is_ascending { "" } else { "REVERSE " });
        command = command.close(key(step.property, session.has("SORT=DISPLAY"))).close(" ");
    }
    // Among equals the latest arrival stands first.
    let command = command.close("REVERSE ARRIVAL)");
    program.write(command.words(program.charset()))
}

/// Names of people where the server can order by them (RFC 5957), else the left half of their addresses.
fn key(property: SortProperty, has_names: bool) -> &'static str {
    match property {
        SortProperty::ReceivedAt => "ARRIVAL",
        SortProperty::SentAt => "DATE",
        SortProperty::From if has_names => "DISPLAYFROM",
        SortProperty::From => "FROM",
        SortProperty::To if has_names => "DISPLAYTO",
        SortProperty::To => "TO",
        SortProperty::Subject => "SUBJECT",
        SortProperty::Size => "SIZE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_an_order_and_of_a_part() {
        let whole = Order::whole(vec![9, 7, 5], false);
        assert_eq!((whole.window(1, 5), whole.window(3, 5), whole.place_of(5)), (&[7, 5][..], &[][..], Some(2)));
        let part = Order { start: 2500, total: 9000, uids: vec![4, 2], is_partial: false };
        assert_eq!((part.window(2501, 50), part.place_of(2), part.place_of(9)), (&[2][..], Some(2501), None));
    }
}
