//! A look at a mailbox: what has come and gone meanwhile, and the state that this makes.

use gatepost_shared::id::MailboxId;

use super::{ATTEMPTS, is_news, status};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::mailboxes::{is_state_exact, state_of};
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;
use crate::mail::imap::state::MailboxState;

/// What a look at a mailbox shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail::imap) struct Seen {
    /// The mailbox's state.
    pub(in crate::mail::imap) state: String,
    /// Whether the state changes with every change, that of a mark included.
    pub(in crate::mail::imap) is_exact: bool,
    pub(in crate::mail::imap) uid_validity: u32,
    /// How many messages it has, those with `\Deleted` included.
    pub(in crate::mail::imap) exists: u32,
}

impl Seen {
    /// What stands for the messages that there are, whatever is marked on them; none where the server does not tell.
    pub(in crate::mail::imap) fn arrivals(&self) -> Option<String> {
        let state = MailboxState::parse(&self.state).filter(|state| state.uid_next > 0)?;
        Some(format!("{}.{}.{}", state.uid_validity, state.uid_next, state.messages))
    }
}

/// Selects the mailbox and learns what has changed in it since the connection last looked.
pub(in crate::mail::imap) async fn look(session: &mut Session, mailbox: &MailboxId) -> Result<Seen, MailError> {
    let mut is_fresh = session.select(mailbox).await?;
    for attempt in 1.. {
        let mut commands = vec![status(session, mailbox)];
        if !is_fresh {
            // Servers answer it after STATUS, wherever it stands: if it tells anything, the state is an old one.
            commands.push(Command::new("NOOP"));
        }
        let batch = session.run_all(&commands).await?;
        if batch.untagged.iter().any(is_news) && attempt < ATTEMPTS {
            is_fresh = true;
            continue;
        }
        match batch.ends.into_iter().collect::<Result<Vec<_>, _>>() {
            Ok(_) => return seen(session, &batch.untagged),
            // A mailbox that was deleted under the connection refuses everything: is there a new one of its name?
            Err(MailError::Refused { is_bad: false, .. }) if !is_fresh => {
                session.unselect();
                is_fresh = session.select(mailbox).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Err(MailError::NotFound("mailbox"))
}

fn seen(session: &Session, responses: &[Untagged]) -> Result<Seen, MailError> {
    let selected = session.selected().ok_or(MailError::NotFound("mailbox"))?;
    let items = responses.iter().rev().find_map(|response| match response {
        Untagged::Status(_, items) => Some(items),
        _ => None,
    });
    Ok(Seen {
        state: items.map(state_of).unwrap_or_default(),
        is_exact: items.is_some_and(is_state_exact),
        uid_validity: selected.uid_validity,
        exists: selected.exists,
    })
}
