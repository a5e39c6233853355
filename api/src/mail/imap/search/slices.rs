//! Searches that make the server read every message, slice by slice, the newest first: hits show at once, a person
//! who goes away ends the search at the next slice with the connection unharmed, and no command takes too long.
//!
//! A slice is a range of message numbers. Numbers only ever fall (when an earlier message goes), so that going
//! downwards passes over nothing; what is met twice is counted once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use gatepost_shared::filter::{Filter, FilterCondition};
use gatepost_shared::id::MailboxId;

use super::found::{self, Found, Ground};
use super::memory::{Memory, OrderKey};
use super::order::{self, Order, Span, Wanted};
use super::program::{any_condition, asks_for_keywords, reads_messages};
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::account::SEARCHES;
use crate::mail::imap::encode::SequenceSet;
use crate::mail::imap::session::Session;
use crate::mail::imap::window::look::{Seen, look};

/// How many messages the first slice has.
const FIRST: u32 = 2000;

/// The fewest and the most messages of a slice.
const SIZES: (u32, u32) = (250, 1_000_000);

/// How long a slice should take: short enough that nobody waits for a search that was given up.
const GOAL: Duration = Duration::from_millis(400);

/// How long a list waits for its search; what was not looked at by then is left out, and said so.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is left of a mailbox.
#[derive(Debug, Clone, Copy)]
struct Slice {
    highest: u32,
    size: u32,
}

impl Slice {
    fn range(self, exists: u32) -> Option<SequenceSet> {
        let highest = self.highest.min(exists);
        let lowest = self.highest.saturating_sub(self.size - 1).max(1);
        (highest >= lowest).then(|| SequenceSet::range(lowest, highest))
    }

    /// What is left behind this slice, which took so long.
    fn next(self, took: Duration) -> Self {
        let size = if took < GOAL / 2 {
            self.size.saturating_mul(4)
        } else if took > GOAL * 2 {
            self.size / 2
        } else {
            self.size
        };
        Self { highest: self.highest.saturating_sub(self.size), size: size.clamp(SIZES.0, SIZES.1) }
    }
}

/// What one slice has.
pub(super) struct Sliced {
    pub(super) found: Found,
    /// Whether nothing is left behind it.
    is_last: bool,
}

/// What is found in the mailbox, slice by slice, newest first; as one slice where the server need not read messages.
pub(super) fn slices(
    mail: &Mail,
    lane: Option<usize>,
    ground: &Ground,
    wanted: &Wanted,
) -> BoxStream<'static, Result<Sliced, MailError>> {
    let is_slow = wanted.filter.as_deref().is_some_and(reads_messages);
    let size = if is_slow { FIRST } else { u32::MAX };
    let first = Slice { highest: ground.exists, size };
    let (mail, ground) = (mail.clone(), ground.clone());
    let slices = stream::try_unfold(first, move |slice| {
        let (mail, ground) = (mail.clone(), ground.clone());
        async move {
            if slice.highest == 0 {
                return Ok(None);
            }
            let (found, took) = search_slice(&mail, lane, ground, slice).await?;
            let rest = slice.next(took);
            Ok(Some((Sliced { found, is_last: rest.highest == 0 }, rest)))
        }
    });
    slices.boxed()
}

async fn search_slice(
    mail: &Mail,
    lane: Option<usize>,
    ground: Ground,
    slice: Slice,
) -> Result<(Found, Duration), MailError> {
    let memory = mail.memory().clone();
    mail.reading(lane, move |session| {
        let (memory, ground) = (memory.clone(), ground.clone());
        Box::pin(async move {
            session.select_for(&ground.mailbox, ground.uid_validity).await?;
            let begun = Instant::now();
            let exists = session.selected().map_or(0, |selected| selected.exists);
            let found = match slice.range(exists) {
                // The whole mailbox needs no range.
                Some(_) if slice.size == u32::MAX => found::find(session, &memory, &ground, None).await?,
                Some(range) => found::find(session, &memory, &ground, Some(&range)).await?,
                None => Found::default(),
            };
            Ok((found, begun.elapsed()))
        })
    })
    .await
}

/// What the first look at a mailbox gives.
enum Begun {
    Done(Seen, Arc<Order>),
    Slow(Seen, Ground, OrderKey),
}

/// The connection on which a list is read: none is the one that a person's other requests use, where nothing may take
/// long. A list always has the same one: another may not have seen yet what this one found.
fn lane_of(mailbox: &MailboxId, wanted: &Wanted) -> Option<usize> {
    let is_quick = |filter: &Filter| !any_condition(filter, &|condition| !is_of_marks(condition));
    let is_quick = wanted.sort.is_empty() && wanted.filter.as_deref().is_none_or(is_quick);
    let sum = mailbox.name().bytes().fold(0_usize, |sum, byte| sum.wrapping_add(byte.into()));
    (!is_quick).then_some(sum % SEARCHES)
}

/// Whether the condition asks for marks only, which every server knows without a look at the messages.
fn is_of_marks(condition: &FilterCondition) -> bool {
    let marks = FilterCondition {
        has_keyword: condition.has_keyword.clone(),
        not_keyword: condition.not_keyword.clone(),
        ..FilterCondition::default()
    };
    *condition == marks
}

/// An order, what was seen of its mailbox, and the connection that has seen it.
pub(in crate::mail::imap) struct FoundOrder {
    pub(in crate::mail::imap) seen: Seen,
    pub(in crate::mail::imap) order: Arc<Order>,
    /// See [`Mail::reading`].
    pub(in crate::mail::imap) lane: Option<usize>,
}

