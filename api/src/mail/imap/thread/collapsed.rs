//! A list in which each conversation of a mailbox is one row: that of its newest email, or, of a list with a filter or an
//! order, of the first that matches.
//!
//! Of the whole mailbox only the index is looked at ([`super::index`]); headers are fetched for the rows that are shown,
//! and marks and authors for the other emails of their conversations.

use std::collections::HashMap;
use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::Window;
use gatepost_shared::thread::ThreadSummary;

use super::index::{self, Index};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::search::{Order, Span, Wanted, find_order};
use crate::mail::imap::session::Session;
use crate::mail::imap::window::place::{self, Cursor, Place, moved};
use crate::mail::imap::window::rows_of;
use crate::mail::imap::{Mail, headers};

/// How often the list is read anew because messages came or went meanwhile.
const ATTEMPTS: usize = 3;

/// The most emails of one conversation, and of all conversations of a window, whose marks are looked at.
const MAX_MARKS: usize = 500;
const MAX_ALL_MARKS: usize = 5000;

/// The most emails of one conversation whose authors are looked at, and the most authors that are told.
const MAX_AUTHORS_LOOKED_AT: usize = 10;
const MAX_PARTICIPANTS: usize = 8;

/// The most ids of one conversation that a row carries.
const MAX_IDS: usize = 100;

/// What is asked for.
#[derive(Debug, Clone)]
struct Asked {
    mailbox: MailboxId,
    wanted: Wanted,
    place: Place,
    limit: u32,
}

/// Reads a window of conversations; none when this server cannot thread, or has not yet. What matches is put into order
/// first; of each conversation the first that matches is its row (RFC 8621, section 4.4.3).
pub(in crate::mail::imap) async fn read(
    mail: &Mail,
    mailbox: &MailboxId,
    wanted: &Wanted,
    place: &Place,
    limit: u32,
) -> Result<Option<Window>, MailError> {
    if let Place::Anchor(id, _) = place
        && id.mailbox() != mailbox
    {
        return Err(MailError::NotFound("email"));
    }
    let asked = Arc::new(Asked { mailbox: mailbox.clone(), wanted: wanted.clone(), place: place.clone(), limit });
    for _ in 0..ATTEMPTS {
        let Some((version, index)) = index::of(mail, mailbox).await? else { return Ok(None) };
        let rows = Arc::new(in_order(mail, &asked, &index).await?);
        let asked = Arc::clone(&asked);
        let reading = mail.interactive(move |session| {
            let (asked, version, index, rows) =
                (Arc::clone(&asked), version.clone(), Arc::clone(&index), Arc::clone(&rows));
            Box::pin(async move { window(session, &asked, &version, &index, &rows).await })
        });
        if let Some(window) = reading.await? {
            return Ok(Some(window));
        }
    }
    // Messages come and go faster than they can be drawn together.
    Ok(None)
}

/// The messages that stand for their conversations.
async fn in_order(mail: &Mail, asked: &Asked, index: &Index) -> Result<Order, MailError> {
    if asked.wanted.filter.is_none() && asked.wanted.sort.is_empty() {
        return Ok(Order::whole(index.heads(), false));
    }
    let found = find_order(mail, &asked.mailbox, &asked.wanted, Span::Whole).await?;
    Ok(Order::whole(index.first_of_each(&found.order.uids), found.order.is_partial))
}

/// The rows; none when the index does not hold any more.
async fn window(
    session: &mut Session,
    asked: &Asked,
    version: &str,
    index: &Index,
    order: &Order,
) -> Result<Option<Window>, MailError> {
    let (seen, now) = index::version(session, &asked.mailbox).await?;
    if now != version {
        return Ok(None);
    }
    let position = begin(asked, index, order, seen.uid_validity)?;
    let uids = order.window(position, asked.limit);
    let threads: Vec<Thread<'_>> = uids.iter().map(|uid| Thread::of(*uid, index)).collect();
    let others = Others::read(session, &threads).await?;
    let mut list = rows_of(session, &asked.mailbox, seen.uid_validity, uids).await?;
    let by_row: HashMap<u32, Thread<'_>> = threads.into_iter().map(|thread| (thread.row, thread)).collect();
    for row in &mut list {
        row.thread = by_row.get(&row.id.uid).map(|thread| Box::new(others.summary(row, thread)));
    }
    let cursor = Cursor::after(seen.uid_validity, &asked.wanted, position, uids, order.total);
    Ok(Some(Window {
        position,
        total: order.total,
        state: seen.state,
        list,
        cursor: cursor.map(|cursor| cursor.to_string()),
        is_partial: order.is_partial,
    }))
}

