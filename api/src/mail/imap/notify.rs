//! Where news come from: NOTIFY (RFC 5465) for all mailboxes, else IDLE (RFC 2177) on the inbox, else nothing but time.
//!
//! It says that there may be something new, never what: the watcher looks for itself ([`super::watch`]).

use std::time::Duration;

use gatepost_shared::id::MailboxId;
use tokio::time::{sleep, timeout};

use super::encode::Command;
use super::response::Untagged;
use super::session::Session;
use crate::mail::error::MailError;

/// How long news are gathered before they are looked at: mail comes in bursts.
const GATHER: Duration = Duration::from_millis(100);

/// How many polls a server that tells of everything by itself is spared: one is left, since inotify has limits, too.
const SPARED: u32 = 10;

/// How a connection learns that there may be something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The server tells of every mailbox of the person, and of mailboxes made, renamed and deleted.
    Notify,
    /// The server tells of the inbox.
    Idle,
    /// The server tells of nothing.
    Poll,
}

impl Source {
    /// The best that this server has, begun: from now on no news of that kind are missed.
    pub(super) async fn open(session: &mut Session) -> Result<Self, MailError> {
        if session.has("NOTIFY") && session.has("IDLE") && ask_for_news(session).await? {
            return Ok(Self::Notify);
        }
        let inbox = MailboxId::new("INBOX").map_err(|_| MailError::NotFound("mailbox"))?;
        Ok(if session.has("IDLE") && session.select(&inbox).await.is_ok() { Self::Idle } else { Self::Poll })
    }

    /// Waits until there may be something new: the server says so, `wake` is over, or `poll` has passed.
    pub(super) async fn rest(
        &mut self,
        session: &mut Session,
        wake: impl Future,
        poll: Duration,
    ) -> Result<(), MailError> {
        let told = match self {
            Self::Notify => session.idle(timeout(poll * SPARED, wake)).await?,
            Self::Idle => session.idle(timeout(poll, wake)).await?,
            Self::Poll => {
                let _ = timeout(poll, wake).await;
                Vec::new()
            }
        };
        if told.iter().any(is_overflow) {
            // The server could not keep up and tells of nothing any more (RFC 5465, section 5.8).
            *self = Self::open(session).await?;
        }
        if !told.is_empty() {
            sleep(GATHER).await;
        }
        Ok(())
    }
}

/// Asks to be told of all mailboxes; false when the server cannot (`NO [BADEVENT]`).
async fn ask_for_news(session: &mut Session) -> Result<bool, MailError> {
    let events = "SET (personal (MessageNew MessageExpunge FlagChange MailboxName))";
    match session.run(Command::new("NOTIFY").words(events)).await {
        Ok(_) => Ok(true),
        Err(MailError::Refused { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_overflow(response: &Untagged) -> bool {
    matches!(response, Untagged::Line(line) if line.code_name() == "NOTIFICATIONOVERFLOW")
}
