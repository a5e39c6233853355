//! Deleting a mailbox (RFC 3501, section 6.3.4; RFC 8621, section 2.5).

use gatepost_shared::id::MailboxId;

use super::{check_role, subscribe};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::mailboxes;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;

/// What a deletion takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deletion {
    /// The mail inside; without this a mailbox that holds any is left as it is.
    pub remove_emails: bool,
    /// The mailbox although it has a role.
    pub force: bool,
}

/// Deletes a mailbox. IMAP has no deletion on condition: mail that comes between the look at the mailbox and its
/// deletion goes with it.
pub(in crate::mail::imap) async fn run(
    session: &mut Session,
    id: &MailboxId,
    deletion: Deletion,
) -> Result<(), MailError> {
    let survey = mailboxes::survey(session).await?;
    let mailbox = survey.find(id)?;
    check_role(mailbox, deletion.force)?;
    if survey.below(id).next().is_some() {
        return Err(MailError::HasChildren);
    }
    if mailbox.total_emails > 0 && !deletion.remove_emails {
        return Err(MailError::HasEmails);
    }
    session.leave(id).await?;
    session.run(Command::new("DELETE").at_pace(Pace::Slow).mailbox(id)).await.map_err(why)?;
    // Or it would come back as a name in the tree that leads nowhere.
    subscribe(session, &[id], false).await
}

fn why(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, .. } if code.eq_ignore_ascii_case("NONEXISTENT") => MailError::NotFound("mailbox"),
        other => other,
    }
}
