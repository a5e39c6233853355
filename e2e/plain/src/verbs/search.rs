//! SEARCH and UID SEARCH (RFC 3501, section 6.4.4), in ASCII and UTF-8.

use time::{Date, Month};

use super::By;
use crate::account::Message;
use crate::mime::Part;
use crate::reader::{Arg, Args};
use crate::session::{Answer, Refusal, Session};
use crate::structure;

/// What a message must be.
#[derive(Debug)]
enum Key {
    All(Vec<Key>),
    Not(Box<Key>),
    Or(Box<Key>, Box<Key>),
    Flag(String),
    Header(String, String),
    Body(String),
    Text(String),
    Arrived(Ordering, Date),
    Sent(Ordering, Date),
    Larger(usize),
    Smaller(usize),
    Uids(Vec<u32>),
    Nothing,
}

#[derive(Debug, Clone, Copy)]
enum Ordering {
    Before,
    On,
    Since,
}

pub(crate) fn search(session: &mut Session, args: &mut Args, by: By) -> Answer {
    if args.next_word().as_deref() == Some("CHARSET") {
        args.next()?;
        let charset = args.string()?;
        if !["UTF-8", "US-ASCII"].iter().any(|known| known.eq_ignore_ascii_case(&charset)) {
            return Err(Refusal::no("[BADCHARSET (US-ASCII UTF-8)] Not this one"));
        }
    }
    let key = keys(session, args)?;
    let found = session.with_selected(|view, mailbox| {
        let mut found = Vec::new();
        for (place, known) in view.known.iter().enumerate() {
            let message = mailbox.messages.iter().find(|message| message.uid == known.uid);
            if message.is_some_and(|message| key.fits(message)) {
                found.push(if by == By::Uid { known.uid.to_string() } else { (place + 1).to_string() });
            }
        }
        Ok(found)
    })?;
    let space = if found.is_empty() { "" } else { " " };
    session.say(format!("SEARCH{space}{}", found.join(" ")));
    Ok("Searched".to_owned())
}

fn keys(session: &mut Session, args: &mut Args) -> Result<Key, Refusal> {
    if args.is_empty() {
        return Err(Refusal::bad("Nothing is searched for"));
    }
    let mut all = Vec::new();
    while !args.is_empty() {
        all.push(key(session, args)?);
    }
    Ok(Key::All(all))
}

fn key(session: &mut Session, args: &mut Args) -> Result<Key, Refusal> {
    let word = match args.next()? {
        Arg::List(list) => return keys(session, &mut Args::of(list)),
        Arg::Text(_) => return Err(Refusal::bad("A search key was expected")),
        Arg::Word(word) => word,
    };
    let flag = |name: &str| Key::Flag(name.to_owned());
    let not = |key: Key| Key::Not(Box::new(key));
    Ok(match word.to_ascii_uppercase().as_str() {
        "ANSWERED" => flag("\\Answered"),
        "DELETED" => flag("\\Deleted"),
        "DRAFT" => flag("\\Draft"),
        "FLAGGED" => flag("\\Flagged"),
        "SEEN" => flag("\\Seen"),
        "UNANSWERED" => not(flag("\\Answered")),
        "UNDELETED" => not(flag("\\Deleted")),
        "UNDRAFT" => not(flag("\\Draft")),
        "UNFLAGGED" => not(flag("\\Flagged")),
        "UNSEEN" => not(flag("\\Seen")),
        "KEYWORD" => Key::Flag(args.word()?),
        "UNKEYWORD" => not(Key::Flag(args.word()?)),
        // Nothing is ever recent here.
        "NEW" | "RECENT" => Key::Nothing,
        "ALL" | "OLD" => Key::All(Vec::new()),
        field @ ("BCC" | "CC" | "FROM" | "SUBJECT" | "TO") => Key::Header(field.to_owned(), lower(args)?),
        "HEADER" => Key::Header(args.string()?, lower(args)?),
        "BODY" => Key::Body(lower(args)?),
        "TEXT" => Key::Text(lower(args)?),
        "BEFORE" => Key::Arrived(Ordering::Before, date(args)?),
        "ON" => Key::Arrived(Ordering::On, date(args)?),
        "SINCE" => Key::Arrived(Ordering::Since, date(args)?),
        "SENTBEFORE" => Key::Sent(Ordering::Before, date(args)?),
        "SENTON" => Key::Sent(Ordering::On, date(args)?),
        "SENTSINCE" => Key::Sent(Ordering::Since, date(args)?),
        "LARGER" => Key::Larger(number(args)?),
        "SMALLER" => Key::Smaller(number(args)?),
        "NOT" => not(key(session, args)?),
        "OR" => Key::Or(Box::new(key(session, args)?), Box::new(key(session, args)?)),
        "UID" => Key::Uids(session.named(&args.word()?, By::Uid)?),
        set if set.starts_with(|letter: char| letter.is_ascii_digit() || letter == '*') => {
            Key::Uids(session.named(set, By::Number)?)
        }
        _ => return Err(Refusal::bad("Unknown search key")),
    })
}

fn lower(args: &mut Args) -> Result<String, Refusal> {
    Ok(args.string()?.to_lowercase())
}

fn number(args: &mut Args) -> Result<usize, Refusal> {
    args.word()?.parse().map_err(|_| Refusal::bad("A number was expected"))
}

/// `1-Nov-2026`.
fn date(args: &mut Args) -> Result<Date, Refusal> {
    let text = args.string()?;
    let read = || {
        let mut words = text.split('-');
        let (day, month, year) = (words.next()?, words.next()?, words.next()?);
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = months.iter().position(|name| name.eq_ignore_ascii_case(month))?;
        let month = Month::try_from(u8::try_from(month + 1).ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
    };
    read().ok_or_else(|| Refusal::bad("A date was expected"))
}

impl Key {
    fn fits(&self, message: &Message) -> bool {
        match self {
            Self::All(keys) => keys.iter().all(|key| key.fits(message)),
            Self::Not(key) => !key.fits(message),
            Self::Or(one, other) => one.fits(message) || other.fits(message),
            Self::Flag(flag) => message.has(flag),
            Self::Header(name, text) => {
                let header = structure::header_text(Part::of(&message.raw).header(&message.raw), name);
                header.is_some_and(|header| header.to_lowercase().contains(text))
            }
            Self::Body(text) => structure::body_text(&message.raw).to_lowercase().contains(text),
            Self::Text(text) => structure::whole_text(&message.raw).to_lowercase().contains(text),
            Self::Arrived(ordering, date) => ordering.fits(message.arrived.date(), *date),
            Self::Sent(ordering, date) => {
                structure::sent_on(&message.raw).is_some_and(|sent| ordering.fits(sent, *date))
            }
            Self::Larger(size) => message.raw.len() > *size,
            Self::Smaller(size) => message.raw.len() < *size,
            Self::Uids(uids) => uids.contains(&message.uid),
            Self::Nothing => false,
        }
    }
}

impl Ordering {
    fn fits(self, have: Date, wanted: Date) -> bool {
        match self {
            Self::Before => have < wanted,
            Self::On => have == wanted,
            Self::Since => have >= wanted,
        }
    }
}
