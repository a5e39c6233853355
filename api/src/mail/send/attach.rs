//! Files on their way into a message: copied from where they are (an upload, another email, the draft's last
//! version) without being decoded, so that a node never holds one.

use gatepost_shared::draft::{Draft, DraftAttachment};

use super::store::{Store, whole};
use crate::mail::error::MailError;
use crate::mail::mime::compose::{Encoded, Part};
use crate::mail::mime::parse::{self, PartHeader};
use crate::mail::mime::{Octets, base64};

/// The most files of one message.
pub const MAX_ATTACHMENTS: usize = 100;

/// The draft's files as parts, in their order.
pub async fn parts(store: &impl Store, draft: &Draft) -> Result<Vec<Part>, MailError> {
    if draft.attachments.len() > MAX_ATTACHMENTS {
        return Err(MailError::TooLarge(format!("A message can have at most {MAX_ATTACHMENTS} files.")));
    }
    let mut parts = Vec::with_capacity(draft.attachments.len());
    for attachment in &draft.attachments {
        let encoded = encoded(store, attachment).await.map_err(|error| gone(error, attachment))?;
        parts.push(Part::attachment(attachment, encoded));
    }
    Ok(parts)
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
    let (encoding, media_type, body) = match header.encoding.as_deref() {
        Some("base64") => ("base64", None, raw),
        Some("quoted-printable") => ("quoted-printable", None, raw),
        // RFC 2046, section 5.2.1: a message inside a message must not be encoded.
        _ if is_message => ("8bit", Some("message/rfc822"), raw),
        // What may hold long lines, bare line ends or eight-bit bytes is made safe. Undecoded octets are the
        // file itself here (7bit, 8bit, binary), so that the size is exact.
        _ => ("base64", None, base64::encode(raw)),
    };
    Ok(Encoded { encoding, media_type, charset, body })
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
