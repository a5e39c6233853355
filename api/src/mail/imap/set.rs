//! Changing emails: keywords, move, copy, destroy; in groups, with a result for each email.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{EmailPatch, EmailsSet, SetEmails};
use std::collections::{BTreeMap, BTreeSet};

use super::encode::{Command, SequenceSet};
use super::patience::Pace;
use super::response::Untagged;
use super::session::{Answer, Session};
use crate::mail::error::MailError;
use crate::mail::problem::problem_of;

/// What is to be done with some emails of one mailbox.
#[derive(Debug, PartialEq, Eq)]
enum Change<'a> {
    Patch(&'a EmailPatch),
    Destroy,
}

/// Emails that want the same: one command serves them all.
#[derive(Debug)]
struct Group<'a> {
    mailbox: &'a MailboxId,
    uid_validity: u32,
    change: Change<'a>,
    uids: BTreeSet<u32>,
}

/// The new UIDs that a server tells after COPY, MOVE (RFC 4315, section 3).
#[derive(Debug, Default)]
struct NewUids {
    uid_validity: u32,
    by_old: BTreeMap<u32, u32>,
}

/// Makes the changes. The error in the outer place means that nothing was changed.
pub(super) async fn run(session: &mut Session, wanted: &SetEmails) -> Result<EmailsSet, MailError> {
    let mut done = EmailsSet::default();
    let mut lost: Option<MailError> = None;
    for (place, group) in groups(wanted).iter().enumerate() {
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
                done.refuse(&group.change, id, error.clone());
            }
        }
    }
    Ok(done)
}

fn groups(wanted: &SetEmails) -> Vec<Group<'_>> {
    let updates = wanted.update.iter().map(|(id, patch)| (id, Change::Patch(patch)));
    let destroys = wanted.destroy.iter().map(|id| (id, Change::Destroy));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (id, change) in updates.chain(destroys) {
        let fits = |group: &&mut Group<'_>| {
            group.mailbox == id.mailbox() && group.uid_validity == id.uid_validity && group.change == change
        };
        match groups.iter_mut().find(fits) {
            Some(group) => drop(group.uids.insert(id.uid)),
            None => groups.push(Group {
                mailbox: id.mailbox(),
                uid_validity: id.uid_validity,
                change,
                uids: BTreeSet::from([id.uid]),
            }),
        }
    }
    groups
}

impl Group<'_> {
    fn id(&self, uid: u32) -> Option<EmailId> {
        EmailId::new(self.mailbox.clone(), self.uid_validity, uid).ok()
    }

    fn ids(&self) -> impl Iterator<Item = EmailId> {
        self.uids.iter().filter_map(|uid| self.id(*uid))
    }
}

/// Where the results of each kind of change are put.
trait Results {
    fn refuse(&mut self, change: &Change<'_>, id: EmailId, error: MailError);
}

impl Results for EmailsSet {
    fn refuse(&mut self, change: &Change<'_>, id: EmailId, error: MailError) {
        let refused = if *change == Change::Destroy { &mut self.not_destroyed } else { &mut self.not_updated };
        refused.insert(id, problem_of(error));
    }
}

async fn change_group(session: &mut Session, group: &Group<'_>, done: &mut EmailsSet) -> Result<(), MailError> {
    let there = which_exist(session, group).await?;
    for gone in group.uids.difference(&there).filter_map(|uid| group.id(*uid)) {
        done.refuse(&group.change, gone, MailError::NotFound("email"));
    }
    if there.is_empty() {
        return Ok(());
    }
    let set: SequenceSet = there.iter().copied().collect();
    let ids = || there.iter().filter_map(|uid| group.id(*uid));
    match group.change {
        Change::Destroy => {
            delete(session, &set, &there).await?;
            done.destroyed.extend(ids());
        }
        Change::Patch(patch) => {
            let outcome = patch_all(session, group, patch, &set, &there).await?;
            for id in ids() {
                done.copied.extend(outcome.copied.id(&id, patch.copy_to.as_ref()));
                done.moved.extend(outcome.moved.id(&id, patch.move_to.as_ref()));
            }
            done.updated.extend(ids());
        }
    }
    Ok(())
}

/// Which of these UIDs the mailbox still has: STORE and MOVE pass over missing ones without a word.
async fn which_exist(session: &mut Session, group: &Group<'_>) -> Result<BTreeSet<u32>, MailError> {
    let uids = &group.uids;
    let set: SequenceSet = uids.iter().copied().collect();
    let ask = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID)");
    let found = |answer: &Answer| -> BTreeSet<u32> {
        answer.fetches().filter_map(super::response::Fetch::uid).filter(|uid| uids.contains(uid)).collect()
    };
    let there = found(&session.read_in(group.mailbox, group.uid_validity, ask.clone()).await?);
    if there.len() == uids.len() {
        return Ok(there);
    }
    // Some may have come by another connection since this one last looked.
    session.run(Command::new("NOOP")).await?;
    Ok(found(&session.run(ask).await?))
}

