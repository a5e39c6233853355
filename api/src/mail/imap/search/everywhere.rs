//! Finding emails in several mailboxes at once: two connections take the mailboxes one after the other.
//!
//! One message that stands in several mailboxes (a server's "All Mail") is found in each. Whoever stops listening
//! ends the search: no further command is sent, and the one that is under way is finished and forgotten.

mod page;
mod stream;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use gatepost_shared::email::EmailSummary;
use gatepost_shared::filter::{Comparator, Filter};
use gatepost_shared::id::MailboxId;
use gatepost_shared::query::Snippet;

use super::found::{Ground, may_match};
use super::order::Wanted;
use crate::mail::error::MailError;
use crate::mail::imap::session::Session;
use crate::mail::imap::window::look::look;
use crate::mail::imap::{Mail, snippet, window};

pub(in crate::mail::imap) use self::page::page;
pub(in crate::mail::imap) use self::stream::stream;

/// What to find.
#[derive(Debug, Clone)]
pub struct Find {
    /// Which emails; none: all.
    pub filter: Option<Arc<Filter>>,
    /// In which order: at least one step.
    pub sort: Vec<Comparator>,
    /// Where, what a person looks at first standing first.
    pub mailboxes: Vec<MailboxId>,
    /// How many rows at most.
    pub limit: u32,
    /// Whether rows come with what matches in them.
    pub has_snippets: bool,
}

/// What a search tells.
#[derive(Debug, Clone)]
pub enum Finding {
    /// Emails of one mailbox, newest first.
    Emails(Vec<FoundEmail>),
    /// A mailbox was searched: how many match, and whether some could not be looked at.
    Searched(MailboxId, u32, bool),
    /// A mailbox could not be searched.
    Failed(MailboxId, MailError),
}

/// An email that matches.
#[derive(Debug, Clone)]
pub struct FoundEmail {
    /// Its row.
    pub email: EmailSummary,
    /// What matches in it, where asked for.
    pub snippet: Option<Snippet>,
}

/// A window over all that was found.
#[derive(Debug, Clone, Default)]
pub struct FoundWindow {
    /// The emails in order.
    pub list: Vec<FoundEmail>,
    /// How many match in all mailboxes that could be searched.
    pub total: u32,
    /// Whether some emails could not be looked at.
    pub is_partial: bool,
    /// The mailboxes that could not be searched.
    pub failed: Vec<(MailboxId, MailError)>,
}

impl Find {
    fn wanted(&self) -> Wanted {
        Wanted { filter: self.filter.clone(), sort: self.sort.clone() }
    }

    /// The mailboxes in which anything can match, as one queue for all who search.
    fn queue(&self) -> Queue {
        let mailboxes = self.mailboxes.iter().filter(|mailbox| may_match(self.filter.as_deref(), mailbox)).cloned();
        Queue(Arc::new(Mutex::new(mailboxes.collect())))
    }
}

#[derive(Clone)]
struct Queue(Arc<Mutex<VecDeque<MailboxId>>>);

impl Queue {
    fn next(&self) -> Option<MailboxId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

async fn survey(mail: &Mail, lane: usize, mailbox: &MailboxId, wanted: &Wanted) -> Result<Ground, MailError> {
    let (mailbox, wanted) = (mailbox.clone(), wanted.clone());
    mail.searching(lane, move |session| {
        let (mailbox, wanted) = (mailbox.clone(), wanted.clone());
        Box::pin(async move {
            look(session, &mailbox).await?;
            Ground::survey(session, &mailbox, &wanted).await
        })
    })
    .await
}

/// The rows of these messages, in this order.
async fn read_rows(
    mail: &Mail,
    lane: usize,
    ground: &Ground,
    uids: Vec<u32>,
    find: &Arc<Find>,
) -> Result<Vec<FoundEmail>, MailError> {
    let (ground, find) = (ground.clone(), Arc::clone(find));
    mail.searching(lane, move |session| {
        let (ground, uids, find) = (ground.clone(), uids.clone(), Arc::clone(&find));
        Box::pin(async move { rows_on(session, &ground, &uids, &find).await })
    })
    .await
}

async fn rows_on(
    session: &mut Session,
    ground: &Ground,
    uids: &[u32],
    find: &Find,
) -> Result<Vec<FoundEmail>, MailError> {
    session.select_for(&ground.mailbox, ground.uid_validity).await?;
    let rows = window::rows_of(session, &ground.mailbox, ground.uid_validity, uids).await?;
    let terms = find.filter.as_deref().filter(|_| find.has_snippets).map(snippet::Terms::of);
    let mut emails = Vec::with_capacity(rows.len());
    for email in rows {
        let snippet = match &terms {
            Some(terms) => snippet::of(session, &email, terms).await?,
            None => None,
        };
        emails.push(FoundEmail { email, snippet });
    }
    Ok(emails)
}
