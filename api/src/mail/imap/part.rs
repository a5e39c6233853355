//! The bytes of a part, streamed: fetched in windows, so that neither this node nor the connection holds more.

mod lines;
mod packed;
mod slice;
mod windows;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::id::{BlobId, EmailId};

use super::decode::{Decoder, Encoding};
use super::email::{MAX_HEADER, fetch_one};
use super::encode::{Command, Section, SequenceSet};
use super::patience::Pace;
use super::session::Session;
use super::structure;
use super::{Blob, Mail, RawSection};
use crate::mail::error::MailError;

use self::windows::windows;

pub use self::slice::{Slice, Sliced};

pub(super) use self::slice::read as read_slice;

/// What is known of a part before its bytes are read.
struct Description {
    media_type: String,
    charset: Option<String>,
    name: Option<String>,
    encoding: Encoding,
    octets: u64,
}

/// The decoded bytes of a part, with what the message says of them.
pub(super) async fn blob(mail: &Mail, id: &BlobId) -> Result<Blob, MailError> {
    if id.packed().is_some() {
        return packed::blob(mail, id).await;
    }
    let part = describe(mail, id).await?;
    whole(mail, id, &part)
}

fn whole(mail: &Mail, id: &BlobId, part: &Description) -> Result<Blob, MailError> {
    let raw = windows(mail, id, 0..part.octets)?;
    if part.encoding == Encoding::Identity {
        return Ok(Blob { size: Some(part.octets), ..part.to_blob(raw) });
    }
    let decoder = part.encoding.decoder();
    Ok(part.to_blob(decoded(raw, decoder)))
}

impl Description {
    fn to_blob(&self, bytes: BoxStream<'static, Result<Bytes, MailError>>) -> Blob {
        Blob {
            media_type: self.media_type.clone(),
            charset: self.charset.clone(),
            name: self.name.clone(),
            size: None,
            bytes,
        }
    }
}

/// The bytes of a section as they stand in the message.
pub(super) async fn raw(mail: &Mail, id: &BlobId) -> Result<RawSection, MailError> {
    let part = describe(mail, id).await?;
    Ok(RawSection { size: part.octets, bytes: windows(mail, id, 0..part.octets)? })
}

/// The header lines of a part.
pub(super) async fn header(mail: &Mail, id: &BlobId) -> Result<Bytes, MailError> {
    let section = Section::header_of(id.section()).ok_or(MailError::NotFound("part"))?;
    read_window(mail, id.email(), section, 0, MAX_HEADER).await
}

async fn describe(mail: &Mail, id: &BlobId) -> Result<Description, MailError> {
    let id = id.clone();
    mail.downloads(move |session| {
        let id = id.clone();
        Box::pin(async move { describe_on(session, &id).await })
    })
    .await
}

async fn describe_on(session: &mut Session, id: &BlobId) -> Result<Description, MailError> {
    let command = Command::new("UID FETCH")
        .at_pace(Pace::Slow)
        .set(&SequenceSet::one(id.email().uid))
        .words("(UID RFC822.SIZE BODYSTRUCTURE)");
    let fetch = fetch_one(session, id.email(), command, "BODYSTRUCTURE").await?;
    if id.section().is_empty() {
        return Ok(Description {
            media_type: "message/rfc822".to_owned(),
            charset: None,
            name: None,
            encoding: Encoding::Identity,
            octets: fetch.items.number("RFC822.SIZE").unwrap_or(0),
        });
    }
    let structure = structure::parse(fetch.items.get("BODYSTRUCTURE"));
    let part = structure.root.find(id.section()).ok_or(MailError::NotFound("part"))?;
    Ok(Description {
        media_type: part.media_type.clone(),
        charset: part.charset.clone(),
        name: part.name.clone(),
        encoding: part.encoding,
        octets: part.octets,
    })
}

async fn read_window(
    mail: &Mail,
    email: &EmailId,
    section: Section,
    from: u64,
    length: u64,
) -> Result<Bytes, MailError> {
    let email = email.clone();
    mail.downloads(move |session| {
        let (email, section) = (email.clone(), section.clone());
        Box::pin(async move {
            let command = window_command(&email, &section, from, length);
            let fetch = fetch_one(session, &email, command, "BODY[").await?;
            Ok(fetch.items.body("BODY[").cloned().unwrap_or_default())
        })
    })
    .await
}

fn window_command(email: &EmailId, section: &Section, from: u64, length: u64) -> Command {
    let fetch = Command::new("UID FETCH").at_pace(Pace::Slow).set(&SequenceSet::one(email.uid)).words("(UID");
    fetch.body(section, Some((from, length))).close(")")
}

fn decoded(
    raw: BoxStream<'static, Result<Bytes, MailError>>,
    decoder: Decoder,
) -> BoxStream<'static, Result<Bytes, MailError>> {
    let decoding = stream::unfold((raw, Some(decoder)), |(mut raw, decoder)| async move {
        let mut decoder = decoder?;
        match raw.next().await {
            Some(Ok(bytes)) => {
                let bytes = decoder.push(&bytes);
                Some((Ok(Bytes::from(bytes)), (raw, Some(decoder))))
            }
            Some(Err(error)) => Some((Err(error), (raw, None))),
            None => Some((Ok(Bytes::from(decoder.finish())), (raw, None))),
        }
    });
    decoding.filter(|bytes| std::future::ready(!matches!(bytes, Ok(bytes) if bytes.is_empty()))).boxed()
}