#[derive(Debug, Default)]
struct Outcome {
    copied: NewUids,
    moved: NewUids,
}

async fn patch_all(
    session: &mut Session,
    group: &Group<'_>,
    patch: &EmailPatch,
    set: &SequenceSet,
    uids: &BTreeSet<u32>,
) -> Result<Outcome, MailError> {
    for (sign, on) in [("+FLAGS.SILENT", true), ("-FLAGS.SILENT", false)] {
        let marks: Vec<&Keyword> = patch.keywords.iter().filter(|(_, to)| **to == on).map(|(mark, _)| mark).collect();
        if !marks.is_empty() {
            session.run(change("UID STORE", set).words(sign).flags(marks)).await?;
        }
    }
    let mut outcome = Outcome::default();
    if let Some(target) = &patch.copy_to {
        outcome.copied = copy(session, set, target).await?;
    }
    if let Some(target) = patch.move_to.as_ref().filter(|target| *target != group.mailbox) {
        outcome.moved = if session.has("MOVE") {
            let answer = session.run(change("UID MOVE", set).mailbox(target)).await.map_err(no_such_target)?;
            NewUids::parse(&answer)
        } else {
            // Only when every copy stands may the originals go.
            let copied = copy(session, set, target).await?;
            delete(session, set, uids).await?;
            copied
        };
    }
    Ok(outcome)
}

fn change(name: &'static str, set: &SequenceSet) -> Command {
    Command::new(name).at_pace(Pace::Slow).set(set)
}

async fn copy(session: &mut Session, set: &SequenceSet, target: &MailboxId) -> Result<NewUids, MailError> {
    let answer = session.run(change("UID COPY", set).mailbox(target)).await.map_err(no_such_target)?;
    Ok(NewUids::parse(&answer))
}

fn no_such_target(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, .. } if matches!(code.as_str(), "TRYCREATE" | "NONEXISTENT") => {
            MailError::NotFound("mailbox")
        }
        other => other,
    }
}

/// Deletes these emails and no others for ever.
async fn delete(session: &mut Session, set: &SequenceSet, uids: &BTreeSet<u32>) -> Result<(), MailError> {
    session.run(change("UID STORE", set).words("+FLAGS.SILENT (\\Deleted)")).await?;
    if session.has("UIDPLUS") {
        session.run(change("UID EXPUNGE", set)).await?;
        return Ok(());
    }
    // EXPUNGE takes everything that is marked: only if that is exactly what is meant (RFC 4315, section 2.1).
    let answer = session.run(Command::new("UID SEARCH").words("DELETED")).await?;
    let marked = answer.untagged.iter().filter_map(|response| match response {
        Untagged::Search(uids) => Some(uids.iter().copied()),
        _ => None,
    });
    if marked.flatten().all(|uid| uids.contains(&uid)) {
        session.run(Command::new("EXPUNGE").at_pace(Pace::Slow)).await?;
    }
    Ok(())
}

impl NewUids {
    /// `COPYUID validity old-set new-set`: both sets are in the same order.
    fn parse(answer: &Answer) -> Self {
        let Some(told) = answer.code_argument("COPYUID") else { return Self::default() };
        let mut words = told.split(' ');
        let (validity, old, new) = (words.next(), words.next(), words.next());
        let old = old.map(expand).unwrap_or_default();
        let new = new.map(expand).unwrap_or_default();
        let uid_validity = validity.and_then(|word| word.parse().ok()).unwrap_or(0);
        // Sets that do not fit each other tell nothing.
        let by_old = if old.len() == new.len() { old.into_iter().zip(new).collect() } else { BTreeMap::new() };
        Self { uid_validity, by_old }
    }

    fn id(&self, old: &EmailId, mailbox: Option<&MailboxId>) -> Option<(EmailId, EmailId)> {
        let uid = *self.by_old.get(&old.uid)?;
        Some((old.clone(), EmailId::new(mailbox?.clone(), self.uid_validity, uid).ok()?))
    }
}

/// The numbers of a set, at most as many as one request may change.
fn expand(set: &str) -> Vec<u32> {
    let runs = set.split(',').filter_map(|run| {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?))
    });
    runs.flat_map(|(first, last)| first.min(last)..=first.max(last))
        .take(2 * gatepost_shared::mutation::MAX_IDS)
        .collect()
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
        let groups = groups(&wanted);
        let uids: Vec<Vec<u32>> = groups.iter().map(|group| group.uids.iter().copied().collect()).collect();
        assert_eq!(uids, [vec![1, 2, 5], vec![3], vec![9]]);
    }

    #[test]
    fn new_uids_are_told_in_the_same_order() {
        let line = super::super::response::Line::parse_tagged(b"A1 OK [COPYUID 38505 304,319:320 3956:3958] Done");
        let new = NewUids::parse(&Answer { untagged: Vec::new(), line });
        assert_eq!(new.by_old.into_iter().collect::<Vec<_>>(), [(304, 3956), (319, 3957), (320, 3958)]);
        assert!(expand("1:4294967295").len() <= 2000);
    }
}
