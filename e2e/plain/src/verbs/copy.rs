//! COPY and UID COPY (RFC 3501, section 6.4.7). Nobody is told the new UIDs: that would be UIDPLUS.

use super::By;
use crate::reader::Args;
use crate::session::{Answer, Refusal, Session, lock};

pub(crate) fn copy(session: &mut Session, args: &mut Args, by: By) -> Answer {
    let (set, target) = (args.word()?, args.mailbox()?);
    args.end()?;
    let uids = session.named(&set, by)?;
    let copies = session.with_selected(|_, mailbox| {
        let wanted = mailbox.messages.iter().filter(|message| uids.contains(&message.uid));
        Ok(wanted.cloned().collect::<Vec<_>>())
    })?;
    let account = session.account()?;
    let mut account = lock(&account);
    let target = account.mailboxes.get_mut(&target).ok_or_else(|| Refusal::no("[TRYCREATE] No such mailbox"))?;
    if target.is_read_only {
        return Err(Refusal::no("The mailbox is read-only"));
    }
    for message in copies {
        target.add(message.raw, message.flags, message.arrived);
    }
    Ok("Copied".to_owned())
}
