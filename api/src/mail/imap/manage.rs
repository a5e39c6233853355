//! Changing the tree of mailboxes: making, renaming, moving, subscribing, deleting.
//!
//! Mailboxes that the person's mail depends on (the inbox, and those with a role) are changed on purpose only, and the
//! drawer, which is in no tree, is not found.

pub(super) mod create;
pub(super) mod delete;
mod name;
pub(super) mod update;

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, Role};

use super::encode::Command;
use super::session::Session;
use crate::mail::error::MailError;

/// Says why a mailbox that has a role is left as it is, unless the person insists. The inbox is always: IMAP renames
/// it by emptying it into a new mailbox (RFC 3501, section 6.3.5), which nobody means.
fn check_role(mailbox: &Mailbox, force: bool) -> Result<(), MailError> {
    let purpose = match mailbox.role {
        Some(Role::Inbox) => {
            let sentence = "New mail arrives in the inbox, so it can be neither renamed nor moved nor deleted.";
            return Err(MailError::Forbidden(sentence.to_owned()));
        }
        Some(Role::Drafts) => "Drafts are kept",
        Some(Role::Sent) => "Copies of what you send are kept",
        Some(Role::Archive) => "Mail that you archive is kept",
        Some(Role::Junk) => "Unwanted mail is kept",
        Some(Role::Trash) => "Mail that you delete is kept",
        None => return Ok(()),
    };
    if force {
        return Ok(());
    }
    let name = &mailbox.name;
    Err(MailError::Forbidden(format!(
        "{purpose} in \"{name}\", also by your other mail programs. To change this folder all the same, repeat the request with `force`."
    )))
}

/// Shows or hides mailboxes in mail programs. A server that does not know a name to unsubscribe from is right, too.
async fn subscribe(session: &mut Session, mailboxes: &[&MailboxId], on: bool) -> Result<(), MailError> {
    let name = if on { "SUBSCRIBE" } else { "UNSUBSCRIBE" };
    let commands: Vec<Command> = mailboxes.iter().map(|mailbox| Command::new(name).mailbox(mailbox)).collect();
    let batch = session.run_all(&commands).await?;
    let refused = batch.ends.into_iter().find_map(Result::err);
    refused.filter(|_| on).map_or(Ok(()), Err)
}
