//! Emails with what they say of themselves and of what they answer.

use std::collections::HashMap;

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::thread::{Links, chain};

use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, ObjectId, SequenceSet};
use crate::mail::imap::headers;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Fetch;
use crate::mail::imap::session::Session;
use crate::mail::imap::value::Value;
use crate::mail::imap::window::rows_of;

/// An email that may belong to a conversation.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) email: EmailSummary,
    pub(super) links: Links,
}

/// Reads emails of the mailbox that is selected. What has gone is left out.
pub(super) async fn read(
    session: &mut Session,
    mailbox: &MailboxId,
    uid_validity: u32,
    uids: &[u32],
) -> Result<Vec<Member>, MailError> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let set: SequenceSet = uids.iter().copied().collect();
    let command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID").words(LINK_HEADERS).close(")");
    let answer = session.run(command).await?;
    let mut links: HashMap<u32, Links> =
        answer.fetches().filter_map(|fetch| Some((fetch.uid()?, links(fetch)?))).collect();
    let rows = rows_of(session, mailbox, uid_validity, uids).await?;
    let member = |email: EmailSummary| {
        let links = Links { received_at: email.received_at.seconds(), ..links.remove(&email.id.uid)? };
        Some(Member { email, links })
    };
    Ok(rows.into_iter().filter_map(member).collect())
}

/// The header lines that tell what an email answers. They may be of any size: what counts of them is bounded.
const LINK_HEADERS: &str = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES)]<0.65536>";

fn links(fetch: &Fetch) -> Option<Links> {
    let headers = headers::parse(fetch.items.body("BODY[HEADER.FIELDS")?, None);
    let references = chain(&headers.references, &headers.in_reply_to);
    Some(Links { received_at: 0, message_id: headers.message_id.into_iter().next(), references })
}

/// One email, and the server's own word for its conversation where it has one (RFC 8474, section 5.2).
pub(super) async fn one(session: &mut Session, id: &EmailId) -> Result<(Member, Option<ObjectId>), MailError> {
    session.select_for(id.mailbox(), id.uid_validity).await?;
    let members = read(session, id.mailbox(), id.uid_validity, &[id.uid]).await?;
    let member = members.into_iter().next().ok_or(MailError::NotFound("email"))?;
    if !session.has("OBJECTID") {
        return Ok((member, None));
    }
    let command = Command::new("UID FETCH").set(&SequenceSet::one(id.uid)).words("(UID THREADID)");
    let answer = session.run(command).await?;
    let thread =
        answer.fetches().filter_map(|fetch| fetch.items.get("THREADID")?.list()?.first()).find_map(Value::text);
    Ok((member, thread.and_then(|thread| ObjectId::parse(&thread))))
}
