//! A connection on which somebody has logged in, and the one way to run a command on it.
//!
//! Every verb is built on [`Session::run`]. A command ends with OK, or with an error that names what happened.
//! A session whose command did not come to its end (time-out, end of stream, cancelled) is not sound and must
//! be dropped: its answers would be taken for those of the next command.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use gatepost_shared::id::MailboxId;
use imap_proto::{RequestId, Response};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::connect::{Wire, goodbye};
use super::encode::{Command, Piece};
use super::patience::Pace;
use super::response::{Line, Untagged};
use super::tap::Tap;
use crate::mail::error::MailError;

/// How long a warm connection may have rested before it is asked whether it still lives.
const RESTED: Duration = Duration::from_secs(20);

/// The largest message that is sent without asking for leave.
const MAX_UNASKED: u64 = 64 * 1024;

type Engine = async_imap::Session<Tap<Box<dyn Wire>>>;

/// A connection of one person.
#[derive(Debug)]
pub(super) struct Session {
    engine: Engine,
    server: Arc<str>,
    capabilities: Vec<String>,
    selected: Option<Selected>,
    /// Whether a command is under way or ended badly.
    is_in_doubt: bool,
    used: Instant,
    /// How long most commands may take.
    patience: Duration,
}

/// The mailbox that the connection looks at.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) mailbox: MailboxId,
    /// UIDVALIDITY (RFC 3501, section 2.3.1.1).
    pub(super) uid_validity: u32,
    /// How many messages it has, as far as the server has told.
    pub(super) exists: u32,
    /// Counts every EXISTS, EXPUNGE and VANISHED: message numbers are those of one count only.
    pub(super) version: u64,
}

/// The answer to a command that ended with OK.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// What came before the end, in order.
    pub(super) untagged: Vec<Untagged>,
    /// The line that ended it.
    pub(super) line: Line,
}

/// The answers to commands that were sent together.
#[derive(Debug)]
pub(super) struct Batch {
    /// What came before the ends, in order.
    pub(super) untagged: Vec<Untagged>,
    /// How each command ended, in the order in which they were sent.
    pub(super) ends: Vec<Result<Line, MailError>>,
}

impl Answer {
    /// The messages told of.
    pub(super) fn fetches(&self) -> impl Iterator<Item = &super::response::Fetch> {
        self.untagged.iter().filter_map(|response| match response {
            Untagged::Fetch(fetch) => Some(fetch),
            _ => None,
        })
    }

    /// What stands after the name of a response code, in the tagged line or in an untagged OK.
    pub(super) fn code_argument(&self, name: &str) -> Option<&str> {
        let untagged = self.untagged.iter().filter_map(|response| match response {
            Untagged::Line(line) => line.code_argument(name),
            _ => None,
        });
        self.line.code_argument(name).or_else(|| untagged.last())
    }
}

impl Session {
    pub(super) fn new(engine: Engine, server: Arc<str>, patience: Duration) -> Self {
        let capabilities = Vec::new();
        Self { engine, server, capabilities, selected: None, is_in_doubt: false, used: Instant::now(), patience }
    }

