//! The commands that change messages of the selected mailbox: STORE, COPY, MOVE, EXPUNGE.

use std::collections::{BTreeMap, BTreeSet};

use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mutation::EmailPatch;

use super::arrivals::Before;
use super::new_uids::NewUids;
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;

/// The messages that are there, and what was marked on them.
pub(super) type Found = BTreeMap<u32, Keywords>;

/// Where messages went.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) copied: NewUids,
    pub(super) moved: NewUids,
}

/// Changes these messages of a mailbox, which is selected. What the server refuses has changed nothing: marks
/// that were set before a copy or a move was refused are taken back.
pub(super) async fn apply(
    session: &mut Session,
    mailbox: &MailboxId,
    patch: &EmailPatch,
    found: &Found,
) -> Result<Outcome, MailError> {
    let marks = marks(patch, found);
    let set: SequenceSet = found.keys().copied().collect();
    let done = mark_and_carry(session, mailbox, patch, &marks, &set).await;
    if done.is_err() && session.is_sound() {
        take_back(session, &marks, found).await;
    }
    done
}

/// The marks to set (true) and to clear (false).
fn marks(patch: &EmailPatch, found: &Found) -> BTreeMap<Keyword, bool> {
    let Some(all) = &patch.all_keywords else { return patch.marks() };
    let others = found.values().flat_map(Keywords::iter).filter(|keyword| !keyword.is_of_sending());
    let mut marks: BTreeMap<Keyword, bool> = others.map(|keyword| (keyword.clone(), false)).collect();
    marks.extend(all.iter().map(|keyword| (keyword.clone(), true)));
    marks.extend(patch.marks());
    marks
}

async fn mark_and_carry(
    session: &mut Session,
    mailbox: &MailboxId,
    patch: &EmailPatch,
    marks: &BTreeMap<Keyword, bool>,
    set: &SequenceSet,
) -> Result<Outcome, MailError> {
    for command in stores(set, marks) {
        session.run(command).await?;
    }
    let mut outcome = Outcome::default();
    if let Some(target) = &patch.copy_to {
        outcome.copied = copy(session, set, target).await?;
    }
    if let Some(target) = patch.move_to.as_ref().filter(|target| *target != mailbox) {
        outcome.moved = relocate(session, set, target).await?;
    }
    Ok(outcome)
}

/// The commands that set (true) and clear (false) marks.
pub(super) fn stores(set: &SequenceSet, marks: &BTreeMap<Keyword, bool>) -> Vec<Command> {
    let of = |on: bool| -> Vec<&Keyword> { marks.iter().filter(|(_, to)| **to == on).map(|(mark, _)| mark).collect() };
    let ways = [("+FLAGS.SILENT", of(true)), ("-FLAGS.SILENT", of(false))];
    let is_something = |(_, marks): &(&str, Vec<&Keyword>)| !marks.is_empty() && !set.is_empty();
    ways.into_iter().filter(is_something).map(|(way, marks)| change("UID STORE", set).words(way).flags(marks)).collect()
}

/// Gives each message the marks that it had. A refusal here leaves a mark too many: nothing more can be done.
pub(super) async fn take_back(session: &mut Session, marks: &BTreeMap<Keyword, bool>, found: &Found) {
    for (mark, on) in marks {
        let differed = found.iter().filter(|(_, before)| before.has(mark.as_str()) != *on).map(|(uid, _)| *uid);
        for command in stores(&differed.collect(), &BTreeMap::from([(mark.clone(), !on)])) {
            if session.run(command).await.is_err() && !session.is_sound() {
                return;
            }
        }
    }
}

/// Moves messages: by MOVE (RFC 6851), else by a copy, and only when every copy stands may the originals go.
async fn relocate(session: &mut Session, set: &SequenceSet, target: &MailboxId) -> Result<NewUids, MailError> {
    if session.has("MOVE") {
        let answer = session.run(change("UID MOVE", set).mailbox(target)).await.map_err(no_such_target)?;
        return Ok(NewUids::parse(&answer));
    }
    let copied = copy(session, set, target).await?;
    delete(session, set).await.map_err(half_moved)?;
    Ok(copied)
}

fn half_moved(error: MailError) -> MailError {
    match error {
        MailError::Refused { command, code, text, is_bad } => {
            let text = format!("it was copied, but the original could not be removed: {text}");
            MailError::Refused { command, code, text, is_bad }
        }
        other => other,
    }
}

async fn copy(session: &mut Session, set: &SequenceSet, target: &MailboxId) -> Result<NewUids, MailError> {
    let before = Before::look(session, set, target).await?;
    let answer = session.run(change("UID COPY", set).mailbox(target)).await.map_err(no_such_target)?;
    match (NewUids::parse(&answer), before) {
        (told, Some(before)) if told.len() == 0 => before.find_copies(session).await,
        (told, _) => Ok(told),
    }
}

fn no_such_target(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, .. } if matches!(code.as_str(), "TRYCREATE" | "NONEXISTENT") => {
            MailError::NotFound("mailbox")
        }
        other => other,
    }
}

/// Deletes these messages and no others for ever.
pub(super) async fn delete(session: &mut Session, set: &SequenceSet) -> Result<(), MailError> {
    session.run(change("UID STORE", set).words("+FLAGS.SILENT (\\Deleted)")).await?;
    if session.has("UIDPLUS") {
        session.run(change("UID EXPUNGE", set)).await?;
        return Ok(());
    }
    // EXPUNGE takes everything that is marked: only if that is exactly what is meant (RFC 4315, section 2.1).
    // Otherwise they stay behind with their mark, by which they are hidden.
    let answer = session.run(Command::new("UID SEARCH").words("DELETED")).await?;
    let marked = answer.untagged.iter().filter_map(|response| match response {
        Untagged::Search(uids) => Some(uids.iter().copied()),
        _ => None,
    });
    let marked: BTreeSet<u32> = marked.flatten().collect();
    if marked.iter().all(|uid| set.contains(*uid)) {
        session.run(Command::new("EXPUNGE").at_pace(Pace::Slow)).await?;
    }
    Ok(())
}

fn change(name: &'static str, set: &SequenceSet) -> Command {
    Command::new(name).at_pace(Pace::Slow).set(set)
}
