//! Waiting for news: IDLE (RFC 2177).

use tokio::time::timeout;

use super::Session;
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::response::Untagged;

impl Session {
    /// Lets the server tell what changes in the selected mailbox (RFC 2177), until it does or `until` is over. What it
    /// told; nothing when `until` was over first.
    pub(in crate::mail::imap) async fn idle(&mut self, until: impl Future) -> Result<Vec<Untagged>, MailError> {
        let command = Command::new("IDLE");
        let id = self.begin(&command).await?;
        match timeout(self.limit(&command), self.await_consent(&command, Some(&id))).await {
            Ok(consent) => consent?,
            Err(_) => return Err(self.timed_out(command.name())),
        }
        self.engine.get_mut().wake_on_untagged(true);
        let was_told = self.await_news(&command, until).await;
        self.engine.get_mut().wake_on_untagged(false);
        let was_told = was_told?;
        self.write(command.name(), b"DONE\r\n").await?;
        self.flush(command.name()).await?;
        let told = self.finish(&command, &id).await?.untagged;
        Ok(if was_told { told } else { Vec::new() })
    }

    async fn await_news(&mut self, command: &Command, until: impl Future) -> Result<bool, MailError> {
        tokio::pin!(until);
        while !self.engine.get_ref().has_news() {
            tokio::select! {
                seen = self.read(command) => drop(seen?),
                _ = &mut until => return Ok(false),
            }
        }
        Ok(true)
    }
}
