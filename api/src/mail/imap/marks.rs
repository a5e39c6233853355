//! The marks of one email, read and set on condition: how nodes that know nothing of each other agree on
//! which of them sends a draft.

use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::{Keyword, Keywords};

use super::email::fetch_one;
use super::encode::{Command, SequenceSet};
use super::session::Session;
use crate::mail::error::MailError;

/// The marks and the MODSEQ: 0 where the server has no CONDSTORE (RFC 7162).
pub(super) async fn read(session: &mut Session, id: &EmailId) -> Result<(Keywords, u64), MailError> {
    let was_there = session.selected().is_some_and(|selected| selected.mailbox == *id.mailbox());
    session.select_for(id.mailbox(), id.uid_validity).await?;
    if was_there {
        // Dovecot looks for what others have changed after a FETCH, not before: what is read must not be old.
        session.run(Command::new("NOOP")).await?;
    }
    let items = if session.has("CONDSTORE") { "(UID FLAGS MODSEQ)" } else { "(UID FLAGS)" };
    let command = Command::new("UID FETCH").set(&SequenceSet::one(id.uid)).words(items);
    let fetch = fetch_one(session, id, command, "FLAGS").await?;
    Ok((fetch.keywords(), fetch.modseq().unwrap_or(0)))
}

/// Sets a mark, if the email is as it was at `modseq` and does not have it.
///
/// Dovecot 2.3 compares before it has the lock: of two that claim in the same millisecond both may be told OK (seen in
/// one of some two hundred such races). Who must be the only one has to draw a ticket, too (`send::ticket`).
pub(super) async fn claim(
    session: &mut Session,
    id: &EmailId,
    keyword: &Keyword,
    modseq: u64,
) -> Result<(), MailError> {
    let (marks, _) = read(session, id).await?;
    if marks.has(keyword.as_str()) {
        return Err(MailError::Modified);
    }
    let mut command = Command::new("UID STORE").set(&SequenceSet::one(id.uid));
    if modseq > 0 {
        command = command.words("(UNCHANGEDSINCE").number(modseq).close(")");
    }
    let answer = session.run(command.words("+FLAGS.SILENT").flags([keyword])).await?;
    if answer.code_argument("MODIFIED").is_some() {
        return Err(MailError::Modified);
    }
    // STORE passes over a message that has just gone without a word.
    read(session, id).await.map(drop)
}
