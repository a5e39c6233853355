//! Looking into the drawer: which of its messages are ours, and what stands in those that were not read before.
//!
//! Messages never change, so what has been read once is not read again. What others have put there (uploads, or
//! whatever a mail program moved there) is passed over by its header. Not here: what the messages mean.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use gatepost_shared::id::MailboxId;

use super::encode::{Command, Section, SequenceSet};
use super::ensure;
use super::mailboxes::{DRAWER, state_items, state_of};
use super::patience::Pace;
use super::response::{Fetch, Untagged};
use super::session::{Answer, Session};
use crate::mail::error::MailError;

/// The most messages that are looked at, the newest: a drawer has a few dozen, and some uploads.
const MAX_LOOKED_AT: usize = 20_000;

/// The largest message that can be ours, in bytes: the drawer writes 180 KiB at most.
const MAX_MESSAGE: u64 = 512 * 1024;

/// The most bytes of new messages that are read at one look.
const MAX_READ: u64 = 48 * 1024 * 1024;

/// How often one looks anew because messages vanished meanwhile.
const ATTEMPTS: u32 = 3;

/// What is known from before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The mailbox, where it is known already.
    pub mailbox: Option<MailboxId>,
    /// UIDVALIDITY then.
    pub uid_validity: u32,
    /// The state then.
    pub state: Option<String>,
    /// The last message that was looked at.
    pub highest: u32,
}

/// What is in the drawer.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// The mailbox.
    pub mailbox: Option<MailboxId>,
    /// UIDVALIDITY; another than the known one means that nothing of what is known holds.
    pub uid_validity: u32,
    /// The state: equal states mean equal contents. None when there is no such mailbox.
    pub state: Option<String>,
    /// The last message that was looked at.
    pub highest: u32,
    /// Every message that is there and not marked as deleted.
    pub present: BTreeSet<u32>,
    /// Our messages among those not known before.
    pub new: Vec<Found>,
    /// Whether more is there than is looked at.
    pub is_overfull: bool,
}

/// A message of ours.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its UID.
    pub uid: u32,
    /// What the field that makes it ours says.
    pub kind: String,
    /// Its body, in its transfer encoding.
    pub body: Bytes,
}

/// Looks into the drawer. None when it is as it was.
pub(super) async fn look(session: &mut Session, known: &Known) -> Result<Option<Contents>, MailError> {
    let drawer = match &known.mailbox {
        Some(drawer) => drawer.clone(),
        None => ensure::id_at_top(session, DRAWER).await?,
    };
    let Some(state) = state(session, &drawer).await? else {
        let was_empty = known.state.is_none();
        return Ok((!was_empty).then(Contents::default));
    };
    if known.state.as_ref() == Some(&state) {
        return Ok(None);
    }
    for attempt in 1.. {
        match read(session, &drawer, known, &state).await {
            // A message went while it was read (Dovecot): look at those that are left.
            Err(MailError::Refused { code, .. }) if code == "EXPUNGEISSUED" && attempt < ATTEMPTS => {}
            contents => return contents.map(Some),
        }
    }
    Ok(None)
}

/// Deletes these messages, and what else is marked as deleted: a write whose connection broke has left it so, and it
/// counts for nothing any more ([`present`]).
pub(super) async fn remove(
    session: &mut Session,
    drawer: &MailboxId,
    uid_validity: u32,
    uids: &BTreeSet<u32>,
) -> Result<(), MailError> {
    session.select_for(drawer, uid_validity).await?;
    let set: SequenceSet = uids.iter().copied().collect();
    session.run(Command::new("UID STORE").at_pace(Pace::Slow).set(&set).words("+FLAGS.SILENT (\\Deleted)")).await?;
    session.run(Command::new("EXPUNGE").at_pace(Pace::Slow)).await.map(drop)
}

/// The mailbox's state; none when there is no such mailbox.
async fn state(session: &mut Session, drawer: &MailboxId) -> Result<Option<String>, MailError> {
    // A connection that looks at a mailbox is told of that very one, even when it was deleted or renamed meanwhile and
    // there is another of its name (Dovecot, Cyrus).
    session.leave(drawer).await?;
    let command = Command::new("STATUS").mailbox(drawer).words(state_items(session));
    match session.run(command).await {
        Ok(answer) => Ok(answer.untagged.iter().find_map(|response| match response {
            Untagged::Status(_, items) => Some(state_of(items)),
            _ => None,
        })),
        Err(error) => match super::session::no_such_mailbox(error) {
            MailError::NotFound(_) => Ok(None),
            other => Err(other),
        },
    }
}

