//! Telling emails as they are found.

use std::collections::HashSet;
use std::sync::Arc;

use futures::future::join_all;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use gatepost_shared::id::MailboxId;
use tokio::sync::mpsc;

use super::{Find, Finding, read_rows, survey};
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::account::SEARCHES;
use crate::mail::imap::search::slices::slices;

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
    let mut slices = slices(mail, Some(lane), &ground, &wanted);
    let mut seen = HashSet::new();
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
