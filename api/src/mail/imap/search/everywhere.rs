//! Finding emails in several mailboxes at once: two connections take the mailboxes one after the other.
//!
//! One message that stands in several mailboxes (a server's "All Mail") is found in each. Whoever stops listening
//! ends the search: no further command is sent, and the one that is under way is finished and forgotten.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures::future::join_all;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use gatepost_shared::email::EmailSummary;
use gatepost_shared::filter::{Comparator, Filter};
use gatepost_shared::id::MailboxId;
use gatepost_shared::query::Snippet;
use tokio::sync::mpsc;

use super::found::{Found, Ground, may_match};
use super::keys::{self, Keyed};
use super::order::{self, Wanted};
use super::slices::{deadline, gather, slices};
use crate::mail::error::MailError;
use crate::mail::imap::account::SEARCHES;
use crate::mail::imap::session::Session;
use crate::mail::imap::window::look::look;
use crate::mail::imap::{Mail, snippet, window};

/// The deepest window over several mailboxes.
const MAX_DEPTH: u32 = 5000;

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

/// The best of one mailbox.
struct Best {
    ground: Ground,
    total: u32,
    is_partial: bool,
    keyed: Vec<Keyed>,
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

/// Tells emails as they are found: each mailbox's newest first, at most `limit` of each.
pub(in crate::mail::imap) fn stream(mail: &Mail, find: Find) -> BoxStream<'static, Finding> {
    let (sender, receiver) = mpsc::channel(SEARCHES);
    let queue = find.queue();
    let find = Arc::new(find);
    let workers = (0..SEARCHES).map(|lane| {
        let (mail, find, queue, sender) = (mail.clone(), Arc::clone(&find), queue.clone(), sender.clone());
        async move {
            while let Some(mailbox) = queue.next() {
                let end = match search_mailbox(&mail, lane, &mailbox, &find, &sender).await {
                    Ok(Searched { total, is_partial }) => Finding::Searched(mailbox, total, is_partial),
                    Err(error) => Finding::Failed(mailbox, error),
                };
                if sender.send(end).await.is_err() {
                    return;
                }
            }
        }
    });
    let working = join_all(workers.collect::<Vec<_>>());
    drop(sender);
    let told = stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
    // The work is part of the stream: dropped with it, it goes no further.
    stream::select(told, stream::once(working).filter_map(|_| std::future::ready(None))).boxed()
}

struct Searched {
    total: u32,
    is_partial: bool,
}

