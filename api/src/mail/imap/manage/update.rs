//! Renaming and moving a mailbox, which are one command (RFC 3501, section 6.3.5), and subscribing to it.

use std::collections::BTreeMap;

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, UpdateMailbox, UpdatedMailbox};

use super::{check_role, name, subscribe};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::mailboxes::{self, Survey};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;

/// Changes a mailbox. What is inside it moves along, and both get new ids, which are told.
pub(in crate::mail::imap) async fn run(
    session: &mut Session,
    id: &MailboxId,
    wanted: &UpdateMailbox,
) -> Result<UpdatedMailbox, MailError> {
    let survey = mailboxes::survey(session).await?;
    let mailbox = survey.find(id)?;
    let new = place(session, &survey, mailbox, wanted).await?;
    let mut moved = BTreeMap::new();
    if new != *id {
        check_role(mailbox, wanted.force)?;
        moved = rename(session, &survey, mailbox, &new, wanted).await?;
    }
    if let Some(on) = wanted.is_subscribed {
        subscribe(session, &[&new], on).await?;
    }
    let mailbox = mailboxes::survey(session).await?.find(&new)?.clone();
    Ok(UpdatedMailbox { mailbox, moved })
}

/// The id that the mailbox shall have.
async fn place(
    session: &mut Session,
    survey: &Survey,
    mailbox: &Mailbox,
    wanted: &UpdateMailbox,
) -> Result<MailboxId, MailError> {
    if wanted.name.is_none() && wanted.parent_id.is_none() {
        return Ok(mailbox.id.clone());
    }
    let parent = match &wanted.parent_id {
        Some(parent) => parent.as_ref(),
        None => mailbox.parent_id.as_ref(),
    };
    if let Some(parent) = parent {
        survey.find(parent)?;
        if *parent == mailbox.id || survey.below(&mailbox.id).any(|inside| inside.id == *parent) {
            return Err(name::wrong("parentId", "A folder cannot be moved into itself."));
        }
    }
    let name = wanted.name.as_ref().unwrap_or(&mailbox.name);
    name::place(session, survey, parent, name).await
}

async fn rename(
    session: &mut Session,
    survey: &Survey,
    mailbox: &Mailbox,
    new: &MailboxId,
    wanted: &UpdateMailbox,
) -> Result<BTreeMap<MailboxId, MailboxId>, MailError> {
    let name = wanted.name.as_ref().unwrap_or(&mailbox.name);
    if survey.find(new).is_ok() {
        return Err(name::taken(name));
    }
    let inside: Vec<&Mailbox> = survey.below(&mailbox.id).collect();
    let moved = new_ids(&mailbox.id, &inside, new)?;
    for old in moved.keys() {
        session.leave(old).await?;
    }
    let command = Command::new("RENAME").at_pace(Pace::Slow).mailbox(&mailbox.id).mailbox(new);
    session.run(command).await.map_err(|error| name::refused(name, error))?;
    // Servers need not carry subscriptions over (RFC 3501, section 6.3.9), and Dovecot does not.
    let subscribed: Vec<&MailboxId> = std::iter::once(mailbox)
        .chain(inside)
        .filter(|mailbox| mailbox.is_subscribed)
        .map(|mailbox| &mailbox.id)
        .collect();
    let renamed: Vec<&MailboxId> = subscribed.iter().filter_map(|old| moved.get(*old)).collect();
    for (names, on) in [(&renamed, true), (&subscribed, false)] {
        match subscribe(session, names, on).await {
            // The mailbox has its new name, whatever is thought of subscriptions.
            Err(MailError::Refused { .. }) => {}
            other => other?,
        }
    }
    Ok(moved)
}

/// The new id of the mailbox and of each one inside it.
fn new_ids(old: &MailboxId, inside: &[&Mailbox], new: &MailboxId) -> Result<BTreeMap<MailboxId, MailboxId>, MailError> {
    let mut moved = BTreeMap::from([(old.clone(), new.clone())]);
    for mailbox in inside {
        let rest = mailbox.id.name().strip_prefix(old.name()).unwrap_or_default();
        let id = MailboxId::new(format!("{}{rest}", new.name()));
        let id = id.map_err(|_| name::wrong("name", "With the folders inside it, this name is too long."))?;
        moved.insert(mailbox.id.clone(), id);
    }
    Ok(moved)
}
