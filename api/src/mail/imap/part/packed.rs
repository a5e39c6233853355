//! Things packed into a part (Outlook's `winmail.dat`): the pack is read and unpacked anew for each, within its limit of 8 MiB.

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream;
use gatepost_shared::id::BlobId;

use super::slice::{Slice, Sliced};
use crate::mail::error::MailError;
use crate::mail::imap::email::{fetch_one, unpack};
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;
use crate::mail::imap::{Blob, Mail, structure};
use crate::mail::reader::tnef::Item;

/// A packed file.
pub(super) async fn blob(mail: &Mail, id: &BlobId) -> Result<Blob, MailError> {
    let item = item(mail, id).await?;
    let bytes = Bytes::from(item.bytes);
    Ok(Blob {
        media_type: item.media_type,
        charset: item.charset,
        name: item.name,
        size: Some(bytes.len() as u64),
        bytes: stream::once(std::future::ready(Ok(bytes))).boxed(),
    })
}

/// A piece of a packed file.
pub(super) async fn slice(mail: &Mail, id: &BlobId, slice: Slice) -> Result<Sliced, MailError> {
    let blob = blob(mail, id).await?;
    let total = blob.size.unwrap_or(0);
    let Some(range) = slice.within(total) else { return Ok(Sliced::Beyond(total)) };
    let bytes = super::slice::cut_out(blob.bytes, range.clone());
    Ok(Sliced::Piece { blob: Blob { size: Some(range.end - range.start), bytes, ..blob }, range, total })
}

async fn item(mail: &Mail, id: &BlobId) -> Result<Item, MailError> {
    let id = id.clone();
    mail.downloads(move |session| {
        let id = id.clone();
        Box::pin(async move { item_on(session, &id).await })
    })
    .await
}

async fn item_on(session: &mut Session, id: &BlobId) -> Result<Item, MailError> {
    let nothing = MailError::NotFound("part");
    let (section, place) = id.packed().ok_or(nothing.clone())?;
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::one(id.email().uid))
        .words("(UID BODYSTRUCTURE)");
    let fetch = fetch_one(session, id.email(), command, "BODYSTRUCTURE").await?;
    let root = structure::parse(fetch.items.get("BODYSTRUCTURE")).root;
    let part = root.find(section).filter(|part| part.is_tnef()).ok_or(nothing.clone())?;
    let items = unpack(session, id.email(), part).await?.unwrap_or_default();
    place.checked_sub(1).and_then(|place| items.into_iter().nth(place)).ok_or(nothing)
}