async fn search_mailbox(
    mail: &Mail,
    lane: usize,
    mailbox: &MailboxId,
    find: &Arc<Find>,
    sender: &mpsc::Sender<Finding>,
) -> Result<Searched, MailError> {
    let wanted = find.wanted();
    let ground = survey(mail, lane, mailbox, &wanted).await?;
    let mut slices = slices(mail, lane, &ground, &wanted);
    let mut seen = std::collections::HashSet::new();
    let (mut shown, mut is_partial) = (0, false);
    while let Some(slice) = slices.try_next().await? {
        let found = slice.found;
        is_partial |= found.is_partial;
        let new: Vec<u32> = found.uids.into_iter().rev().filter(|uid| seen.insert(*uid)).collect();
        let wanted: Vec<u32> = new.into_iter().take(find.limit as usize - shown).collect();
        shown += wanted.len();
        if !wanted.is_empty() {
            let mut emails = read_rows(mail, lane, &ground, wanted, find).await?;
            emails.sort_by_key(|found| std::cmp::Reverse(found.email.received_at));
            // Nobody listens any more: the stream is gone, and this with it.
            let _ = sender.send(Finding::Emails(emails)).await;
        }
    }
    Ok(Searched { total: u32::try_from(seen.len()).unwrap_or(u32::MAX), is_partial })
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

/// A window over everything that is found, in order.
pub(in crate::mail::imap) async fn window(mail: &Mail, find: Find, position: u32) -> Result<FoundWindow, MailError> {
    let depth = position.saturating_add(find.limit);
    if depth > MAX_DEPTH {
        return Err(MailError::Invalid {
            property: "position",
            sentence: format!("A search over mailboxes shows its first {MAX_DEPTH} emails: narrow it with a filter."),
        });
    }
    let (queue, end) = (find.queue(), deadline());
    let find = Arc::new(find);
    let workers = (0..SEARCHES).map(|lane| {
        let (find, queue) = (Arc::clone(&find), queue.clone());
        async move {
            let mut results = Vec::new();
            while Instant::now() < end
                && let Some(mailbox) = queue.next()
            {
                let best = best_of(mail, lane, &mailbox, &find, depth, end).await;
                results.push((mailbox, best));
            }
            results
        }
    });
    let results: Vec<_> = join_all(workers).await.into_iter().flatten().collect();
    // What is left was not looked at in time.
    let mut window = FoundWindow { is_partial: queue.next().is_some(), ..FoundWindow::default() };
    let mut best = Vec::new();
    for (mailbox, result) in results {
        match result {
            Ok(found) => best.push(found),
            Err(error) => window.failed.push((mailbox, error)),
        }
    }
    if best.is_empty()
        && let Some((_, error)) = window.failed.first()
    {
        return Err(error.clone());
    }
    window.total = best.iter().map(|best| best.total).fold(0, u32::saturating_add);
    window.is_partial |= best.iter().any(|best| best.is_partial);
    window.list = read_window(mail, &best, &find, position).await?;
    Ok(window)
}

async fn best_of(
    mail: &Mail,
    lane: usize,
    mailbox: &MailboxId,
    find: &Find,
    depth: u32,
    end: Instant,
) -> Result<Best, MailError> {
    let wanted = find.wanted();
    let ground = survey(mail, lane, mailbox, &wanted).await?;
    let found = gather(slices(mail, lane, &ground, &wanted), end).await?;
    let Found { is_partial, ref uids } = found;
    let total = u32::try_from(uids.len()).unwrap_or(u32::MAX);
    let (for_keys, sort) = (ground.clone(), wanted.sort.clone());
    let keyed = mail
        .searching(lane, move |session| {
            let (ground, found, sort) = (for_keys.clone(), found.clone(), sort.clone());
            Box::pin(async move {
                session.select_for(&ground.mailbox, ground.uid_validity).await?;
                order::first_of(session, &ground, found, &sort, depth as usize).await
            })
        })
        .await?;
    Ok(Best { ground, total, is_partial, keyed })
}

/// Draws the mailboxes' best together, and reads the rows of the window.
async fn read_window(
    mail: &Mail,
    best: &[Best],
    find: &Arc<Find>,
    position: u32,
) -> Result<Vec<FoundEmail>, MailError> {
    let mut all: Vec<(usize, &Keyed)> =
        best.iter().enumerate().flat_map(|(place, best)| best.keyed.iter().map(move |keyed| (place, keyed))).collect();
    all.sort_by(|(left_place, left), (right_place, right)| {
        keys::compare_across(left, right, &find.sort).then(left_place.cmp(right_place)).then(right.uid.cmp(&left.uid))
    });
    let shown: Vec<(usize, u32)> = all
        .into_iter()
        .skip(position as usize)
        .take(find.limit as usize)
        .map(|(place, keyed)| (place, keyed.uid))
        .collect();
    let mut by_mailbox: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (place, uid) in &shown {
        by_mailbox.entry(*place).or_default().push(*uid);
    }
    let reading = by_mailbox.into_iter().map(|(place, uids)| async move {
        let rows = read_rows(mail, place % SEARCHES, &best[place].ground, uids, find).await?;
        Ok::<_, MailError>(rows.into_iter().map(move |row| ((place, row.email.id.uid), row)))
    });
    let mut rows: BTreeMap<(usize, u32), FoundEmail> = BTreeMap::new();
    for read in join_all(reading).await {
        rows.extend(read?);
    }
    Ok(shown.into_iter().filter_map(|shown| rows.remove(&shown)).collect())
}
