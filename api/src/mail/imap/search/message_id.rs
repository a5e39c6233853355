//! Finding by Message-ID, which tells whether a draft has been sent already.

use gatepost_shared::id::{EmailId, MailboxId};

use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;

/// The most emails that are answered.
const MAX_FOUND: usize = 10;

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
    let command = Command::new("UID SEARCH").at_pace(Pace::Slow).words("HEADER Message-ID").string(&wanted);
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
