//! CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE (RFC 3501, sections 6.3.3 to 6.3.7). Response codes of RFC 5530 are an
//! extension: here there are words only.

use crate::account::SEPARATOR;
use crate::reader::Args;
use crate::session::{Answer, Refusal, Session, lock};

pub(crate) fn create(session: &mut Session, args: &mut Args) -> Answer {
    let name = args.mailbox()?;
    args.end()?;
    let name = name.trim_end_matches(SEPARATOR);
    let account = session.account()?;
    let is_new = lock(&account).create(name);
    if is_new { Ok("Created".to_owned()) } else { Err(Refusal::no("Mailbox exists")) }
}

pub(crate) fn delete(session: &mut Session, args: &mut Args) -> Answer {
    let name = args.mailbox()?;
    args.end()?;
    let account = session.account()?;
    if name == "INBOX" {
        return Err(Refusal::no("The inbox stays"));
    }
    let removed = lock(&account).mailboxes.remove(&name);
    if removed.is_some() { Ok("Deleted".to_owned()) } else { Err(Refusal::no("No such mailbox")) }
}

pub(crate) fn rename(session: &mut Session, args: &mut Args) -> Answer {
    let (from, to) = (args.mailbox()?, args.mailbox()?);
    args.end()?;
    let account = session.account()?;
    let mut account = lock(&account);
    if account.mailboxes.contains_key(&to) {
        return Err(Refusal::no("Mailbox exists"));
    }
    let below = account.below(&from);
    let Some(mailbox) = account.mailboxes.remove(&from) else { return Err(Refusal::no("No such mailbox")) };
    account.mailboxes.insert(to.clone(), mailbox);
    if from == "INBOX" {
        // The inbox stays; its messages move (RFC 3501, section 6.3.5).
        account.create("INBOX");
        return Ok("Moved".to_owned());
    }
    for name in below {
        if let Some(mailbox) = account.mailboxes.remove(&name) {
            account.mailboxes.insert(format!("{to}{}", &name[from.len()..]), mailbox);
        }
    }
    Ok("Renamed".to_owned())
}

pub(crate) fn subscribe(session: &mut Session, args: &mut Args, on: bool) -> Answer {
    let name = args.mailbox()?;
    args.end()?;
    let account = session.account()?;
    let mut account = lock(&account);
    if on {
        account.subscribed.insert(name);
    } else {
        account.subscribed.remove(&name);
    }
    Ok("Done".to_owned())
}
