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
    session.select_for(id.mailbox(), id.uid_validity).await?;
    let items = if session.has("CONDSTORE") { "(UID FLAGS MODSEQ)" } else { "(UID FLAGS)" };
    let command = Command::new("UID FETCH").set(&SequenceSet::one(id.uid)).words(items);
    let fetch = fetch_one(session, id, command, "FLAGS").await?;
    Ok((fetch.keywords(), fetch.modseq().unwrap_or(0)))
}

/// Sets a mark, if the email is as it was at `modseq` and does not have it.
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
