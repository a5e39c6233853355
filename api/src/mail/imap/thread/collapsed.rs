//! A list in which each conversation of a mailbox is one row: that of its newest email.
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
use crate::mail::imap::session::Session;
use crate::mail::imap::window::look::Seen;
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

/// Reads a window of conversations; none when this server cannot thread, or has not yet.
pub(in crate::mail::imap) async fn read(
    mail: &Mail,
    mailbox: &MailboxId,
    position: u32,
    limit: u32,
) -> Result<Option<Window>, MailError> {
    for _ in 0..ATTEMPTS {
        let Some((version, index)) = index::of(mail, mailbox).await? else { return Ok(None) };
        let of = mailbox.clone();
        let reading = mail.interactive(move |session| {
            let (of, version, index) = (of.clone(), version.clone(), Arc::clone(&index));
            Box::pin(async move { window(session, &of, &version, &index, position, limit).await })
        });
        if let Some(window) = reading.await? {
            return Ok(Some(window));
        }
    }
    // Messages come and go faster than they can be drawn together.
    Ok(None)
}

/// The rows; none when the index does not hold any more.
async fn window(
    session: &mut Session,
    mailbox: &MailboxId,
    version: &str,
    index: &Index,
    position: u32,
    limit: u32,
) -> Result<Option<Window>, MailError> {
    let (seen, now) = index::version(session, mailbox).await?;
    if now != version {
        return Ok(None);
    }
    let threads: Vec<&[u32]> = index.window(position, limit).collect();
    let others = Others::read(session, &threads).await?;
    let newest: Vec<u32> = threads.iter().filter_map(|thread| thread.first()).copied().collect();
    let mut list = rows_of(session, mailbox, seen.uid_validity, &newest).await?;
    let by_newest: HashMap<u32, &[u32]> =
        threads.into_iter().filter_map(|thread| Some((*thread.first()?, thread))).collect();
    for row in &mut list {
        let thread = by_newest.get(&row.id.uid).copied().unwrap_or_default();
        row.thread = Some(Box::new(others.summary(row, thread)));
    }
    let Seen { state, .. } = seen;
    let total = u32::try_from(index.len()).unwrap_or(u32::MAX);
    Ok(Some(Window { position, total, state, list, cursor: None, is_partial: false }))
}

/// What is known of the emails of conversations that are not rows themselves.
#[derive(Debug, Default)]
struct Others {
    /// Whether an email is unread, and whether it is flagged.
    marks: HashMap<u32, (bool, bool)>,
    authors: HashMap<u32, EmailAddress>,
}

impl Others {
    async fn read(session: &mut Session, threads: &[&[u32]]) -> Result<Self, MailError> {
        let older = |most: usize| threads.iter().flat_map(move |thread| thread.iter().skip(1).take(most)).copied();
        let marked: SequenceSet = older(MAX_MARKS).take(MAX_ALL_MARKS).collect();
        let authored: SequenceSet = older(MAX_AUTHORS_LOOKED_AT).take(MAX_ALL_MARKS).collect();
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
    fn summary(&self, row: &EmailSummary, thread: &[u32]) -> ThreadSummary {
        let older = thread.get(1..).unwrap_or_default();
        let marks = || older.iter().filter_map(|uid| self.marks.get(uid));
        let unread = marks().filter(|(is_unread, _)| *is_unread).count() + usize::from(!row.keywords.is_seen());
        let mut summary = ThreadSummary {
            total_emails: u32::try_from(thread.len()).unwrap_or(u32::MAX),
            unread_emails: u32::try_from(unread).unwrap_or(u32::MAX),
            is_flagged: row.keywords.is_flagged() || marks().any(|(_, is_flagged)| *is_flagged),
            participants: Vec::new(),
            email_ids: Vec::new(),
        };
        if !older.is_empty() {
            let authors = row.from.first().into_iter().chain(older.iter().filter_map(|uid| self.authors.get(uid)));
            summary.participants = each_once(authors);
            let id = |uid: &u32| EmailId::new(row.mailbox_id.clone(), row.id.uid_validity, *uid).ok();
            summary.email_ids = thread.iter().take(MAX_IDS).filter_map(id).collect();
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
