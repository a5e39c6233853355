//! EXPUNGE (RFC 3501, section 6.4.3): everything that is marked goes, for lack of UIDPLUS.

use crate::reader::Args;
use crate::session::{Answer, Refusal, Session};

pub(crate) fn expunge(session: &mut Session, args: &mut Args) -> Answer {
    args.end()?;
    session.with_selected(|view, mailbox| {
        if view.is_read_only {
            return Err(Refusal::no("The mailbox is read-only"));
        }
        mailbox.messages.retain(|message| !message.has("\\Deleted"));
        Ok(())
    })?;
    // What has gone is told as news.
    Ok("Expunged".to_owned())
}
