//! Commands sent ahead: the next is on its way before the last is answered, and answers are read as they come.
//!
//! Servers end commands in the order that suits them, so a response must say by itself what it answers.

use std::time::Instant;

use imap_proto::RequestId;
use tokio::time::timeout;

use super::Session;
use super::exchange::{Seen, refused};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::response::Untagged;

/// Commands on their way. Dropped before all have ended, it leaves the connection in doubt.
pub(in crate::mail::imap) struct Pipeline<'a> {
    session: &'a mut Session,
    under_way: Vec<(Command, RequestId)>,
    refusal: Option<MailError>,
}

impl Session {
    /// Begins to send ahead.
    pub(in crate::mail::imap) fn pipeline(&mut self) -> Pipeline<'_> {
        self.engine.get_mut().wake_on_untagged(true);
        Pipeline { session: self, under_way: Vec::new(), refusal: None }
    }
}

impl Pipeline<'_> {
    /// Sends a command, which must have no literal.
    pub(in crate::mail::imap) async fn send(&mut self, command: Command) -> Result<(), MailError> {
        let id = self.session.begin(&command).await?;
        self.under_way.push((command, id));
        Ok(())
    }

    /// How many commands have not ended.
    pub(in crate::mail::imap) fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// What comes next, as soon as it comes; none when all commands have ended.
    pub(in crate::mail::imap) async fn next(&mut self) -> Result<Option<Vec<Untagged>>, MailError> {
        while let Some((command, _)) = self.under_way.first() {
            let Ok(seen) = timeout(self.session.limit(command), self.session.read(command)).await else {
                return Err(self.session.timed_out(command.name()));
            };
            if let Seen::Done(tag) = seen? {
                self.end(&tag)?;
            }
            let responses = self.session.take_untagged();
            if !responses.is_empty() {
                return Ok(Some(responses));
            }
        }
        self.session.engine.get_mut().wake_on_untagged(false);
        self.session.is_in_doubt = false;
        self.session.used = Instant::now();
        Ok(None)
    }

    /// The first refusal, when all commands have ended.
    pub(in crate::mail::imap) fn refusal(self) -> Option<MailError> {
        self.refusal
    }

    fn end(&mut self, tag: &RequestId) -> Result<(), MailError> {
        let Some(place) = self.under_way.iter().position(|(_, id)| id == tag) else { return Ok(()) };
        let (command, _) = self.under_way.remove(place);
        let line = self.session.take_line(&command)?;
        if line.status != "OK" {
            self.refusal.get_or_insert(refused(&command, line));
        }
        Ok(())
    }
}
