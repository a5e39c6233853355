//! STORE and UID STORE (RFC 3501, section 6.4.6), without conditions.

use super::{By, flags};
use crate::account::written;
use crate::reader::{Arg, Args};
use crate::session::{Answer, Refusal, Session};

pub(crate) fn store(session: &mut Session, args: &mut Args, by: By) -> Answer {
    let (set, item) = (args.word()?, args.word()?.to_ascii_uppercase());
    let marks = match args.peek() {
        Some(Arg::List(_)) => Args::of(args.list()?),
        _ => std::mem::replace(args, Args::of(Vec::new())),
    };
    let marks = flags::read(marks)?;
    args.end()?;
    let is_silent = item.ends_with(".SILENT");
    let item = item.trim_end_matches(".SILENT");
    if !["FLAGS", "+FLAGS", "-FLAGS"].contains(&item) {
        return Err(Refusal::bad("Unknown item"));
    }
    let uids = session.named(&set, by)?;
    let told = session.with_selected(|view, mailbox| {
        if view.is_read_only || mailbox.is_read_only {
            return Err(Refusal::no("The mailbox is read-only"));
        }
        let mut told = Vec::new();
        for message in mailbox.messages.iter_mut().filter(|message| uids.contains(&message.uid)) {
            match item {
                "+FLAGS" => message.flags.extend(marks.iter().cloned()),
                "-FLAGS" => message.flags.retain(|flag| !marks.contains(flag)),
                _ => message.flags.clone_from(&marks),
            }
            if let Some(place) = view.known.iter().position(|known| known.uid == message.uid) {
                view.known[place].flags.clone_from(&message.flags);
                let uid = if by == By::Uid { format!("UID {} ", message.uid) } else { String::new() };
                told.push(format!("{} FETCH ({uid}FLAGS {})", place + 1, written(&message.flags)));
            }
        }
        Ok(told)
    })?;
    if !is_silent {
        for line in &told {
            session.say(line);
        }
    }
    Ok("Stored".to_owned())
}
