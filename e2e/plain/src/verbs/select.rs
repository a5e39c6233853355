//! SELECT, EXAMINE, CLOSE (RFC 3501, sections 6.3.1, 6.3.2, 6.4.2).

use crate::reader::Args;
use crate::session::{Answer, Known, Refusal, Session, View, lock};

const FLAGS: &str = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

pub(crate) fn select(session: &mut Session, args: &mut Args, only_reads: bool) -> Answer {
    let name = args.mailbox()?;
    args.end()?;
    let account = session.account()?;
    session.view = None;
    let mut told = Vec::new();
    let view = {
        let account = lock(&account);
        let mailbox = account.mailboxes.get(&name).ok_or_else(|| Refusal::no("No such mailbox"))?;
        let is_read_only = only_reads || mailbox.is_read_only;
        told.push(format!("FLAGS ({FLAGS})"));
        told.push(format!("{} EXISTS", mailbox.messages.len()));
        told.push("0 RECENT".to_owned());
        if let Some(first) = mailbox.messages.iter().position(|message| !message.has("\\Seen")) {
            told.push(format!("OK [UNSEEN {}] The first that was not read", first + 1));
        }
        let keeps = if is_read_only { String::new() } else { format!("{FLAGS} \\*") };
        told.push(format!("OK [PERMANENTFLAGS ({keeps})] What is kept"));
        told.push(format!("OK [UIDNEXT {}] The next", mailbox.uid_next));
        told.push(format!("OK [UIDVALIDITY {}] How long UIDs hold", mailbox.validity));
        let known = |message: &crate::account::Message| Known { uid: message.uid, flags: message.flags.clone() };
        View {
            mailbox: name,
            validity: mailbox.validity,
            is_read_only,
            known: mailbox.messages.iter().map(known).collect(),
        }
    };
    for line in &told {
        session.say(line);
    }
    let mode = if view.is_read_only { "READ-ONLY" } else { "READ-WRITE" };
    session.view = Some(view);
    Ok(format!("[{mode}] Selected"))
}

pub(crate) fn close(session: &mut Session, args: &mut Args) -> Answer {
    args.end()?;
    session.with_selected(|view, mailbox| {
        if !view.is_read_only {
            mailbox.messages.retain(|message| !message.has("\\Deleted"));
        }
        Ok(())
    })?;
    session.view = None;
    Ok("Closed".to_owned())
}
