//! Storing a message of which the server has the greater part already: CATENATE (RFC 4469). What it has is named, and
//! does not travel again. Not here: streaming what it does not have ([`super::append`]).

use bytes::Bytes;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::Keywords;

use super::append::{stored_as, what_was_refused};
use super::encode::Command;
use super::patience::Pace;
use super::session::Session;
use super::{Mail, url};
use crate::mail::error::MailError;

/// Beyond this a message has so much of its own that it is better streamed.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These bytes.
    Text(Bytes),
    /// Bytes that the server has, in the person's own account.
    Stored(BlobId),
}

/// How assembling ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assembled {
    /// The message is stored; its id where the server tells it (UIDPLUS).
    Stored(Option<EmailId>),
    /// The server cannot assemble this: it has no CATENATE, or finds a piece no more. Nothing was stored.
    Unable,
}

/// Stores a message made of these pieces.
pub(super) async fn run(
    mail: &Mail,
    mailbox: &MailboxId,
    keywords: Keywords,
    pieces: Vec<Piece>,
) -> Result<Assembled, MailError> {
    let account = &mail.account;
    let mailbox = mailbox.clone();
    // The server copies what may be large, so whoever reads does not wait behind it; nor does the draft of a person who
    // writes wait behind a file that they are uploading. What is downloaded comes in windows, between which this fits.
    let lane = &account.downloads;
    lane.write(account, move |session| Box::pin(async move { store(session, &mailbox, &keywords, &pieces).await }))
        .await
}

async fn store(
    session: &mut Session,
    mailbox: &MailboxId,
    keywords: &Keywords,
    pieces: &[Piece],
) -> Result<Assembled, MailError> {
    let own: usize = pieces.iter().map(|piece| if let Piece::Text(bytes) = piece { bytes.len() } else { 0 }).sum();
    if !session.has("CATENATE") || own > MAX_TEXT {
        return Ok(Assembled::Unable);
    }
    match session.run(command(mailbox, keywords, pieces)).await {
        Ok(answer) => Ok(Assembled::Stored(stored_as(mailbox, &answer))),
        Err(MailError::Refused { code, text, is_bad, .. }) if is_about_pieces(&code, is_bad) => {
            tracing::debug!(code, text, "a message is streamed, since the server did not assemble it");
            Ok(Assembled::Unable)
        }
        Err(error) => Err(what_was_refused(error)),
    }
}

fn command(mailbox: &MailboxId, keywords: &Keywords, pieces: &[Piece]) -> Command {
    let mut command =
        Command::new("APPEND").at_pace(Pace::Slow).mailbox(mailbox).flags(keywords.iter()).words("CATENATE (");
    let mut space = "";
    for piece in pieces {
        command = match piece {
            Piece::Text(bytes) => command.close(space).close("TEXT").literal(bytes),
            Piece::Stored(blob) => command.close(space).close("URL").string(&url::of(blob)),
        };
        space = " ";
    }
    command.close(")")
}

/// Whether the refusal is one of the way, after which streaming may succeed: `BADURL` (RFC 4469, section 5), a command
/// that the server does not understand, or a "no" without a reason. A full mailbox is full either way.
fn is_about_pieces(code: &str, is_bad: bool) -> bool {
    let code = code.split(' ').next().unwrap_or_default();
    is_bad || code.is_empty() || code.eq_ignore_ascii_case("BADURL") || code.eq_ignore_ascii_case("UNKNOWN-CTE")
}

#[cfg(test)]
mod tests {
    use super::super::encode::Piece as Sent;
    use super::*;

    #[test]
    fn a_command_names_what_is_there_and_carries_the_rest() {
        let drafts = MailboxId::new("Drafts").unwrap();
        let old = EmailId::new(drafts.clone(), 3, 20).unwrap();
        let pieces = [
            Piece::Text(Bytes::from_static(b"From: a\r\n")),
            Piece::Stored(BlobId::new(old, "2").unwrap()),
            Piece::Text(Bytes::from_static(b"--b--")),
        ];
        let command = command(&drafts, &Keywords::default(), &pieces);
        let sent: Vec<String> = command
            .pieces()
            .iter()
            .map(|piece| match piece {
                Sent::Text(text) => text.clone(),
                Sent::Literal(bytes) => format!("{{{}}}", String::from_utf8_lossy(bytes)),
            })
            .collect();
        assert_eq!(
            sent.concat(),
            "APPEND \"Drafts\" () CATENATE (TEXT {From: a\r\n} URL \"/Drafts;UIDVALIDITY=3/;UID=20/;SECTION=2\" TEXT {--b--})"
        );
    }

    #[test]
    fn a_full_mailbox_is_no_reason_to_send_it_all_again() {
        assert!(is_about_pieces("BADURL \"/x\"", false) && is_about_pieces("", true));
        assert!(!is_about_pieces("OVERQUOTA", false) && !is_about_pieces("TRYCREATE", false));
    }
}
