//! Commands that end in a message: APPEND.

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use tokio::time::timeout;

use super::{Answer, Session};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;

/// The largest message that is sent without asking for leave.
const MAX_UNASKED: u64 = 64 * 1024;

impl Session {
    /// Runs a command whose last argument is a literal of `size` bytes that come in pieces. When a piece is an
    /// error, or the pieces are fewer than announced, the command cannot be ended and the connection is lost.
    pub(in crate::mail::imap) async fn run_with_body(
        &mut self,
        command: Command,
        size: u64,
        mut pieces: BoxStream<'static, Result<Bytes, MailError>>,
    ) -> Result<Answer, MailError> {
        // A large message waits for leave, so that a full mailbox is told before it is sent.
        let is_unasked = size <= MAX_UNASKED && self.has_literal_plus();
        let command = command.literal_of(size, is_unasked);
        let id = self.begin(&command).await?;
        if !is_unasked {
            match timeout(self.limit(&command), self.await_consent(&command, Some(&id))).await {
                Ok(consent) => consent?,
                Err(_) => return Err(self.timed_out(command.name())),
            }
        }
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            let limit = Pace::Slow.limit(self.patience);
            let Ok(written) = timeout(limit, self.write(command.name(), &piece)).await else {
                return Err(self.timed_out(command.name()));
            };
            written?;
        }
        self.write(command.name(), b"\r\n").await?;
        match timeout(Pace::Slow.limit(self.patience), self.flush(command.name())).await {
            Ok(flushed) => flushed?,
            Err(_) => return Err(self.timed_out(command.name())),
        }
        self.finish(&command, &id).await
    }
}
