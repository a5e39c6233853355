//! A file that comes in parts, so that a connection which breaks costs one part and not the file. Each part is a message in
//! the drawer; when all are there they become one upload, without travelling again where the server can assemble. Any
//! node takes any part. What is never finished is swept by age, like every upload.

use futures::{StreamExt as _, stream};
use gatepost_shared::draft::{ByteRange, UploadState, UploadedBlob};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keywords;

use super::deposit::deposit;
use super::key::IdempotencyKey;
use super::save::{destroy, newest};
use super::store::{keyword, section, whole};
use super::upload::{DRAWER, MARK, Upload, sweep_later};
use crate::mail::error::MailError;
use crate::mail::imap::{Mail, NewMessage};
use crate::mail::mime::compose::{self, Stamp};
use crate::mail::mime::entity::Body;
use crate::mail::mime::{Octets, base64, header, parse};

/// A part begins at a multiple of this many bytes: that many make one line of base64, so that the lines of one part go on
/// in the next.
pub const GRAIN: u64 = 57;

/// The largest part in bytes.
pub const MAX_PART: u64 = 16 * 1024 * 1024;

/// The most parts of one file.
pub const MAX_PARTS: usize = 150;

/// A part that comes in.
pub struct Part {
    /// Names the upload: made up by the client.
    pub upload: IdempotencyKey,
    /// Which bytes it is.
    pub range: ByteRange,
    /// The size of the whole file.
    pub size: u64,
    /// The part's bytes, with the media type and the name of the whole file.
    pub part: Upload,
}

/// A part that is there.
struct Stored {
    id: EmailId,
    range: ByteRange,
    size: u64,
}

/// Stores a part, and puts the file together when it was the last. A part that is there already is passed over.
pub async fn store(mail: &Mail, mut part: Part) -> Result<UploadState, MailError> {
    check(&part)?;
    let drawer = mail.mailbox_named(DRAWER).await?;
    if let Some(blob) = finished(mail, &drawer, &part.upload).await? {
        return Ok(UploadState {
            size: part.size,
            received: vec![ByteRange { from: 0, to: part.size }],
            blob: Some(blob),
        });
    }
    let stored = parts(mail, &drawer, &part.upload).await?;
    if !stored.iter().any(|one| one.range == part.range && one.size == part.size) {
        check_beside(&part, &stored)?;
        let file = std::mem::replace(&mut part.part.file, nothing());
        append(mail, &drawer, &part.upload, part.range, part.size, file).await?;
    }
    let stored = parts(mail, &drawer, &part.upload).await?;
    let mut blob = None;
    if is_whole(&stored, part.size) {
        let Upload { media_type, name, .. } = &part.part;
        blob = Some(assemble(mail, &drawer, &part.upload, media_type, name, &stored).await?);
    }
    Ok(UploadState { size: part.size, received: received(&stored), blob })
}

fn nothing() -> Octets {
    Octets { size: 0, bytes: stream::empty().boxed() }
}

/// How far an upload has come.
pub async fn state(mail: &Mail, upload: &IdempotencyKey) -> Result<UploadState, MailError> {
    let drawer = mail.mailbox_named(DRAWER).await?;
    if let Some(blob) = finished(mail, &drawer, upload).await? {
        let size = blob.size;
        return Ok(UploadState { size, received: vec![ByteRange { from: 0, to: size }], blob: Some(blob) });
    }
    let stored = parts(mail, &drawer, upload).await?;
    let size = stored.first().ok_or(MailError::NotFound("upload"))?.size;
    Ok(UploadState { size, received: received(&stored), blob: None })
}

fn check(part: &Part) -> Result<(), MailError> {
    let no = |sentence: String| Err(MailError::InvalidMessage(sentence));
    let ByteRange { from, to } = part.range;
    match () {
        () if to - from > MAX_PART => Err(MailError::TooLarge(format!("A part can have at most {MAX_PART} bytes."))),
        () if from % GRAIN != 0 || (to % GRAIN != 0 && to != part.size) => {
            no(format!("A part begins and ends at a multiple of {GRAIN} bytes; only the last one ends with the file."))
        }
        () => Ok(()),
    }
}

