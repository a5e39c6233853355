//! APPEND (RFC 3501, section 6.3.11): one message, by a literal that was asked for.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::flags;
use crate::reader::{Arg, Args};
use crate::session::{Answer, Refusal, Session, lock};

pub(crate) fn append(session: &mut Session, args: &mut Args) -> Answer {
    let name = args.mailbox()?;
    let flags = match args.peek() {
        Some(Arg::List(_)) => flags::read(Args::of(args.list()?))?,
        _ => BTreeSet::new(),
    };
    let mut text = args.bytes()?;
    let mut arrived = OffsetDateTime::now_utc();
    if !args.is_empty() {
        arrived = date_time(&text).ok_or_else(|| Refusal::bad("Not a date"))?;
        text = args.bytes()?;
    }
    args.end()?;
    let account = session.account()?;
    let mut account = lock(&account);
    let mailbox = account.mailboxes.get_mut(&name).ok_or_else(|| Refusal::no("[TRYCREATE] No such mailbox"))?;
    if mailbox.is_read_only {
        return Err(Refusal::no("The mailbox is read-only"));
    }
    mailbox.add(text.into(), flags, arrived);
    Ok("Stored".to_owned())
}

/// `23-Nov-2026 09:30:00 +0000`, as INTERNALDATE is spoken.
pub(crate) const DATE_TIME: &[BorrowedFormatItem<'_>] = format_description!(
    "[day padding:space]-[month repr:short]-[year] [hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
);

fn date_time(text: &[u8]) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(text).ok()?;
    // A day of one digit stands behind a space or a zero (RFC 3501, section 9, date-day-fixed).
    let text = text.strip_prefix('0').map_or_else(|| text.to_owned(), |rest| format!(" {rest}"));
    OffsetDateTime::parse(&text, DATE_TIME).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_spellings() {
        for written in [" 1-Nov-2026 13:27:58 +0100", "01-Nov-2026 13:27:58 +0100"] {
            let date = date_time(written.as_bytes()).unwrap();
            assert_eq!(date.format(DATE_TIME).unwrap(), " 1-Nov-2026 13:27:58 +0100");
        }
        assert!(date_time(b"yesterday").is_none());
    }
}
