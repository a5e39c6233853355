//! A connection on which somebody has logged in, and the one way to run a command on it.
//!
//! Every verb is built on [`Session::run`]. A command ends with OK, or with an error that names what happened.
//! A session whose command did not come to its end (time-out, end of stream, cancelled) is not sound and must
//! be dropped: its answers would be taken for those of the next command.

mod body;
mod exchange;
mod idle;
mod pipeline;

use std::sync::Arc;
use std::time::{Duration, Instant};

use gatepost_shared::id::MailboxId;

use super::connect::Wire;
use super::encode::Command;
use super::patience::Pace;
use super::response::{Line, Untagged};
use super::tap::Tap;
use crate::mail::error::MailError;

/// How long a warm connection may have rested before it is asked whether it still lives.
const RESTED: Duration = Duration::from_secs(20);

type Engine = async_imap::Session<Tap<Box<dyn Wire>>>;

/// A connection of one person.
#[derive(Debug)]
pub(super) struct Session {
    engine: Engine,
    server: Arc<str>,
    capabilities: Vec<String>,
    /// Whether the server was asked to speak of messages by UID (QRESYNC, RFC 7162): none before the first SELECT.
    has_qresync: Option<bool>,
    selected: Option<Selected>,
    /// Whether a command is under way or ended badly.
    is_in_doubt: bool,
    used: Instant,
    /// How long most commands may take.
    patience: Duration,
    /// The words of BYE, if the server has said it.
    goodbye: Option<String>,
}

