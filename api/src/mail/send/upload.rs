//! Uploads: a file on its way into a message lies in the drawer, a mailbox of the person's own, so that any node
//! finds it and no node needs a disk.

use gatepost_shared::draft::UploadedBlob;
use gatepost_shared::id::{BlobId, MailboxId};
use gatepost_shared::keyword::Keywords;

use super::key::IdempotencyKey;
use super::save::{destroy, newest};
use super::store::{keyword, section};
use crate::mail::error::MailError;
use crate::mail::imap::{Mail, NewMessage};
use crate::mail::mime::Octets;
use crate::mail::mime::compose::{self, Stamp};
use crate::mail::mime::header;

/// The mailbox for what is Gatepost's own.
pub const DRAWER: &str = "Gatepost";

/// What tells an upload from the drawer's other contents.
pub(super) const MARK: &str = "$gatepost-upload";

/// How long an upload is kept: nobody writes on one draft that long without saving it, and each saved draft has
/// a copy of its own.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// How many old uploads are looked at after each new one.
const SWEPT: u32 = 50;

/// A file that comes in.
pub struct Upload {
    /// Its media type.
    pub media_type: String,
    /// Its name; may be empty.
    pub name: String,
    /// The file. If it breaks off, nothing is stored.
    pub file: Octets,
}

/// Stores a file as it comes in: a node holds a few lines of it at a time.
pub async fn upload(mail: &Mail, upload: Upload) -> Result<UploadedBlob, MailError> {
    let drawer = mail.mailbox_named(DRAWER).await?;
    let key = IdempotencyKey::random().map_err(|error| MailError::Source(error.to_string()))?;
    let message_id = key.message_id(&[]);
    let media_type = header::media_type(&upload.media_type).to_owned();
    let size = upload.file.size;
    let stamp = Stamp::now(message_id.clone());
    let message = compose::upload(&media_type, &upload.name, &stamp, upload.file);
    let keywords: Keywords = [keyword(MARK)?, keyword("$seen")?].into_iter().collect();
    let message = NewMessage { keywords, size: message.size, bytes: message.bytes };
    let id = match mail.append(&drawer, message).await? {
        Some(id) => id,
        None => newest(mail.with_message_id(&drawer, &message_id).await?).ok_or(MailError::NotFound("upload"))?,
    };
    sweep_later(mail, drawer, stamp.date);
    Ok(UploadedBlob { blob_id: section(&id, "1")?, media_type, size })
}

/// Whether these bytes are a file that was uploaded: nothing else of the drawer is handed out by its id.
pub async fn is_upload(mail: &Mail, blob: &BlobId) -> Result<bool, MailError> {
    Ok(blob.section() == "1" && mail.keywords(blob.email()).await?.0.has(MARK))
}

/// Has old uploads deleted, while nobody waits for it.
pub(super) fn sweep_later(mail: &Mail, drawer: MailboxId, now: i64) {
    let mail = mail.clone();
    tokio::spawn(async move {
        if let Err(error) = sweep(&mail, &drawer, now).await {
            tracing::debug!(%error, "old uploads stay behind");
        }
    });
}

/// Deletes the oldest uploads, if they are too old.
async fn sweep(mail: &Mail, drawer: &MailboxId, now: i64) -> Result<(), MailError> {
    let total = mail.window(drawer, 0, 1).await?.total;
    let oldest = mail.window(drawer, total.saturating_sub(SWEPT), SWEPT).await?;
    let is_old = |row: &gatepost_shared::email::EmailSummary| {
        row.keywords.has(MARK) && row.received_at.seconds() < now - KEPT_SECONDS
    };
    let old: Vec<_> = oldest.list.into_iter().filter(is_old).map(|row| row.id).collect();
    if old.is_empty() { Ok(()) } else { destroy(mail, old).await }
}