/// The order of a list: remembered, asked for, or searched for slice by slice.
pub(in crate::mail::imap) async fn find_order(
    mail: &Mail,
    mailbox: &MailboxId,
    wanted: &Wanted,
    span: Span,
) -> Result<FoundOrder, MailError> {
    let lane = lane_of(mailbox, wanted);
    let (memory, of, what) = (mail.memory().clone(), mailbox.clone(), wanted.clone());
    let begun = mail
        .reading(lane, move |session| {
            let (memory, of, what) = (memory.clone(), of.clone(), what.clone());
            Box::pin(async move { begin(session, &memory, &of, &what, span).await })
        })
        .await?;
    let (seen, ground, key) = match begun {
        Begun::Done(seen, order) => return Ok(FoundOrder { seen, order, lane }),
        Begun::Slow(seen, ground, key) => (seen, ground, key),
    };
    let found = gather(slices(mail, lane, &ground, wanted), deadline()).await?;
    let sort = wanted.sort.clone();
    let order = mail
        .reading(lane, move |session| {
            let (ground, found, sort) = (ground.clone(), found.clone(), sort.clone());
            Box::pin(async move {
                session.select_for(&ground.mailbox, ground.uid_validity).await?;
                order::order_found(session, &ground, found, &sort).await
            })
        })
        .await?;
    let order = Arc::new(order);
    keep(mail.memory(), &seen, wanted, key, &order).await;
    Ok(FoundOrder { seen, order, lane })
}

async fn begin(
    session: &mut Session,
    memory: &Memory,
    mailbox: &MailboxId,
    wanted: &Wanted,
    span: Span,
) -> Result<Begun, MailError> {
    let seen = look(session, mailbox).await?;
    let part = order::part(session, seen.exists, wanted, span);
    let filter = wanted.filter.as_deref().and_then(|filter| serde_json::to_string(filter).ok());
    let key = OrderKey {
        person: memory.person(),
        mailbox: mailbox.clone(),
        state: seen.state.clone(),
        filter: filter.unwrap_or_default(),
        sort: wanted.sort.clone(),
        part,
    };
    if let Some(order) = memory.order(&key).await {
        return Ok(Begun::Done(seen, order));
    }
    let ground = Ground::survey(session, mailbox, wanted).await?;
    if wanted.filter.as_deref().is_some_and(reads_messages) {
        return Ok(Begun::Slow(seen, ground, key));
    }
    let order = Arc::new(order::find(session, memory, &ground, wanted, part).await?);
    if wanted.filter.is_none() && order.total == seen.exists {
        session.note_deleted(false);
    }
    keep(memory, &seen, wanted, key, &order).await;
    Ok(Begun::Done(seen, order))
}

/// Remembers an order, if the mailbox's state tells when it no longer holds.
async fn keep(memory: &Memory, seen: &Seen, wanted: &Wanted, key: OrderKey, order: &Arc<Order>) {
    let is_told = seen.is_exact || !wanted.filter.as_deref().is_some_and(asks_for_keywords);
    if is_told && !order.is_partial {
        memory.keep_order(key, Arc::clone(order)).await;
    }
}

/// When a search that begins now has to answer.
pub(super) fn deadline() -> Instant {
    Instant::now() + PATIENCE
}

/// Everything that is found before the deadline.
pub(super) async fn gather(
    mut slices: BoxStream<'static, Result<Sliced, MailError>>,
    deadline: Instant,
) -> Result<Found, MailError> {
    let mut all = Found::default();
    while let Some(slice) = slices.try_next().await? {
        all.uids.extend(slice.found.uids);
        all.is_partial |= slice.found.is_partial;
        if !slice.is_last && Instant::now() > deadline {
            all.is_partial = true;
            break;
        }
    }
    all.uids.sort_unstable();
    all.uids.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_take_long_stands_in_nobodys_way() {
        let inbox = MailboxId::new("INBOX").unwrap();
        let is_apart = |filter: &str, sort: &str| {
            let filter: Option<Filter> = serde_json::from_str(filter).unwrap();
            let wanted = Wanted { filter: filter.map(Arc::new), sort: serde_json::from_str(sort).unwrap() };
            lane_of(&inbox, &wanted).is_some()
        };
        assert!(!is_apart("null", "[]") && !is_apart(r#"{"notKeyword":"$seen"}"#, "[]"));
        assert!(is_apart("null", r#"[{"property":"from"}]"#));
        assert!(
            is_apart(r#"{"subject":"x","hasKeyword":"$seen"}"#, "[]") && is_apart(r#"{"hasAttachment":true}"#, "[]")
        );
    }

    #[test]
    fn slices_go_down_to_the_first_message_and_fit_the_servers_pace() {
        let mut slice = Slice { highest: 10_000, size: FIRST };
        let mut ranges = Vec::new();
        while slice.highest > 0 {
            ranges.extend(slice.range(10_000).map(|range| range.to_string()));
            slice = slice.next(Duration::from_millis(50));
        }
        assert_eq!(ranges, ["8001:10000", "1:8000"]);
        let slow = Slice { highest: 10_000, size: FIRST }.next(Duration::from_secs(3));
        assert_eq!((slow.highest, slow.size), (8000, 1000));
        let shrunk = Slice { highest: 10_000, size: FIRST };
        assert_eq!(shrunk.range(9000).map(|range| range.to_string()).as_deref(), Some("8001:9000"));
        assert_eq!(shrunk.range(5000), None);
    }
}
