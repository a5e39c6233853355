//! A window of a list, whichever order and filter it has.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::MailboxId;
use gatepost_shared::query::Window;

use super::place::{self, Cursor, Place};
use super::{by_number, rows_of};
use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::search::{FoundOrder, Span, Wanted, find_order};

/// A window, and what its caller may make of its state.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The window.
    pub window: Window,
    /// Whether the same state means the same window.
    pub is_exact: bool,
}

/// Reads a window.
pub(in crate::mail::imap) async fn list(
    mail: &Mail,
    mailbox: &MailboxId,
    wanted: &Wanted,
    place: &Place,
    limit: u32,
) -> Result<Listed, MailError> {
    if let Place::Anchor(id, _) = place
        && id.mailbox() != mailbox
    {
        return Err(MailError::NotFound("email"));
    }
    if wanted.filter.is_none() && wanted.sort.is_empty() {
        let (of, at) = (mailbox.clone(), place.clone());
        let numbered = mail.interactive(move |session| {
            let (of, at) = (of.clone(), at.clone());
            Box::pin(async move { by_number::read(session, &of, &at, limit).await })
        });
        if let Some(listed) = numbered.await? {
            return Ok(listed);
        }
    }
    let span = match place {
        Place::Position(position) => Span::Around(*position),
        Place::Cursor(cursor) => Span::Around(cursor.position),
        Place::Anchor(..) => Span::Whole,
    };
    match by_order(mail, mailbox, wanted, place, limit, span).await? {
        Some(listed) => Ok(listed),
        // The email may be in another part of the order than where it was.
        None => by_order(mail, mailbox, wanted, place, limit, Span::Whole).await?.ok_or_else(|| lost(place)),
    }
}

fn lost(place: &Place) -> MailError {
    match place {
        Place::Cursor(_) => MailError::PlaceLost,
        Place::Anchor(..) | Place::Position(_) => MailError::NotFound("email"),
    }
}

async fn by_order(
    mail: &Mail,
    mailbox: &MailboxId,
    wanted: &Wanted,
    place: &Place,
    limit: u32,
    span: Span,
) -> Result<Option<Listed>, MailError> {
    let FoundOrder { seen, order, lane } = find_order(mail, mailbox, wanted, span).await?;
    match place {
        Place::Anchor(id, _) if id.uid_validity != seen.uid_validity => return Err(MailError::Stale),
        Place::Cursor(cursor) => cursor.check(seen.uid_validity, wanted)?,
        _ => {}
    }
    let Some(position) = place::in_order(place, &order, wanted) else { return Ok(None) };
    let uids = order.window(position, limit);
    let rows = read_rows(mail, lane, mailbox, seen.uid_validity, uids).await?;
    let cursor = Cursor::after(seen.uid_validity, wanted, position, uids, order.total);
    let window = Window {
        position,
        total: order.total,
        state: seen.state,
        list: rows,
        cursor: cursor.map(|cursor| cursor.to_string()),
        is_partial: order.is_partial,
    };
    Ok(Some(Listed { is_exact: seen.is_exact && !order.is_partial, window }))
}

async fn read_rows(
    mail: &Mail,
    lane: Option<usize>,
    mailbox: &MailboxId,
    uid_validity: u32,
    uids: &[u32],
) -> Result<Vec<EmailSummary>, MailError> {
    let (mailbox, uids) = (mailbox.clone(), uids.to_vec());
    mail.reading(lane, move |session| {
        let (mailbox, uids) = (mailbox.clone(), uids.clone());
        Box::pin(async move {
            session.select_for(&mailbox, uid_validity).await?;
            rows_of(session, &mailbox, uid_validity, &uids).await
        })
    })
    .await
}