/// The place at which the window begins. An anchor stands for its conversation.
fn begin(asked: &Asked, index: &Index, order: &Order, uid_validity: u32) -> Result<u32, MailError> {
    match &asked.place {
        Place::Anchor(id, _) if id.uid_validity != uid_validity => Err(MailError::Stale),
        Place::Anchor(id, offset) => {
            let thread = index.thread_of(id.uid).unwrap_or_default();
            let place = thread.iter().chain([&id.uid]).find_map(|uid| order.place_of(*uid));
            place.map(|place| moved(place, *offset)).ok_or(MailError::NotFound("email"))
        }
        Place::Cursor(cursor) => {
            cursor.check(uid_validity, &asked.wanted)?;
            place::in_order(&asked.place, order, &asked.wanted).ok_or(MailError::PlaceLost)
        }
        Place::Position(position) => Ok(*position),
    }
}

/// A conversation, and which of its emails is its row.
#[derive(Debug, Clone, Copy)]
struct Thread<'a> {
    row: u32,
    uids: &'a [u32],
}

impl<'a> Thread<'a> {
    fn of(row: u32, index: &'a Index) -> Self {
        Self { row, uids: index.thread_of(row).unwrap_or_default() }
    }

    fn others(self) -> impl Iterator<Item = &'a u32> {
        self.uids.iter().filter(move |uid| **uid != self.row)
    }
}

/// What is known of the emails of conversations that are not rows themselves.
#[derive(Debug, Default)]
struct Others {
    /// Whether an email is unread, and whether it is flagged.
    marks: HashMap<u32, (bool, bool)>,
    authors: HashMap<u32, EmailAddress>,
}

impl Others {
    async fn read(session: &mut Session, threads: &[Thread<'_>]) -> Result<Self, MailError> {
        let others = |most: usize| threads.iter().flat_map(move |thread| thread.others().take(most)).copied();
        let marked: SequenceSet = others(MAX_MARKS).take(MAX_ALL_MARKS).collect();
        let authored: SequenceSet = others(MAX_AUTHORS_LOOKED_AT).take(MAX_ALL_MARKS).collect();
        let mut others = Self::default();
        if marked.is_empty() {
            return Ok(others);
        }
        let commands = [
            Command::new("UID FETCH").at_pace(Pace::Slow).set(&marked).words("(UID FLAGS)"),
            Command::new("UID FETCH")
                .at_pace(Pace::Slow)
                .set(&authored)
                .words("(UID BODY.PEEK[HEADER.FIELDS (FROM)]<0.4096>)"),
        ];
        let batch = session.run_all(&commands).await?;
        batch.ends.into_iter().collect::<Result<Vec<_>, _>>()?;
        for response in &batch.untagged {
            others.note(response);
        }
        Ok(others)
    }

    fn note(&mut self, response: &Untagged) {
        let Untagged::Fetch(fetch) = response else { return };
        let Some(uid) = fetch.uid() else { return };
        if fetch.items.get("FLAGS").is_some() {
            let keywords = fetch.keywords();
            self.marks.insert(uid, (!keywords.is_seen(), keywords.is_flagged()));
        }
        if let Some(header) = fetch.items.body("BODY[HEADER.FIELDS") {
            let author = headers::parse(header, None).from.into_iter().next();
            self.authors.extend(author.map(|author| (uid, author)));
        }
    }

    /// What a row says of its conversation.
    fn summary(&self, row: &EmailSummary, thread: &Thread<'_>) -> ThreadSummary {
        let marks = || thread.others().filter_map(|uid| self.marks.get(uid));
        let unread = marks().filter(|(is_unread, _)| *is_unread).count() + usize::from(!row.keywords.is_seen());
        let mut summary = ThreadSummary {
            total_emails: u32::try_from(thread.uids.len().max(1)).unwrap_or(u32::MAX),
            unread_emails: u32::try_from(unread).unwrap_or(u32::MAX),
            is_flagged: row.keywords.is_flagged() || marks().any(|(_, is_flagged)| *is_flagged),
            participants: Vec::new(),
            email_ids: Vec::new(),
        };
        if thread.others().next().is_some() {
            let authors = row.from.first().into_iter().chain(thread.others().filter_map(|uid| self.authors.get(uid)));
            summary.participants = each_once(authors);
            let id = |uid: &u32| EmailId::new(row.mailbox_id.clone(), row.id.uid_validity, *uid).ok();
            summary.email_ids = thread.uids.iter().take(MAX_IDS).filter_map(id).collect();
        }
        summary
    }
}

fn each_once<'a>(authors: impl Iterator<Item = &'a EmailAddress>) -> Vec<EmailAddress> {
    let mut once: Vec<EmailAddress> = Vec::new();
    for author in authors {
        let is_known = once.iter().any(|known| known.email.eq_ignore_ascii_case(&author.email));
        if !is_known && once.len() < MAX_PARTICIPANTS {
            once.push(author.clone());
        }
    }
    once
}
