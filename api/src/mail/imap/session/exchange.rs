//! Sending commands and reading their answers.

use std::fmt::Write as _;
use std::time::Instant;

use imap_proto::{RequestId, Response};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::{Answer, Batch, Session};
use crate::mail::error::MailError;
use crate::mail::imap::connect::{END_OF_STREAM, goodbye};
use crate::mail::imap::encode::{Command, Piece};
use crate::mail::imap::response::{Line, Untagged};

/// What the engine was woken by.
pub(super) enum Seen {
    Done(RequestId),
    Consent,
    Untagged,
}

impl Session {
    /// Runs a command to its end. NO and BAD are [`MailError::Refused`].
    pub(in crate::mail::imap) async fn run(&mut self, command: Command) -> Result<Answer, MailError> {
        let id = self.begin(&command).await?;
        self.finish(&command, &id).await
    }

    /// Runs commands that do not depend on each other's answers in one round trip. The error in the outer
    /// place means that the connection is lost; each command's own refusal stands in its place.
    ///
    /// Servers end commands in the order that suits them (Dovecot ends NOOP after the commands that were sent
    /// behind it), so what was answered cannot be told apart by command.
    pub(in crate::mail::imap) async fn run_all(&mut self, commands: &[Command]) -> Result<Batch, MailError> {
        self.run_all_seeing(commands, &mut |_| {}).await
    }

    /// Runs commands in one round trip, and shows each response to `seen` while the server makes the next.
    pub(in crate::mail::imap) async fn run_all_seeing(
        &mut self,
        commands: &[Command],
        seen: &mut (dyn FnMut(&Untagged) + Send),
    ) -> Result<Batch, MailError> {
        self.engine.get_mut().wake_on_untagged(true);
        let batch = self.exchange(commands, seen).await;
        self.engine.get_mut().wake_on_untagged(false);
        batch
    }

    async fn exchange(
        &mut self,
        commands: &[Command],
        seen: &mut (dyn FnMut(&Untagged) + Send),
    ) -> Result<Batch, MailError> {
        if commands.iter().any(|command| self.needs_consent(command)) {
            // The server's leave to send a literal cannot be told from the answers still to come.
            let batch = self.run_one_by_one(commands).await?;
            batch.untagged.iter().for_each(seen);
            return Ok(batch);
        }
        let mut untagged = Vec::new();
        let mut begun = Vec::with_capacity(commands.len());
        self.engine.get_mut().cork(true);
        for command in commands {
            begun.push((command, self.begin(command).await?, None));
        }
        self.engine.get_mut().cork(false);
        self.flush_in_time(commands).await?;
        while let Some(at) = begun.iter().position(|(_, _, line)| line.is_none()) {
            let command = begun[at].0;
            let Ok(read) = timeout(self.limit(command), self.read(command)).await else {
                return Err(self.timed_out(command.name()));
            };
            let read = read?;
            let new = self.take_untagged();
            new.iter().for_each(&mut *seen);
            untagged.extend(new);
            if let Seen::Done(tag) = read {
                let line = self.take_line(command)?;
                if let Some(ended) = begun.iter_mut().find(|(_, id, _)| *id == tag) {
                    ended.2 = Some(line);
                }
            }
        }
        self.is_in_doubt = false;
        self.used = Instant::now();
        let end = |(command, _, line): (&Command, RequestId, Option<Line>)| {
            let line = line.unwrap_or_default();
            if line.status == "OK" { Ok(line) } else { Err(refused(command, line)) }
        };
        Ok(Batch { untagged, ends: begun.into_iter().map(end).collect() })
    }

    async fn flush_in_time(&mut self, commands: &[Command]) -> Result<(), MailError> {
        let Some(command) = commands.last() else { return Ok(()) };
        match timeout(self.limit(command), self.flush(command.name())).await {
            Ok(flushed) => flushed,
            Err(_) => Err(self.timed_out(command.name())),
        }
    }

    async fn run_one_by_one(&mut self, commands: &[Command]) -> Result<Batch, MailError> {
        let mut batch = Batch { untagged: Vec::new(), ends: Vec::new() };
        for command in commands {
            let end = match self.run(command.clone()).await {
                Ok(answer) => {
                    batch.untagged.extend(answer.untagged);
                    Ok(answer.line)
                }
                Err(error @ MailError::Refused { .. }) => Err(error),
                Err(error) => return Err(error),
            };
            batch.ends.push(end);
        }
        Ok(batch)
    }

    /// Whether the command has a literal for which the server wants to be asked (no LITERAL+, RFC 7888).
    fn needs_consent(&self, command: &Command) -> bool {
        let literals = command.pieces().iter().any(|piece| matches!(piece, Piece::Literal(_)));
        literals && !self.has_literal_plus()
    }

    /// Whether literals may be sent without waiting for leave.
    pub(super) fn has_literal_plus(&self) -> bool {
        self.has("LITERAL+")
    }

