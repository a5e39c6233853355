//! Messages that the server itself cannot read: it refuses the FETCH of a whole window for the sake of one of them
//! (Dovecot: `NO [SERVERBUG]`, for a damaged file). The others are shown, and it stands among them as a row that
//! says so: it can be moved, deleted, and asked for as it is.

use std::collections::HashSet;

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};

use super::received_at;
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::{Fetch, Untagged};
use crate::mail::imap::session::Session;

/// What is asked of such messages, most first: less of it needs less of the message to be whole.
const ITEMS: [&str; 2] = ["(UID FLAGS INTERNALDATE RFC822.SIZE)", "(UID FLAGS)"];

/// The most messages of a refused window that are asked for one by one; the rest of it is then not shown.
const MAX_SINGLE: usize = 200;

/// Adds rows for what the server refused to tell in full, after it refused with `refusal`: first each that can be read
/// after all, then what is known of the others. An error when there is still nothing to show.
pub(super) async fn add(
    session: &mut Session,
    name: &'static str,
    set: &SequenceSet,
    refusal: MailError,
    (mailbox, uid_validity): (&MailboxId, u32),
    rows: &mut Vec<EmailSummary>,
) -> Result<(), MailError> {
    let Some(known) = known(session, name, set).await? else { return Err(refusal) };
    let readable: HashSet<u32> = rows.iter().map(|row| row.id.uid).collect();
    let missing = known.into_iter().filter(|fetch| fetch.uid().is_some_and(|uid| !readable.contains(&uid)));
    for fetch in missing.take(MAX_SINGLE).collect::<Vec<_>>() {
        let Some(uid) = fetch.uid() else { continue };
        let alone = session.run_all(&[super::fetch(session, "UID FETCH", &SequenceSet::one(uid))]).await?;
        let read = alone.untagged.iter().find_map(|response| match response {
            Untagged::Fetch(fetch) if fetch.uid() == Some(uid) => super::row(fetch, mailbox, uid_validity),
            _ => None,
        });
        rows.extend(read.or_else(|| row(&fetch, mailbox, uid_validity)));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id.uid));
    Ok(())
}

/// What the server does tell of these messages; none when it tells nothing.
async fn known(session: &mut Session, name: &'static str, set: &SequenceSet) -> Result<Option<Vec<Fetch>>, MailError> {
    for items in ITEMS {
        let command = Command::new(name).at_pace(Pace::Slow).set(set).words(items);
        let batch = session.run_all(&[command]).await?;
        let fetches: Vec<Fetch> = batch
            .untagged
            .into_iter()
            .filter_map(|response| match response {
                Untagged::Fetch(fetch) if fetch.uid().is_some() => Some(fetch),
                _ => None,
            })
            .collect();
        if batch.ends.iter().all(Result::is_ok) {
            return Ok(Some(fetches));
        }
    }
    Ok(None)
}

/// A row that says only that there is a message.
fn row(fetch: &Fetch, mailbox: &MailboxId, uid_validity: u32) -> Option<EmailSummary> {
    Some(EmailSummary {
        id: EmailId::new(mailbox.clone(), uid_validity, fetch.uid()?).ok()?,
        mailbox_id: mailbox.clone(),
        keywords: fetch.keywords(),
        size: fetch.items.number("RFC822.SIZE").unwrap_or(0),
        received_at: received_at(fetch),
        sent_at: None,
        from: Vec::new(),
        to: Vec::new(),
        subject: None,
        has_attachment: false,
        preview: None,
        thread: None,
        is_unreadable: true,
    })
}