async fn read(session: &mut Session, drawer: &MailboxId, known: &Known, state: &str) -> Result<Contents, MailError> {
    let uid_validity = session.look_at(drawer).await?;
    let looked_at = if uid_validity == known.uid_validity { known.highest } else { 0 };
    let mut present = present(session).await?;
    let is_crowded = present.len() > MAX_LOOKED_AT;
    while present.len() > MAX_LOOKED_AT {
        present.pop_first();
    }
    let highest = present.last().copied().unwrap_or(0).max(looked_at);
    let headers = headers(session, present.range(looked_at + 1..).copied().collect()).await?;
    let (ours, is_large) = ours(&headers);
    let new = bodies(session, &ours).await?;
    Ok(Contents {
        mailbox: Some(drawer.clone()),
        uid_validity,
        state: Some(state.to_owned()),
        highest,
        present,
        new,
        is_overfull: is_crowded || is_large,
    })
}

async fn present(session: &mut Session) -> Result<BTreeSet<u32>, MailError> {
    let answer = session.run(Command::new("UID SEARCH").words("UNDELETED")).await?;
    let found = answer.untagged.into_iter().filter_map(|response| match response {
        Untagged::Search(uids) => Some(uids),
        _ => None,
    });
    Ok(found.flatten().collect())
}

/// The field of each of these messages that could make it ours.
async fn headers(session: &mut Session, uids: BTreeSet<u32>) -> Result<Answer, MailError> {
    let (Some(first), Some(last)) = (uids.first(), uids.last()) else { return Ok(Answer::default()) };
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::range(*first, *last))
        .words("(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (X-GATEPOST-KIND)]<0.200>)");
    session.run(command).await
}

/// Which messages are ours, and of what kind; whether some had to be left out.
fn ours(headers: &Answer) -> (Vec<(u32, String)>, bool) {
    let mut left = MAX_READ;
    let mut is_large = false;
    let mut ours = Vec::new();
    for fetch in headers.fetches() {
        let Some((uid, kind)) = ours_by_header(fetch) else { continue };
        let size = fetch.items.number("RFC822.SIZE").unwrap_or(0);
        if size > MAX_MESSAGE {
            continue;
        }
        match left.checked_sub(size) {
            Some(rest) => {
                left = rest;
                ours.push((uid, kind));
            }
            None => is_large = true,
        }
    }
    (ours, is_large)
}

fn ours_by_header(fetch: &Fetch) -> Option<(u32, String)> {
    let flags = fetch.items.get("FLAGS").and_then(super::value::Value::list).unwrap_or_default();
    let is_deleted =
        flags.iter().filter_map(super::value::Value::text).any(|flag| flag.eq_ignore_ascii_case("\\Deleted"));
    let header = String::from_utf8_lossy(fetch.items.body("BODY[HEADER.FIELDS")?).into_owned();
    let (_, kind) = header.split_once(':')?;
    let kind = kind.trim().to_owned();
    (!kind.is_empty() && !is_deleted).then_some((fetch.uid()?, kind))
}

async fn bodies(session: &mut Session, ours: &[(u32, String)]) -> Result<Vec<Found>, MailError> {
    let (Some(section), false) = (Section::part("1"), ours.is_empty()) else { return Ok(Vec::new()) };
    let set: SequenceSet = ours.iter().map(|(uid, _)| *uid).collect();
    let command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID").body(&section, None).close(")");
    let answer = session.run(command).await?;
    let body = |fetch: &Fetch| Some((fetch.uid()?, fetch.items.body("BODY[")?.clone()));
    let bodies: HashMap<u32, Bytes> = answer.fetches().filter_map(body).collect();
    let found =
        |(uid, kind): &(u32, String)| Some(Found { uid: *uid, kind: kind.clone(), body: bodies.get(uid)?.clone() });
    Ok(ours.iter().filter_map(found).collect())
}
