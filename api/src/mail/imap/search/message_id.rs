//! Finding by Message-ID, which tells whether a draft has been sent already.

use gatepost_shared::id::{EmailId, MailboxId};

use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;
use crate::mail::send::key::RESENT;

/// The most emails that are answered: the parts of one upload, or a few versions of one draft.
const MAX_FOUND: usize = 200;

/// The emails with this Message-ID, newest first.
pub(in crate::mail::imap) async fn by_message_id(
    session: &mut Session,
    mailbox: &MailboxId,
    message_id: &str,
) -> Result<Vec<EmailId>, MailError> {
    session.look_at(mailbox).await?;
    let uid_validity = session.selected().map_or(0, |selected| selected.uid_validity);
    let wanted = format!("<{message_id}>");
    if !wanted.is_ascii() {
        // Ours are ASCII (RFC 5322, section 3.6.4); a search beyond it would need a charset.
        return Ok(Vec::new());
    }
    let command = Command::new("UID SEARCH").at_pace(Pace::Slow);
    let command = if message_id.starts_with(RESENT) {
        // What is passed on keeps its own Message-ID (RFC 5322, section 3.6.6). Servers remember that field and not the
        // other one, so few messages are looked through: nobody repeats a request after two days.
        command.words("SINCE").string(&two_days_ago()).words("HEADER Resent-Message-ID").string(&wanted)
    } else {
        command.words("HEADER Message-ID").string(&wanted)
    };
    let answer = session.run(command).await?;
    let mut uids: Vec<u32> = Vec::new();
    for response in answer.untagged {
        if let Untagged::Search(found) = response {
            uids.extend(found);
        }
    }
    uids.sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
    Ok(uids
        .into_iter()
        .take(MAX_FOUND)
        .filter_map(|uid| EmailId::new(mailbox.clone(), uid_validity, uid).ok())
        .collect())
}

/// RFC 3501's date: `21-Nov-2026`. Days are those of the server's zone, hence two of them.
fn two_days_ago() -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const TWO_DAYS: i64 = 2 * 24 * 3600;
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since_1970.as_secs()).unwrap_or_default();
    let date = mail_parser::DateTime::from_timestamp(now - TWO_DAYS);
    let month = MONTHS.get(usize::from(date.month).saturating_sub(1)).unwrap_or(&"Jan");
    format!("{}-{month}-{:04}", date.day, date.year)
}
