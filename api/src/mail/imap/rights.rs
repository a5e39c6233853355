//! What the person may do in one mailbox (ACL: RFC 4314), where the tree does not tell it.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, MailboxRights};

use super::encode::Command;
use super::mailboxes;
use super::response::Untagged;
use super::session::Session;
use crate::mail::error::MailError;

/// RFC 4314's rights in JMAP's words (RFC 8621, section 2).
pub(super) fn of_letters(rights: &str) -> MailboxRights {
    let has = |right: char| rights.contains(right);
    MailboxRights {
        may_read_items: has('l') && has('r'),
        may_add_items: has('i'),
        may_remove_items: has('t') && has('e'),
        may_set_seen: has('s'),
        may_set_keywords: has('w'),
        may_create_child: has('k'),
        may_rename: has('x'),
        may_delete: has('x'),
        may_submit: has('p'),
    }
}

/// One mailbox of the tree. A server that has rights and does not list them (Dovecot has no LIST-MYRIGHTS) is asked for
/// those of this mailbox; for the whole tree that would be a command for each.
pub(super) async fn mailbox(session: &mut Session, id: &MailboxId) -> Result<Mailbox, MailError> {
    let mut mailbox = mailboxes::survey(session).await?.find(id)?.clone();
    if mailbox.is_selectable && session.has("ACL") && !session.has("LIST-MYRIGHTS") {
        let answer = session.run(Command::new("MYRIGHTS").mailbox(id)).await?;
        let told = answer.untagged.iter().find_map(|response| match response {
            Untagged::MyRights(_, rights) => Some(of_letters(rights)),
            _ => None,
        });
        mailbox.my_rights = told.unwrap_or(mailbox.my_rights);
    }
    Ok(mailbox)
}
