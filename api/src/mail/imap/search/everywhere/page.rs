//! A window over what several mailboxes have, drawn together in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use futures::future::join_all;
use gatepost_shared::id::MailboxId;

use super::{Find, FoundEmail, FoundWindow, read_rows, survey};
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::account::SEARCHES;
use crate::mail::imap::search::found::{Found, Ground};
use crate::mail::imap::search::keys::{self, Keyed};
use crate::mail::imap::search::order;
use crate::mail::imap::search::slices::{deadline, gather, slices};

/// The deepest window over several mailboxes.
const MAX_DEPTH: u32 = 5000;

/// The best of one mailbox.
struct Best {
    /// The connection that has seen it: another may not have yet.
    lane: usize,
    ground: Ground,
    total: u32,
    is_partial: bool,
    keyed: Vec<Keyed>,
}

/// A window over everything that is found, in order.
pub(in crate::mail::imap) async fn page(mail: &Mail, find: Find, position: u32) -> Result<FoundWindow, MailError> {
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
    let found = gather(slices(mail, Some(lane), &ground, &wanted), end).await?;
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
    Ok(Best { lane, ground, total, is_partial, keyed })
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
        let rows = read_rows(mail, best[place].lane, &best[place].ground, uids, find).await?;
        Ok::<_, MailError>(rows.into_iter().map(move |row| ((place, row.email.id.uid), row)))
    });
    let mut rows: BTreeMap<(usize, u32), FoundEmail> = BTreeMap::new();
    for read in join_all(reading).await {
        rows.extend(read?);
    }
    Ok(shown.into_iter().filter_map(|shown| rows.remove(&shown)).collect())
}
