//! Every verb of RFC 3501, section 6, in one table; all else is unknown.

mod append;
mod copy;
mod expunge;
mod fetch;
mod flags;
mod list;
mod login;
mod manage;
mod search;
mod select;
mod status;
mod store;

pub(crate) use list::quoted;

use crate::reader::Args;
use crate::session::{Answer, CAPABILITIES, Refusal, Session};

/// How messages are named: by their place in the mailbox, or by UID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Number,
    Uid,
}

type Verb = fn(&mut Session, &mut Args) -> Answer;

/// The verb, and whether message numbers may change when it ends (RFC 3501, section 7.4.1).
const VERBS: &[(&str, bool, Verb)] = &[
    ("CAPABILITY", false, capability),
    ("NOOP", true, nothing),
    ("LOGOUT", false, logout),
    ("LOGIN", false, login::login),
    ("SELECT", false, |session, args| select::select(session, args, false)),
    ("EXAMINE", false, |session, args| select::select(session, args, true)),
    ("CREATE", true, manage::create),
    ("DELETE", true, manage::delete),
    ("RENAME", true, manage::rename),
    ("SUBSCRIBE", true, |session, args| manage::subscribe(session, args, true)),
    ("UNSUBSCRIBE", true, |session, args| manage::subscribe(session, args, false)),
    ("LIST", true, list::list),
    ("LSUB", true, list::lsub),
    ("STATUS", true, status::status),
    ("APPEND", true, append::append),
    ("CHECK", true, nothing),
    ("CLOSE", false, select::close),
    ("EXPUNGE", true, expunge::expunge),
    ("SEARCH", false, |session, args| search::search(session, args, By::Number)),
    ("FETCH", false, |session, args| fetch::fetch(session, args, By::Number)),
    ("STORE", false, |session, args| store::store(session, args, By::Number)),
    ("COPY", true, |session, args| copy::copy(session, args, By::Number)),
    ("UID", true, by_uid),
];

/// Carries out one command.
pub(crate) fn run(session: &mut Session, verb: &str, args: &mut Args) -> Answer {
    let (_, may_renumber, verb) =
        VERBS.iter().find(|(name, _, _)| *name == verb).ok_or_else(|| Refusal::bad("Unknown command"))?;
    let answer = verb(session, args);
    session.tell_news(*may_renumber);
    answer
}

fn by_uid(session: &mut Session, args: &mut Args) -> Answer {
    match args.word()?.to_ascii_uppercase().as_str() {
        "FETCH" => fetch::fetch(session, args, By::Uid),
        "STORE" => store::store(session, args, By::Uid),
        "COPY" => copy::copy(session, args, By::Uid),
        "SEARCH" => search::search(session, args, By::Uid),
        _ => Err(Refusal::bad("Unknown UID command")),
    }
}

fn capability(session: &mut Session, args: &mut Args) -> Answer {
    args.end()?;
    session.say(format!("CAPABILITY {CAPABILITIES}"));
    Ok("That is all".to_owned())
}

fn nothing(_: &mut Session, args: &mut Args) -> Answer {
    args.end()?;
    Ok("Done".to_owned())
}

fn logout(session: &mut Session, args: &mut Args) -> Answer {
    args.end()?;
    session.say("BYE Farewell");
    session.is_over = true;
    Ok("Done".to_owned())
}