/// The mailbox that the connection looks at.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) mailbox: MailboxId,
    /// UIDVALIDITY (RFC 3501, section 2.3.1.1).
    pub(super) uid_validity: u32,
    /// How many messages it has, as far as the server has told.
    pub(super) exists: u32,
    /// Whether some of them may have `\Deleted`; none before somebody has asked.
    pub(super) has_deleted: Option<bool>,
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

    /// The numbers that SEARCH found.
    pub(super) fn found(&self) -> impl Iterator<Item = u32> {
        let found = self.untagged.iter().filter_map(|response| match response {
            Untagged::Search(found) => Some(found),
            _ => None,
        });
        found.flatten().copied()
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
        Self {
            engine,
            server,
            capabilities: Vec::new(),
            has_qresync: None,
            selected: None,
            is_in_doubt: false,
            used: Instant::now(),
            patience,
            goodbye: None,
        }
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

    /// Forgets which mailbox is selected: the next one is selected anew, even if it has the same name.
    pub(super) fn unselect(&mut self) {
        self.selected = None;
    }

    /// Takes note of whether the selected mailbox has messages with `\Deleted`.
    pub(super) fn note_deleted(&mut self, has_deleted: bool) {
        if let Some(selected) = &mut self.selected {
            selected.has_deleted = Some(has_deleted);
        }
    }

    /// Remembers what the server offers after the login, and asks if it has not said so.
    pub(super) async fn learn_capabilities(&mut self, line: &Line, untagged: Vec<Untagged>) -> Result<(), MailError> {
        if let Some(names) = line.code_argument("CAPABILITY") {
            self.capabilities = names.split_ascii_whitespace().map(str::to_ascii_uppercase).collect();
            return Ok(());
        }
        let mut responses = untagged;
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

    /// The largest message that may be stored, where the server says so (RFC 7889).
    pub(super) fn append_limit(&self) -> Option<u64> {
        self.capabilities.iter().find_map(|name| name.strip_prefix("APPENDLIMIT=")?.parse().ok())
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

    /// Forgets which mailbox is selected, so that the next look at it is by a new SELECT.
    pub(super) fn look_away(&mut self) {
        self.selected = None;
    }

    /// Looks at a mailbox; does nothing when the connection already looks at it. True when it was selected anew.
    pub(super) async fn select(&mut self, mailbox: &MailboxId) -> Result<bool, MailError> {
        if self.selected.as_ref().is_some_and(|selected| selected.mailbox == *mailbox) {
            return Ok(false);
        }
        self.selected = None;
        let answer = self.run_select(mailbox).await.map_err(no_such_mailbox)?;
        let uid_validity = answer.code_argument("UIDVALIDITY").and_then(|text| text.trim().parse().ok());
        let mut selected = Selected {
            mailbox: mailbox.clone(),
            // A server without UIDVALIDITY (RFC 3501 allows none) has ids for one session only: 1 for ever.
            uid_validity: uid_validity.filter(|validity| *validity > 0).unwrap_or(1),
            exists: 0,
            has_deleted: None,
        };
        for response in &answer.untagged {
            selected.note(response);
        }
        self.selected = Some(selected);
        Ok(true)
    }

    /// Looks at a mailbox as it is now: what has come and gone by other connections is known then, and so is that it
    /// was made anew. (Dovecot then says `* NO` to NOOP, or goodbye; Cyrus refuses what comes next.) Its UIDVALIDITY.
    pub(super) async fn look_at(&mut self, mailbox: &MailboxId) -> Result<u32, MailError> {
        if !self.select(mailbox).await? {
            let is_refusal = |response: &Untagged| matches!(response, Untagged::Line(line) if line.status == "NO");
            let is_gone = match self.run(Command::new("NOOP")).await {
                // It was deleted while the connection looked at it: see [`Self::read_in`].
                Err(MailError::Refused { is_bad: false, .. }) => true,
                answer => answer?.untagged.iter().any(is_refusal),
            };
            if is_gone {
                self.selected = None;
                self.select(mailbox).await?;
            }
        }
        self.selected.as_ref().map(|selected| selected.uid_validity).ok_or(MailError::NotFound("mailbox"))
    }

    /// Looks away from a mailbox that is about to be renamed or deleted. UNSELECT, since CLOSE would expunge.
    pub(super) async fn leave(&mut self, mailbox: &MailboxId) -> Result<(), MailError> {
        if self.selected.as_ref().is_some_and(|selected| selected.mailbox == *mailbox) {
            if self.has("UNSELECT") {
                self.run(Command::new("UNSELECT")).await?;
            } else {
                self.run(Command::new("EXAMINE").words("INBOX")).await?;
            }
            self.selected = None;
        }
        Ok(())
    }

    /// SELECT; before the first one, in the same round trip, ENABLE QRESYNC, which is allowed only then (RFC 5161,
    /// section 3.1). From then on messages that are gone are told of by VANISHED instead of EXPUNGE.
    async fn run_select(&mut self, mailbox: &MailboxId) -> Result<Answer, MailError> {
        let select = Command::new("SELECT").mailbox(mailbox);
        let select = if self.has("CONDSTORE") { select.words("(CONDSTORE)") } else { select };
        if self.has_qresync.is_some() || !self.has("QRESYNC") {
            return self.run(select).await;
        }
        let mut batch = self.run_all(&[Command::new("ENABLE").words("QRESYNC"), select]).await?;
        let selected = batch.ends.pop().unwrap_or_else(|| Ok(Line::default()));
        self.has_qresync = Some(batch.ends.iter().all(Result::is_ok));
        Ok(Answer { untagged: batch.untagged, line: selected? })
    }

    /// Whether messages that are gone can be asked for (UID FETCH with VANISHED, RFC 7162, section 3.2.6).
    pub(super) fn has_qresync(&self) -> bool {
        self.has_qresync == Some(true)
    }

    /// Looks at a mailbox whose ids are of this UIDVALIDITY, or says that they are void.
    pub(super) async fn select_for(&mut self, mailbox: &MailboxId, uid_validity: u32) -> Result<(), MailError> {
        self.select(mailbox).await?;
        match &self.selected {
            Some(selected) if selected.uid_validity == uid_validity => Ok(()),
            _ => Err(MailError::Stale),
        }
    }

    /// Runs a command that reads of a mailbox whose ids are of this UIDVALIDITY. A mailbox that was deleted while the
    /// connection looked at it refuses everything (Dovecot: "Mailbox does not exist"), even when there is a new one of
    /// its name: it is looked at anew, once, which tells whether its ids still hold.
    pub(super) async fn read_in(
        &mut self,
        mailbox: &MailboxId,
        uid_validity: u32,
        command: Command,
    ) -> Result<Answer, MailError> {
        self.select_for(mailbox, uid_validity).await?;
        match self.run(command.clone()).await {
            Err(MailError::Refused { is_bad: false, .. }) => {
                self.selected = None;
                self.select_for(mailbox, uid_validity).await?;
                self.run(command).await
            }
            answer => answer,
        }
    }

    /// Says goodbye. Nothing depends on the answer.
    pub(super) async fn logout(mut self) {
        let _ = self.run(Command::new("LOGOUT").at_pace(Pace::Quick)).await;
    }
}

impl Selected {
    fn note(&mut self, response: &Untagged) {
        self.exists = match response {
            Untagged::Exists(count) => *count,
            Untagged::Expunge(_) => self.exists.saturating_sub(1),
            Untagged::Vanished(vanished) if !vanished.is_earlier => self.exists.saturating_sub(vanished.uids.len()),
            _ => self.exists,
        };
        if matches!(response, Untagged::Fetch(fetch) if fetch.is_deleted()) {
            self.has_deleted = Some(true);
        }
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
