//! Files on their way into a message: taken from where they are (an upload, another email, the draft's last version)
//! without being decoded, so that a node never holds one, and a server that has one need not be sent it.

use futures::TryStreamExt as _;
use gatepost_shared::draft::{Draft, DraftAttachment};

use super::store::{Store, whole};
use crate::mail::error::MailError;
use crate::mail::mime::compose::Encoded;
use crate::mail::mime::entity::Body;
use crate::mail::mime::parse::{self, PartHeader};
use crate::mail::mime::{Octets, base64};

/// The most files of one message.
pub const MAX_ATTACHMENTS: usize = 100;

/// What has to be encoded anew and is not larger than this is encoded at once: the rest of the message can then be
/// assembled on the server.
const MADE_AT_ONCE: u64 = 512 * 1024;

/// The draft's files, in their order.
pub async fn files(store: &impl Store, draft: &Draft) -> Result<Vec<Encoded>, MailError> {
    if draft.attachments.len() > MAX_ATTACHMENTS {
        return Err(MailError::TooLarge(format!("A message can have at most {MAX_ATTACHMENTS} files.")));
    }
    let mut files = Vec::with_capacity(draft.attachments.len());
    for attachment in &draft.attachments {
        files.push(encoded(store, attachment).await.map_err(|error| gone(error, attachment))?);
    }
    Ok(files)
}

fn gone(error: MailError, attachment: &DraftAttachment) -> MailError {
    match error {
        MailError::NotFound(_) | MailError::Stale => MailError::InvalidMessage(format!(
            "The file \"{}\" is no longer where it was. Remove it and attach it again.",
            attachment.name
        )),
        other => other,
    }
}

async fn encoded(store: &impl Store, attachment: &DraftAttachment) -> Result<Encoded, MailError> {
    let header = part_header(store, attachment).await?;
    let raw = store.raw_section(&attachment.blob_id).await?;
    let raw = Octets { size: raw.size, bytes: raw.bytes };
    let is_message = header.media_type.as_deref() == Some("message/rfc822");
    let charset = header.charset.filter(|_| attachment.media_type.to_ascii_lowercase().starts_with("text/"));
    let stored = |raw| Body::Stored(attachment.blob_id.clone(), raw);
    let (encoding, media_type, body) = match header.encoding.as_deref() {
        Some("base64") => ("base64", None, stored(raw)),
        Some("quoted-printable") => ("quoted-printable", None, stored(raw)),
        // RFC 2046, section 5.2.1: a message inside a message must not be encoded.
        _ if is_message => ("8bit", Some("message/rfc822"), stored(raw)),
        // What may hold long lines, bare line ends or eight-bit bytes is made safe. Undecoded octets are the
        // file itself here (7bit, 8bit, binary), so that the size is exact.
        _ => ("base64", None, made(base64::encode(raw)).await?),
    };
    Ok(Encoded { encoding, media_type, charset, body })
}

async fn made(octets: Octets) -> Result<Body, MailError> {
    if octets.size > MADE_AT_ONCE {
        return Ok(Body::Made(octets));
    }
    let chunks: Vec<bytes::Bytes> = octets.bytes.try_collect().await?;
    Ok(Body::Own(chunks.concat().into()))
}

/// How the file is encoded where it is.
async fn part_header(store: &impl Store, attachment: &DraftAttachment) -> Result<PartHeader, MailError> {
    let blob = &attachment.blob_id;
    if blob.section().is_empty() {
        return Ok(PartHeader { media_type: Some("message/rfc822".to_owned()), ..PartHeader::default() });
    }
    let header = parse::part_header(&store.part_header(blob).await?);
    if header.encoding.is_some() || blob.section() != "1" {
        return Ok(header);
    }
    // A message without parts is its own part 1 (RFC 3501, section 6.4.5), and its header is that part's.
    let top = parse::part_header(&store.part_header(&whole(blob.email())?).await?);
    let has_parts = top.media_type.as_deref().is_some_and(|media_type| media_type.starts_with("multipart/"));
    Ok(if has_parts { header } else { top })
}
