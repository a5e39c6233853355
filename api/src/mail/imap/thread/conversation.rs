//! One conversation across mailboxes, Sent included, looked up anew each time.
//!
//! What of it lies in the email's own mailbox the server's index tells, where it has one ([`super::index`]): what a row
//! of a collapsed list counts is found behind it. What lies in others is asked of the server where it knows conversations
//! (THREADID, RFC 8474: Cyrus). Elsewhere emails are found by what their headers say: those that the email refers to,
//! and those that refer to it or to the same beginning, in a few rounds. Everything is bounded: mailboxes, rounds, ids a
//! round, emails.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::thread::Conversation;

use super::gathered::{Gathered, MAX_EMAILS};
use super::index;
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
    let own = tree.iter().find(|mailbox| mailbox.id == *id.mailbox());
    let is_large = own.is_some_and(|own| own.total_emails > mail.account.limits().large);
    let (mailboxes, mut is_complete) = relevant(tree, id.mailbox());
    let mut gathered = Gathered::new(first, thread);
    if let Some(own) = own_thread(mail, id).await? {
        gathered.add_indexed(own, is_large);
    }
    for _ in 0..ROUNDS {
        let keys = gathered.next_keys();
        if keys.own.is_empty() && keys.elsewhere.is_empty() {
            break;
        }
        let places = mailboxes.iter().map(|mailbox| {
            let keys = if mailbox == id.mailbox() { &keys.own } else { &keys.elsewhere };
            (mailbox.clone(), Arc::new(keys.clone()))
        });
        let round = round(mail, places.filter(|(_, keys)| !keys.is_empty()).collect(), &gathered).await;
        is_complete &= round.is_complete;
        if !gathered.add(round.members) {
            break;
        }
    }
    Ok(gathered.conversation(is_complete))
}

/// What the server's index tells of the email's own mailbox; none where there is no index. It costs a large mailbox less
/// than a search, and nothing when a collapsed list was just looked at.
async fn own_thread(mail: &Mail, id: &EmailId) -> Result<Option<Vec<Member>>, MailError> {
    let Some((_, index)) = index::of(mail, id.mailbox()).await? else { return Ok(None) };
    let Some(thread) = index.thread_of(id.uid) else { return Ok(None) };
    let (id, uids) = (id.clone(), thread.iter().copied().take(MAX_EMAILS + 1).collect::<Vec<_>>());
    let reading = mail.interactive(move |session| {
        let (id, uids) = (id.clone(), uids.clone());
        Box::pin(async move {
            session.select_for(id.mailbox(), id.uid_validity).await?;
            members::read(session, id.mailbox(), id.uid_validity, &uids).await
        })
    });
    reading.await.map(Some)
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
async fn round(mail: &Mail, places: VecDeque<(MailboxId, Arc<Vec<Key>>)>, gathered: &Gathered) -> Round {
    let queue = Arc::new(Mutex::new(places));
    let workers = (0..SEARCHES).map(|lane| {
        let queue = Arc::clone(&queue);
        async move {
            let mut found = Round { members: Vec::new(), is_complete: true };
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some((mailbox, keys)) = next else { return found };
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
