//! Changing emails: keywords, move, copy, destroy; in groups, with a result for each email.
//!
//! Not here: which commands that takes ([`act`], [`mark`]), and everything that matches ([`bulk`]).

mod act;
mod arrivals;
pub(super) mod bulk;
mod mark;
mod new_uids;
mod places;

use std::collections::BTreeSet;

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mutation::{EmailPatch, EmailsSet, SetEmails};

use self::act::Found;
use self::places::Places;
use super::encode::{Command, SequenceSet};
use super::mailboxes;
use super::patience::Pace;
use super::response::Untagged;
use super::session::Session;
use crate::mail::error::MailError;
use crate::mail::problem::problem_of;

/// What is to be done with some emails of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    Patch(EmailPatch),
    Destroy,
}

/// Emails that want the same: one command serves them all.
#[derive(Debug)]
struct Group {
    mailbox: MailboxId,
    uid_validity: u32,
    change: Change,
    uids: BTreeSet<u32>,
}

/// Makes the changes. The error in the outer place means that nothing was changed.
pub(super) async fn run(session: &mut Session, wanted: &SetEmails) -> Result<EmailsSet, MailError> {
    if let (Some(state), Some(mailbox)) = (&wanted.if_in_state, first_mailbox(wanted)) {
        in_state(session, mailbox, state).await?;
    }
    let places = Places::find(session, wanted.update.values()).await?;
    let mut done = EmailsSet::default();
    let mut lost: Option<MailError> = None;
    for (place, group) in groups(wanted, &places).iter().enumerate() {
        let result = match &lost {
            // The connection broke at an earlier group, so that this one was never asked for.
            Some(error) => Err(error.clone()),
            None => change_group(session, group, &mut done).await,
        };
        if let Err(error) = result {
            if !session.is_sound() || matches!(error, MailError::Disconnected { .. }) {
                if place == 0 {
                    return Err(error);
                }
                lost = Some(error.clone());
            }
            for id in group.ids() {
                refuse(&mut done, &group.change, id, error.clone());
            }
        }
    }
    Ok(done)
}

/// Whether a connection was lost before anything was changed on it, so that the whole may be done on another one.
/// Servers end connections that look at a mailbox which another one has deleted. (The mailboxes that actions need may have
/// been made by then, and are found the second time.)
pub(super) fn is_harmless(error: &MailError) -> bool {
    let looks = ["SELECT", "ENABLE", "NOOP", "STATUS", "LIST", "LSUB", "UID FETCH"];
    matches!(error, MailError::Disconnected { command, .. } if looks.contains(command))
}

fn first_mailbox(wanted: &SetEmails) -> Option<&MailboxId> {
    wanted.update.keys().chain(&wanted.destroy).map(EmailId::mailbox).next()
}

/// Fails unless the mailbox is in this state now. What comes between this and the change is not seen: IMAP has no
/// condition on a mailbox.
async fn in_state(session: &mut Session, mailbox: &MailboxId, state: &str) -> Result<(), MailError> {
    let now = mailboxes::state_now(session, mailbox).await?.to_string();
    if now == state { Ok(()) } else { Err(MailError::OutOfState) }
}

fn groups(wanted: &SetEmails, places: &Places) -> Vec<Group> {
    let updates = wanted.update.iter().map(|(id, patch)| (id, Change::Patch(places.settle(patch, id.mailbox()))));
    let destroys = wanted.destroy.iter().map(|id| (id, Change::Destroy));
    let mut groups: Vec<Group> = Vec::new();
    for (id, change) in updates.chain(destroys) {
        let fits = |group: &&mut Group| {
            group.mailbox == *id.mailbox() && group.uid_validity == id.uid_validity && group.change == change
        };
        match groups.iter_mut().find(fits) {
            Some(group) => drop(group.uids.insert(id.uid)),
            None => groups.push(Group {
                mailbox: id.mailbox().clone(),
                uid_validity: id.uid_validity,
                change,
                uids: BTreeSet::from([id.uid]),
            }),
        }
    }
    groups
}

impl Group {
    fn id(&self, uid: u32) -> Option<EmailId> {
        EmailId::new(self.mailbox.clone(), self.uid_validity, uid).ok()
    }

