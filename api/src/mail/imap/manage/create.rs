//! Making a mailbox (RFC 3501, section 6.3.3), with a role where the server gives roles (RFC 6154, section 3).

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, Role};

use super::{name, subscribe};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::ensure;
use crate::mail::imap::mailboxes::{self, Survey};
use crate::mail::imap::session::Session;

/// Makes a mailbox, subscribed unless that is not wanted.
pub(in crate::mail::imap) async fn run(session: &mut Session, wanted: &CreateMailbox) -> Result<Mailbox, MailError> {
    let survey = mailboxes::survey(session).await?;
    if let Some(parent) = &wanted.parent_id {
        survey.find(parent)?;
    }
    let id = name::place(session, &survey, wanted.parent_id.as_ref(), &wanted.name).await?;
    // A mere name in the tree can be made a mailbox.
    if survey.find(&id).is_ok_and(|there| there.is_selectable) {
        return Err(name::taken(&wanted.name));
    }
    let command = with_role(session, &survey, Command::new("CREATE").mailbox(&id), wanted)?;
    session.run(command).await.map_err(|error| name::refused(&wanted.name, error))?;
    if wanted.is_subscribed != Some(false) {
        subscribe(session, &[&id], true).await?;
    }
    made(session, &id).await
}

async fn made(session: &mut Session, id: &MailboxId) -> Result<Mailbox, MailError> {
    mailboxes::survey(session).await?.find(id).cloned()
}

fn with_role(
    session: &Session,
    survey: &Survey,
    command: Command,
    wanted: &CreateMailbox,
) -> Result<Command, MailError> {
    let Some(role) = wanted.role else { return Ok(command) };
    if let Some(other) = survey.mailboxes.iter().find(|mailbox| mailbox.role == Some(role)) {
        let name = &other.name;
        return Err(MailError::AlreadyExists(format!(
            "\"{name}\" has this role already, and only one folder can have it."
        )));
    }
    if session.has("CREATE-SPECIAL-USE") {
        return Ok(command.words(ensure::usual(role).1));
    }
    // Such a server's mailboxes are known by their names, if they stand at the top.
    if wanted.parent_id.is_none() && Role::from_common_name(wanted.name.trim()) == Some(role) {
        return Ok(command);
    }
    let usual = ensure::usual(role).0;
    Err(name::wrong(
        "role",
        &format!("On this mail server a folder has this role by its name only: call it \"{usual}\"."),
    ))
}
