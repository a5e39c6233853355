//! STATUS (RFC 3501, section 6.3.10).

use super::list::quoted;
use crate::account::Mailbox;
use crate::reader::Args;
use crate::session::{Answer, Refusal, Session, lock};

pub(crate) fn status(session: &mut Session, args: &mut Args) -> Answer {
    let name = args.mailbox()?;
    let mut wanted = Args::of(args.list()?);
    args.end()?;
    let account = session.account()?;
    let mut told = Vec::new();
    {
        let account = lock(&account);
        let mailbox = account.mailboxes.get(&name).ok_or_else(|| Refusal::no("No such mailbox"))?;
        while !wanted.is_empty() {
            let item = wanted.word()?.to_ascii_uppercase();
            told.push(format!("{item} {}", value(mailbox, &item)?));
        }
    }
    session.say(format!("STATUS {} ({})", quoted(&name), told.join(" ")));
    Ok("Done".to_owned())
}

fn value(mailbox: &Mailbox, item: &str) -> Result<usize, Refusal> {
    Ok(match item {
        "MESSAGES" => mailbox.messages.len(),
        "RECENT" => 0,
        "UIDNEXT" => mailbox.uid_next as usize,
        "UIDVALIDITY" => mailbox.validity as usize,
        "UNSEEN" => mailbox.unseen(),
        _ => return Err(Refusal::bad("Unknown status item")),
    })
}
