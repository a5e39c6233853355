//! Storing a message that comes from elsewhere (RFC 8621, section 4.8): an .eml file, another server's mail.

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use gatepost_shared::date::UtcDate;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keywords;

use super::Mail;
use super::append::{exactly, stored_as, what_was_refused};
use super::encode::Command;
use super::patience::Pace;
use super::session::Session;
use crate::mail::error::MailError;

/// Messages up to this size are gathered first: their line ends are put right, and they do not wait behind uploads.
/// A larger one passes as it is, since IMAP wants its size before its first byte.
const GATHERED: u64 = 1024 * 1024;

/// A message from elsewhere.
pub struct Import {
    /// The marks that it gets.
    pub keywords: Keywords,
    /// When it was received (INTERNALDATE); now, when absent.
    pub received_at: Option<UtcDate>,
    /// The exact number of bytes to come.
    pub size: u64,
    /// The message.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

/// Stores it.
pub(super) async fn run(mail: &Mail, mailbox: &MailboxId, import: Import) -> Result<Option<EmailId>, MailError> {
    let account = &mail.account;
    let (lane, import) = if import.size <= GATHERED {
        (&account.interactive, gather(import).await?)
    } else {
        (&account.uploads, import)
    };
    let mailbox = mailbox.clone();
    lane.write(account, move |session| Box::pin(async move { store(session, &mailbox, import).await })).await
}

async fn store(session: &mut Session, mailbox: &MailboxId, import: Import) -> Result<Option<EmailId>, MailError> {
    if session.append_limit().is_some_and(|limit| import.size > limit) {
        return Err(MailError::TooLarge("The mail server does not store messages as large as this.".to_owned()));
    }
    let command = Command::new("APPEND").at_pace(Pace::Slow).mailbox(mailbox).flags(import.keywords.iter());
    let command = match import.received_at {
        Some(date) => command.date_time(date),
        None => command,
    };
    let pieces = exactly(import.bytes, import.size);
    let answer = session.run_with_body(command, import.size, pieces).await.map_err(what_is_wrong)?;
    Ok(stored_as(mailbox, &answer))
}

/// What Cyrus says of what is no message has no code: "Message contains invalid header", "… bare newlines".
fn what_is_wrong(error: MailError) -> MailError {
    match what_was_refused(error) {
        MailError::Refused { code, text, .. } if code.is_empty() && text.starts_with("Message contains") => {
            let sentence = format!("This is not a message that the mail server can store. It says: {text}");
            MailError::InvalidMessage(sentence)
        }
        other => other,
    }
}

async fn gather(import: Import) -> Result<Import, MailError> {
    let mut pieces = exactly(import.bytes, import.size);
    let mut gathered = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        gathered.extend_from_slice(&piece?);
    }
    let whole = with_crlf(&gathered);
    let size = whole.len() as u64;
    Ok(Import { size, bytes: stream::once(std::future::ready(Ok(whole))).boxed(), ..import })
}

/// Files have the line ends of the system that they lay on; messages have CRLF (RFC 5322, section 2.3).
fn with_crlf(message: &[u8]) -> Bytes {
    let mut whole = BytesMut::with_capacity(message.len() + message.len() / 32);
    let mut before = 0;
    for byte in message {
        if *byte == b'\n' && before != b'\r' {
            whole.extend_from_slice(b"\r");
        }
        whole.extend_from_slice(&[*byte]);
        before = *byte;
    }
    whole.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_crlf_and_nothing_else_changes() {
        assert_eq!(&with_crlf(b"a\nb\r\n\n\xff\rx")[..], b"a\r\nb\r\n\r\n\xff\rx");
    }
}
