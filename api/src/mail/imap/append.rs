//! Storing a message: streamed from its source to the server, with its exact size told beforehand.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use gatepost_shared::id::{EmailId, MailboxId};
use tokio::time::timeout;

use super::encode::Command;
use super::patience::Pace;
use super::session::{Answer, Session};
use super::{Mail, NewMessage};
use crate::mail::error::MailError;

/// Messages up to this size are gathered first and stored on the interactive connection, so that the draft
/// that a person is writing does not wait behind a large upload.
const SMALL: u64 = 256 * 1024;

/// How long the source may pause between two pieces.
const SOURCE_TIME: Duration = Duration::from_mins(1);

type Pieces = BoxStream<'static, Result<Bytes, MailError>>;

/// Stores a message.
pub(super) async fn run(mail: &Mail, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
    let account = &mail.account;
    let (lane, message) = if message.size <= SMALL {
        (&account.interactive, gather(message).await?)
    } else {
        (&account.uploads, message)
    };
    let mailbox = mailbox.clone();
    lane.write(account, move |session| Box::pin(async move { store(session, &mailbox, message).await })).await
}

async fn gather(message: NewMessage) -> Result<NewMessage, MailError> {
    let mut pieces = exactly(message.bytes, message.size);
    let mut gathered = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        gathered.extend_from_slice(&piece?);
    }
    let whole = stream::once(std::future::ready(Ok(gathered.freeze()))).boxed();
    Ok(NewMessage { bytes: whole, ..message })
}

async fn store(session: &mut Session, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
    if session.append_limit().is_some_and(|limit| message.size > limit) {
        return Err(MailError::TooLarge("The mail server does not store messages as large as this.".to_owned()));
    }
    let command = Command::new("APPEND").at_pace(Pace::Slow).mailbox(mailbox).flags(message.keywords.iter());
    let pieces = exactly(message.bytes, message.size);
    let answer = session.run_with_body(command, message.size, pieces).await.map_err(what_was_refused)?;
    Ok(stored_as(mailbox, &answer))
}

/// The new message's id, where the server tells it (APPENDUID, RFC 4315, section 3).
pub(super) fn stored_as(mailbox: &MailboxId, answer: &Answer) -> Option<EmailId> {
    let (validity, uid) = answer.code_argument("APPENDUID")?.split_once(' ')?;
    EmailId::new(mailbox.clone(), validity.parse().ok()?, uid.trim().parse().ok()?).ok()
}

/// A refused APPEND in our words.
pub(super) fn what_was_refused(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, .. } if matches!(code.as_str(), "TRYCREATE" | "NONEXISTENT") => {
            MailError::NotFound("mailbox")
        }
        MailError::Refused { code, text, .. } if code == "TOOBIG" => MailError::TooLarge(text),
        other => other,
    }
}

/// The pieces, which together must be exactly `size` bytes and come in time: a literal cannot be cut short.
pub(super) fn exactly(pieces: Pieces, size: u64) -> Pieces {
    let checking = stream::unfold(Some((pieces, size)), |state| async move {
        let (mut pieces, left) = state?;
        let piece = match timeout(SOURCE_TIME, pieces.next()).await {
            Err(_) => Err(MailError::Source("nothing came for a minute".to_owned())),
            Ok(None) if left == 0 => return None,
            Ok(None) => Err(MailError::Source(format!("{left} bytes are missing"))),
            Ok(Some(Ok(piece))) if piece.len() as u64 > left => {
                Err(MailError::Source("more came than was announced".to_owned()))
            }
            Ok(Some(piece)) => piece,
        };
        let next = piece.as_ref().ok().map(|piece| left - piece.len() as u64);
        Some((piece, next.map(|left| (pieces, left))))
    });
    checking.boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::TryStreamExt as _;

    async fn checked(pieces: &[&'static str], size: u64) -> Result<Vec<Bytes>, MailError> {
        let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        exactly(stream::iter(pieces).boxed(), size).try_collect().await
    }

    #[tokio::test]
    async fn a_message_has_the_size_that_was_announced() {
        assert_eq!(checked(&["ab", "", "c"], 3).await.unwrap().concat(), b"abc");
        assert!(matches!(checked(&["ab"], 3).await, Err(MailError::Source(_))));
        assert!(matches!(checked(&["ab", "cd"], 3).await, Err(MailError::Source(_))));
    }
}
