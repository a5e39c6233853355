//! A composed message put into a mailbox: named to a server that has its pieces, streamed to one that cannot assemble.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keywords;

use super::store::Store;
use crate::mail::error::MailError;
use crate::mail::imap::{Assembled, NewMessage, Piece};
use crate::mail::mime::entity::{Body, Composed};

/// Stores the message; its id where the server tells it. The bytes are the same either way.
pub(super) async fn deposit(
    store: &impl Store,
    mailbox: &MailboxId,
    keywords: Keywords,
    message: Composed,
) -> Result<Option<EmailId>, MailError> {
    if let Some(pieces) = pieces(&message)
        && let Assembled::Stored(id) = store.assemble(mailbox, keywords.clone(), pieces).await?
    {
        return Ok(id);
    }
    let octets = message.into_octets();
    store.append(mailbox, NewMessage { keywords, size: octets.size, bytes: octets.bytes }).await
}

/// The pieces to assemble it from, if the server has any of them and none has still to be made.
fn pieces(message: &Composed) -> Option<Vec<Piece>> {
    let piece = |body: &Body| match body {
        Body::Own(bytes) => Some(Piece::Text(bytes.clone())),
        Body::Stored(blob, _) => Some(Piece::Stored(blob.clone())),
        Body::Made(_) => None,
    };
    let has_stored = message.pieces.iter().any(|body| matches!(body, Body::Stored(..)));
    if has_stored { message.pieces.iter().map(piece).collect() } else { None }
}