    /// Sends a command.
    pub(super) async fn begin(&mut self, command: &Command) -> Result<RequestId, MailError> {
        self.is_in_doubt = true;
        let name = command.name();
        match timeout(self.limit(command), self.send(command)).await {
            Ok(sent) => sent,
            Err(_) => Err(self.timed_out(name)),
        }
    }

    async fn send(&mut self, command: &Command) -> Result<RequestId, MailError> {
        let plus = if self.has_literal_plus() { "+" } else { "" };
        let mut line = String::new();
        let mut id = None;
        for piece in command.pieces() {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Literal(bytes) => {
                    // Writing to a text cannot fail.
                    let _ = write!(line, "{{{}{plus}}}", bytes.len());
                    id = Some(self.send_line(command, id, &line).await?);
                    line.clear();
                    if plus.is_empty() {
                        self.await_consent(command, id.as_ref()).await?;
                    }
                    self.write(command.name(), bytes).await?;
                }
            }
        }
        self.send_line(command, id, &line).await
    }

    /// Sends a line: the first goes through the engine, which gives it its tag.
    async fn send_line(
        &mut self,
        command: &Command,
        id: Option<RequestId>,
        line: &str,
    ) -> Result<RequestId, MailError> {
        match id {
            None => self.engine.run_command(line).await.map_err(|error| self.lost(command, &error.to_string())),
            Some(id) => {
                self.write(command.name(), line.as_bytes()).await?;
                self.write(command.name(), b"\r\n").await?;
                self.flush(command.name()).await?;
                Ok(id)
            }
        }
    }

    /// Waits for `+`. A tagged line instead means that the server refuses, and the command is over.
    pub(super) async fn await_consent(&mut self, command: &Command, id: Option<&RequestId>) -> Result<(), MailError> {
        loop {
            match self.read(command).await? {
                Seen::Consent => return Ok(()),
                Seen::Done(tag) if Some(&tag) == id => {
                    let answer = self.end(command)?;
                    return Err(refused(command, answer.line));
                }
                Seen::Done(_) | Seen::Untagged => {}
            }
        }
    }

    /// Reads the answer to a command that has been sent.
    pub(super) async fn finish(&mut self, command: &Command, id: &RequestId) -> Result<Answer, MailError> {
        let limit = self.limit(command);
        let finishing = async {
            loop {
                match self.read(command).await? {
                    Seen::Done(tag) if tag == *id => break,
                    _ => {}
                }
            }
            let answer = self.end(command)?;
            if answer.line.status == "OK" { Ok(answer) } else { Err(refused(command, answer.line)) }
        };
        match timeout(limit, finishing).await {
            Ok(answer) => answer,
            Err(_) => Err(self.timed_out(command.name())),
        }
    }

    pub(super) async fn read(&mut self, command: &Command) -> Result<Seen, MailError> {
        match self.engine.read_response().await {
            Ok(Some(response)) => Ok(match response.parsed() {
                Response::Done { tag, .. } => Seen::Done(tag.clone()),
                Response::Continue(_) => Seen::Consent,
                _ => Seen::Untagged,
            }),
            Ok(None) => {
                self.take_untagged();
                let reason = self.goodbye.take().unwrap_or_else(|| END_OF_STREAM.to_owned());
                Err(self.lost(command, &reason))
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(MailError::Unintelligible { command: command.name(), reason: error.to_string() })
            }
            Err(error) => Err(self.lost(command, &error.to_string())),
        }
    }

    /// Takes what the finished command was answered, and takes note of what it says of the selected mailbox.
    fn end(&mut self, command: &Command) -> Result<Answer, MailError> {
        let untagged = self.take_untagged();
        let line = self.take_line(command)?;
        self.is_in_doubt = false;
        self.used = Instant::now();
        Ok(Answer { untagged, line })
    }

    pub(super) fn take_line(&mut self, command: &Command) -> Result<Line, MailError> {
        let line = self.engine.get_mut().take_tagged();
        line.map(|line| Line::parse_tagged(&line)).ok_or_else(|| self.lost(command, END_OF_STREAM))
    }

    pub(super) fn take_untagged(&mut self) -> Vec<Untagged> {
        let untagged = self.engine.get_mut().take_untagged();
        if let Some(words) = goodbye(&untagged) {
            self.goodbye = Some(words);
        }
        if let Some(selected) = &mut self.selected {
            for response in &untagged {
                selected.note(response);
            }
        }
        untagged
    }

    pub(super) async fn write(&mut self, command: &'static str, bytes: &[u8]) -> Result<(), MailError> {
        let written = self.engine.as_mut().write_all(bytes).await;
        written.map_err(|error| self.disconnected(command, &error.to_string()))
    }

    pub(super) async fn flush(&mut self, command: &'static str) -> Result<(), MailError> {
        let flushed = self.engine.as_mut().flush().await;
        flushed.map_err(|error| self.disconnected(command, &error.to_string()))
    }
}

pub(super) fn refused(command: &Command, line: Line) -> MailError {
    MailError::Refused { command: command.name(), is_bad: line.status == "BAD", code: line.code, text: line.text }
}