    /// Whether the server announces this (in upper case).
    pub(super) fn has(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|name| name == capability)
    }

    /// Whether the connection may be used for another command.
    pub(super) fn is_sound(&self) -> bool {
        !self.is_in_doubt
    }

    /// Whether it has rested so long that the server may have gone away without our noticing.
    pub(super) fn has_rested(&self) -> bool {
        self.used.elapsed() > RESTED
    }

    /// The mailbox that is selected.
    pub(super) fn selected(&self) -> Option<&Selected> {
        self.selected.as_ref()
    }

    /// Remembers what the server offers after the login, and asks if it has not said so.
    pub(super) async fn learn_capabilities(&mut self, line: &Line, untagged: &[Bytes]) -> Result<(), MailError> {
        if let Some(names) = line.code_argument("CAPABILITY") {
            self.capabilities = names.split_ascii_whitespace().map(str::to_ascii_uppercase).collect();
            return Ok(());
        }
        let mut responses: Vec<Untagged> = untagged.iter().map(Untagged::parse).collect();
        if !responses.iter().any(|response| matches!(response, Untagged::Capability(_))) {
            responses = self.run(Command::new("CAPABILITY")).await?.untagged;
        }
        for response in responses {
            if let Untagged::Capability(names) = response {
                self.capabilities = names;
            }
        }
        Ok(())
    }

    /// Runs a command to its end. NO and BAD are [`MailError::Refused`].
    pub(super) async fn run(&mut self, command: Command) -> Result<Answer, MailError> {
        let id = self.begin(&command).await?;
        self.finish(&command, &id).await
    }

    /// Runs commands that do not depend on each other's answers in one round trip. The error in the outer
    /// place means that the connection is lost; each command's own refusal stands in its place.
    ///
    /// Servers end commands in the order that suits them (Dovecot ends NOOP after the commands that were sent
    /// behind it), so what was answered cannot be told apart by command.
    pub(super) async fn run_all(&mut self, commands: &[Command]) -> Result<Batch, MailError> {
        let mut batch = Batch { untagged: Vec::new(), ends: Vec::new() };
        if commands.iter().any(|command| self.needs_consent(command)) {
            // The server's leave to send a literal cannot be told from the answers still to come.
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
            return Ok(batch);
        }
        let mut begun = Vec::with_capacity(commands.len());
        for command in commands {
            begun.push((command, self.begin(command).await?, None));
        }
        while let Some(at) = begun.iter().position(|(_, _, line)| line.is_none()) {
            let command = begun[at].0;
            let Ok(seen) = timeout(self.limit(command), self.read(command)).await else {
                return Err(self.timed_out(command.name()));
            };
            if let Seen::Done(tag) = seen? {
                let line = self.take_line(command)?;
                if let Some(ended) = begun.iter_mut().find(|(_, id, _)| *id == tag) {
                    ended.2 = Some(line);
                }
            }
        }
        self.is_in_doubt = false;
        self.used = Instant::now();
        batch.untagged = self.take_untagged();
        batch.ends.extend(begun.into_iter().map(|(command, _, line)| {
            let line = line.unwrap_or_default();
            if line.status == "OK" { Ok(line) } else { Err(self.refused(command, line)) }
        }));
        Ok(batch)
    }

    /// The largest message that may be stored, where the server says so (RFC 7889).
    pub(super) fn append_limit(&self) -> Option<u64> {
        self.capabilities.iter().find_map(|name| name.strip_prefix("APPENDLIMIT=")?.parse().ok())
    }

    /// Runs a command whose last argument is a literal of `size` bytes that come in pieces. When a piece is an
    /// error, or the pieces are fewer than announced, the command cannot be ended and the connection is lost.
    pub(super) async fn run_with_body(
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

    /// Lets the server tell what changes in the selected mailbox (RFC 2177), until it does (true) or `until`
    /// is over (false).
    pub(super) async fn idle(&mut self, until: impl Future) -> Result<bool, MailError> {
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
        self.finish(&command, &id).await?;
        Ok(was_told)
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
    async fn begin(&mut self, command: &Command) -> Result<RequestId, MailError> {
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
                    line.push_str(&format!("{{{}{plus}}}", bytes.len()));
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
    async fn await_consent(&mut self, command: &Command, id: Option<&RequestId>) -> Result<(), MailError> {
        loop {
            match self.read(command).await? {
                Seen::Consent => return Ok(()),
                Seen::Done(tag) if Some(&tag) == id => {
                    let refused = self.end(command)?;
                    return Err(self.refused(command, refused.line));
                }
                Seen::Done(_) | Seen::Untagged => {}
            }
        }
    }

    /// Reads the answer to a command that has been sent.
    async fn finish(&mut self, command: &Command, id: &RequestId) -> Result<Answer, MailError> {
        let limit = self.limit(command);
        let finishing = async {
            loop {
                match self.read(command).await? {
                    Seen::Done(tag) if tag == *id => break,
                    _ => {}
                }
            }
            let answer = self.end(command)?;
            if answer.line.status == "OK" { Ok(answer) } else { Err(self.refused(command, answer.line)) }
        };
        match timeout(limit, finishing).await {
            Ok(answer) => answer,
            Err(_) => Err(self.timed_out(command.name())),
        }
    }

    async fn read(&mut self, command: &Command) -> Result<Seen, MailError> {
        match self.engine.read_response().await {
            Ok(Some(response)) => Ok(match response.parsed() {
                Response::Done { tag, .. } => Seen::Done(tag.clone()),
                Response::Continue(_) => Seen::Consent,
                _ => Seen::Untagged,
            }),
            Ok(None) => {
                let untagged = self.take_untagged();
                Err(self.lost(command, &goodbye(&untagged)))
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

    fn take_line(&mut self, command: &Command) -> Result<Line, MailError> {
        let line = self.engine.get_mut().take_tagged();
        line.map(|line| Line::parse_tagged(&line)).ok_or_else(|| self.lost(command, "end of stream"))
    }

    fn take_untagged(&mut self) -> Vec<Untagged> {
        let untagged: Vec<Untagged> = self.engine.get_mut().take_untagged().iter().map(Untagged::parse).collect();
        if let Some(selected) = &mut self.selected {
            untagged.iter().for_each(|response| selected.note(response));
        }
        untagged
    }

    fn refused(&self, command: &Command, line: Line) -> MailError {
        MailError::Refused { command: command.name(), is_bad: line.status == "BAD", code: line.code, text: line.text }
    }

    fn limit(&self, command: &Command) -> Duration {
        command.pace().limit(self.patience)
    }

    fn lost(&self, command: &Command, reason: &str) -> MailError {
        self.disconnected(command.name(), reason)
    }

    /// That the connection ended.
    pub(super) fn disconnected(&self, command: &'static str, reason: &str) -> MailError {
        MailError::Disconnected { server: self.server.to_string(), command, reason: reason.to_owned() }
    }

    /// That the server was silent too long.
    pub(super) fn timed_out(&self, command: &'static str) -> MailError {
        MailError::TimedOut { server: self.server.to_string(), command }
    }

    async fn write(&mut self, command: &'static str, bytes: &[u8]) -> Result<(), MailError> {
        let written = self.engine.as_mut().write_all(bytes).await;
        written.map_err(|error| self.disconnected(command, &error.to_string()))
    }

    async fn flush(&mut self, command: &'static str) -> Result<(), MailError> {
        let flushed = self.engine.as_mut().flush().await;
        flushed.map_err(|error| self.disconnected(command, &error.to_string()))
    }

    /// Looks at a mailbox; does nothing when the connection already looks at it. True when it was selected anew.
    pub(super) async fn select(&mut self, mailbox: &MailboxId) -> Result<bool, MailError> {
        if self.selected.as_ref().is_some_and(|selected| selected.mailbox == *mailbox) {
            return Ok(false);
        }
        self.selected = None;
        let command = Command::new("SELECT").mailbox(mailbox);
        let command = if self.has("CONDSTORE") { command.words("(CONDSTORE)") } else { command };
        let answer = self.run(command).await.map_err(no_such_mailbox)?;
        let uid_validity = answer.code_argument("UIDVALIDITY").and_then(|text| text.trim().parse().ok());
        let mut selected = Selected {
            mailbox: mailbox.clone(),
            // A server without UIDVALIDITY (RFC 3501 allows none) has ids for one session only: 1 for ever.
            uid_validity: uid_validity.filter(|validity| *validity > 0).unwrap_or(1),
            exists: 0,
            version: 0,
        };
        answer.untagged.iter().for_each(|response| selected.note(response));
        self.selected = Some(selected);
        Ok(true)
    }

    /// Looks at a mailbox whose ids are of this UIDVALIDITY, or says that they are void.
    pub(super) async fn select_for(&mut self, mailbox: &MailboxId, uid_validity: u32) -> Result<(), MailError> {
        self.select(mailbox).await?;
        match &self.selected {
            Some(selected) if selected.uid_validity == uid_validity => Ok(()),
            _ => Err(MailError::Stale),
        }
    }

    /// Says goodbye. Nothing depends on the answer.
    pub(super) async fn logout(mut self) {
        let _ = self.run(Command::new("LOGOUT").at_pace(Pace::Quick)).await;
    }
}

/// What the engine was woken by.
enum Seen {
    Done(RequestId),
    Consent,
    Untagged,
}

impl Selected {
    fn note(&mut self, response: &Untagged) {
        let exists = match response {
            Untagged::Exists(count) => *count,
            Untagged::Expunge(_) => self.exists.saturating_sub(1),
            Untagged::Vanished(count) => self.exists.saturating_sub(*count),
            _ => return,
        };
        self.exists = exists;
        self.version += 1;
    }
}

/// A refused SELECT or STATUS means that there is no such mailbox, unless the server says what else it is.
pub(super) fn no_such_mailbox(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, is_bad: false, .. }
            if matches!(code.to_ascii_uppercase().as_str(), "" | "NONEXISTENT" | "TRYCREATE" | "CANNOT") =>
        {
            MailError::NotFound("mailbox")
        }
        other => other,
    }
}