    fn ids(&self) -> impl Iterator<Item = EmailId> {
        self.uids.iter().filter_map(|uid| self.id(*uid))
    }
}

fn refuse(done: &mut EmailsSet, change: &Change, id: EmailId, error: MailError) {
    let refused = if *change == Change::Destroy { &mut done.not_destroyed } else { &mut done.not_updated };
    refused.insert(id, problem_of(error));
}

async fn change_group(session: &mut Session, group: &Group, done: &mut EmailsSet) -> Result<(), MailError> {
    let found = match &group.change {
        Change::Patch(patch) if is_marks_alone(patch, &group.mailbox) => {
            mark::run(session, group, &patch.marks()).await?
        }
        _ => which_exist(session, group).await?,
    };
    for gone in group.uids.iter().filter(|uid| !found.contains_key(uid)).filter_map(|uid| group.id(*uid)) {
        refuse(done, &group.change, gone, MailError::NotFound("email"));
    }
    if found.is_empty() {
        return Ok(());
    }
    let ids = || found.keys().filter_map(|uid| group.id(*uid));
    match &group.change {
        Change::Destroy => {
            act::delete(session, &found.keys().copied().collect()).await?;
            done.destroyed.extend(ids());
        }
        Change::Patch(patch) if is_marks_alone(patch, &group.mailbox) => done.updated.extend(ids()),
        Change::Patch(patch) => {
            let outcome = act::apply(session, &group.mailbox, patch, &found).await?;
            for id in ids() {
                done.copied.extend(outcome.copied.id(&id, patch.copy_to.as_ref()));
                done.moved.extend(outcome.moved.id(&id, patch.move_to.as_ref()));
            }
            done.updated.extend(ids());
        }
    }
    Ok(())
}

/// Whether a patch is done by marks that do not depend on what is marked now.
fn is_marks_alone(patch: &EmailPatch, mailbox: &MailboxId) -> bool {
    let stays = patch.move_to.as_ref().is_none_or(|target| target == mailbox);
    patch.all_keywords.is_none() && patch.copy_to.is_none() && stays
}

/// Which of these UIDs the mailbox still has: STORE and MOVE pass over missing ones without a word.
async fn which_exist(session: &mut Session, group: &Group) -> Result<Found, MailError> {
    let uids = &group.uids;
    let ask = ask_flags(&uids.iter().copied().collect());
    let there = told_flags(&session.read_in(&group.mailbox, group.uid_validity, ask.clone()).await?.untagged, uids);
    if there.len() == uids.len() {
        return Ok(there);
    }
    // Some may have come by another connection since this one last looked.
    session.run(Command::new("NOOP")).await?;
    Ok(told_flags(&session.run(ask).await?.untagged, uids))
}

fn ask_flags(set: &SequenceSet) -> Command {
    Command::new("UID FETCH").at_pace(Pace::Slow).set(set).words("(UID FLAGS)")
}

/// What was marked on which of these messages, as it was told first: what a change makes of it is told later.
fn told_flags(responses: &[Untagged], uids: &BTreeSet<u32>) -> Found {
    let mut found = Found::new();
    for response in responses {
        let Untagged::Fetch(fetch) = response else { continue };
        if let Some(uid) = fetch.uid().filter(|uid| uids.contains(uid) && fetch.items.get("FLAGS").is_some()) {
            found.entry(uid).or_insert_with(|| fetch.keywords());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_that_want_the_same_go_together() {
        let inbox = MailboxId::new("INBOX").unwrap();
        let id = |uid| EmailId::new(inbox.clone(), 7, uid).unwrap();
        let mut wanted = SetEmails::default();
        for uid in [1, 2, 5] {
            wanted.update.insert(id(uid), EmailPatch::mark("$seen".parse().unwrap(), true));
        }
        wanted.update.insert(id(3), EmailPatch::mark("$seen".parse().unwrap(), false));
        wanted.destroy = vec![id(9)];
        let groups = groups(&wanted, &Places::default());
        let uids: Vec<Vec<u32>> = groups.iter().map(|group| group.uids.iter().copied().collect()).collect();
        assert_eq!(uids, [vec![1, 2, 5], vec![3], vec![9]]);
    }
}
