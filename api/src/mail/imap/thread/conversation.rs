//! One conversation across mailboxes, Sent included, looked up anew each time.
//!
//! Where the server knows conversations (THREADID, RFC 8474: Cyrus) it is asked for the one of the email. Elsewhere
//! emails are found by what their headers say: those that the email refers to, and those that refer to it or to the
//! same beginning, in a few rounds. Everything is bounded: mailboxes, rounds, ids a round, emails.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::thread::Conversation;

use super::gathered::{Gathered, MAX_EMAILS};
use super::keys::{self, Key};
use super::members::{self, Member};
use crate::mail::error::MailError;
use crate::mail::imap::account::SEARCHES;
use crate::mail::imap::session::Session;
use crate::mail::imap::{Mail, mailboxes};

/// The most mailboxes that are searched.
const MAX_MAILBOXES: usize = 60;

/// The most rounds. The first finds a conversation whose emails refer to its beginning; further ones find what is behind
/// emails that refer only to the one that they answer.
const ROUNDS: usize = 3;

/// The conversation of an email.
pub(in crate::mail::imap) async fn read(mail: &Mail, id: &EmailId) -> Result<Conversation, MailError> {
    let (tree, (first, thread)) = {
        let id = id.clone();
        let beginning = mail.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { Ok((mailboxes::list(session).await?, members::one(session, &id).await?)) })
        });
        beginning.await?
    };
    let (mailboxes, mut is_complete) = relevant(tree, id.mailbox());
    let mut gathered = Gathered::new(first, thread);
    for _ in 0..ROUNDS {
        let keys = gathered.next_keys();
        if keys.is_empty() {
            break;
        }
        let round = round(mail, &mailboxes, keys, &gathered).await;
        is_complete &= round.is_complete;
        if !gathered.add(round.members) {
            break;
        }
    }
    Ok(gathered.conversation(is_complete))
}

/// The mailboxes in which a conversation may lie, likely ones first, and whether these are all. What was thrown away or
/// is unwanted does not come back by way of its conversation, unless it is what the person looks at.
fn relevant(tree: Vec<Mailbox>, own: &MailboxId) -> (Vec<MailboxId>, bool) {
    let rank = |mailbox: &Mailbox| match mailbox.role {
        _ if mailbox.id == *own => 0,
        Some(Role::Inbox) => 1,
        Some(Role::Sent) => 2,
        Some(Role::Archive) => 3,
        Some(Role::Drafts) => 4,
        _ => 5,
    };
    let is_wanted = |mailbox: &Mailbox| {
        let is_away = matches!(mailbox.role, Some(Role::Trash | Role::Junk));
        mailbox.id == *own || (mailbox.is_selectable && mailbox.total_emails > 0 && !is_away)
    };
    let mut wanted: Vec<Mailbox> = tree.into_iter().filter(is_wanted).collect();
    wanted.sort_by_key(rank);
    let is_all = wanted.len() <= MAX_MAILBOXES;
    (wanted.into_iter().take(MAX_MAILBOXES).map(|mailbox| mailbox.id).collect(), is_all)
}

/// What one round found.
struct Round {
    members: Vec<Member>,
    /// Whether every mailbox could be searched to its end.
    is_complete: bool,
}

/// Searches all mailboxes, as many at once as a person has connections for it.
async fn round(mail: &Mail, mailboxes: &[MailboxId], keys: Vec<Key>, gathered: &Gathered) -> Round {
    let queue: Arc<Mutex<VecDeque<MailboxId>>> = Arc::new(Mutex::new(mailboxes.iter().cloned().collect()));
    let keys = Arc::new(keys);
    let workers = (0..SEARCHES).map(|lane| {
        let (queue, keys) = (Arc::clone(&queue), Arc::clone(&keys));
        async move {
            let mut found = Round { members: Vec::new(), is_complete: true };
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(mailbox) = next else { return found };
                match search_one(mail, lane, mailbox, &keys, gathered).await {
                    Ok((members, is_complete)) => {
                        found.members.extend(members);
                        found.is_complete &= is_complete;
                    }
                    // A mailbox that went away or cannot be read hides its part of the conversation, not the rest.
                    Err(error) => {
                        tracing::debug!(%error, "a mailbox was not searched for a conversation");
                        found.is_complete = false;
                    }
                }
            }
        }
    });
    let rounds = join_all(workers).await;
    let is_complete = rounds.iter().all(|round| round.is_complete);
    Round { members: rounds.into_iter().flat_map(|round| round.members).collect(), is_complete }
}

async fn search_one(
    mail: &Mail,
    lane: usize,
    mailbox: MailboxId,
    keys: &Arc<Vec<Key>>,
    gathered: &Gathered,
) -> Result<(Vec<Member>, bool), MailError> {
    let (of, keys) = (mailbox.clone(), Arc::clone(keys));
    let (uid_validity, found) = mail
        .searching(lane, move |session| {
            let (of, keys) = (of.clone(), Arc::clone(&keys));
            Box::pin(async move { search(session, &of, &keys).await })
        })
        .await?;
    let is_complete = found.len() <= MAX_EMAILS;
    let is_new = |uid: &u32| {
        let id = EmailId::new(mailbox.clone(), uid_validity, *uid);
        id.is_ok_and(|id| !gathered.knows(&id))
    };
    let new: Vec<u32> = found.into_iter().take(MAX_EMAILS).filter(is_new).collect();
    if new.is_empty() {
        return Ok((Vec::new(), is_complete));
    }
    let reading = mail.searching(lane, move |session| {
        let (mailbox, new) = (mailbox.clone(), new.clone());
        Box::pin(async move {
            session.select_for(&mailbox, uid_validity).await?;
            members::read(session, &mailbox, uid_validity, &new).await
        })
    });
    Ok((reading.await?, is_complete))
}

/// The UIDVALIDITY of a mailbox and what is found in it, newest first.
async fn search(session: &mut Session, mailbox: &MailboxId, keys: &[Key]) -> Result<(u32, Vec<u32>), MailError> {
    let uid_validity = session.look_at(mailbox).await?;
    let Some(command) = keys::search(keys) else { return Ok((uid_validity, Vec::new())) };
    let mut found: Vec<u32> = session.run(command).await?.found().collect();
    found.sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
    Ok((uid_validity, found))
}