fn check_beside(part: &Part, stored: &[Stored]) -> Result<(), MailError> {
    if stored.len() >= MAX_PARTS {
        return Err(MailError::TooLarge(format!("A file can have at most {MAX_PARTS} parts. Make them larger.")));
    }
    let overlaps = |one: &Stored| one.range.from < part.range.to && part.range.from < one.range.to;
    if stored.iter().any(|one| one.size != part.size || overlaps(one)) {
        return Err(MailError::InvalidMessage(
            "This part does not fit those that have come: ask for the state of the upload, or begin another."
                .to_owned(),
        ));
    }
    Ok(())
}

fn name_of_parts(upload: &IdempotencyKey) -> String {
    format!("part.{}", upload.message_id(&[]))
}

fn name_of_whole(upload: &IdempotencyKey) -> String {
    format!("whole.{}", upload.message_id(&[]))
}

/// The parts that are there, in order, each place once.
async fn parts(mail: &Mail, drawer: &MailboxId, upload: &IdempotencyKey) -> Result<Vec<Stored>, MailError> {
    let mut stored: Vec<Stored> = Vec::new();
    for id in mail.with_message_id(drawer, &name_of_parts(upload)).await? {
        if let Some((from, to, size)) = parse::range(&mail.part_header(&whole(&id)?).await?) {
            stored.push(Stored { id, range: ByteRange { from, to }, size });
        }
    }
    stored.sort_by_key(|one| (one.range, one.id.uid));
    stored.dedup_by_key(|one| one.range);
    Ok(stored)
}

fn received(stored: &[Stored]) -> Vec<ByteRange> {
    stored.iter().map(|one| one.range).collect()
}

fn is_whole(stored: &[Stored], size: u64) -> bool {
    let end = stored.iter().try_fold(0, |end, one| (one.range.from == end && one.size == size).then_some(one.range.to));
    end == Some(size)
}

async fn append(
    mail: &Mail,
    drawer: &MailboxId,
    upload: &IdempotencyKey,
    range: ByteRange,
    size: u64,
    bytes: Octets,
) -> Result<(), MailError> {
    let stamp = Stamp::now(name_of_parts(upload));
    let words = format!("{}-{}/{size}", range.from, range.to);
    let pieces = vec![Body::Made(base64::encode(bytes))];
    let message = compose::upload_of("application/octet-stream", "", Some(&words), &stamp, pieces).into_octets();
    mail.append(drawer, NewMessage { keywords: marks()?, size: message.size, bytes: message.bytes }).await?;
    sweep_later(mail, drawer.clone(), stamp.date);
    Ok(())
}

fn marks() -> Result<Keywords, MailError> {
    Ok([keyword(MARK)?, keyword("$seen")?].into_iter().collect())
}

/// The parts become one upload, and go.
async fn assemble(
    mail: &Mail,
    drawer: &MailboxId,
    upload: &IdempotencyKey,
    media_type: &str,
    name: &str,
    stored: &[Stored],
) -> Result<UploadedBlob, MailError> {
    let mut pieces = Vec::with_capacity(stored.len());
    for part in stored {
        let blob = section(&part.id, "1")?;
        let raw = mail.raw_section(&blob).await?;
        pieces.push(Body::Stored(blob, Octets { size: raw.size, bytes: raw.bytes.boxed() }));
    }
    let media_type = header::media_type(media_type).to_owned();
    let size = stored.last().map_or(0, |last| last.size);
    let words = format!("0-{size}/{size}");
    let stamp = Stamp::now(name_of_whole(upload));
    let message = compose::upload_of(&media_type, name, Some(&words), &stamp, pieces);
    let id = match deposit(mail, drawer, marks()?, message).await? {
        Some(id) => id,
        None => newest(mail.with_message_id(drawer, &stamp.message_id).await?).ok_or(MailError::NotFound("upload"))?,
    };
    if let Err(error) = destroy(mail, stored.iter().map(|part| part.id.clone()).collect()).await {
        tracing::debug!(%error, "the parts of a finished upload stay behind");
    }
    Ok(UploadedBlob { blob_id: section(&id, "1")?, media_type, size })
}

/// The file, if it was put together before.
async fn finished(mail: &Mail, drawer: &MailboxId, upload: &IdempotencyKey) -> Result<Option<UploadedBlob>, MailError> {
    let Some(id) = newest(mail.with_message_id(drawer, &name_of_whole(upload)).await?) else { return Ok(None) };
    let bytes = mail.part_header(&whole(&id)?).await?;
    let media_type = parse::part_header(&bytes).media_type.unwrap_or_default();
    let size = parse::range(&bytes).map_or(0, |(_, _, size)| size);
    Ok(Some(UploadedBlob { blob_id: section(&id, "1")?, media_type, size }))
}
