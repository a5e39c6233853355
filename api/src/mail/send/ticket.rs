//! Who sends, of several that want to: whoever drew the first ticket.
//!
//! A ticket is a small message in the drawer. The server numbers messages under a lock, so tickets have an order that all
//! nodes see alike: UIDs never repeat, and who was numbered before me is there when I look. The conditional STORE
//! before it (`claim`) keeps most rivals away and leaves the mark for the person to see, but it is not enough: Dovecot 2.3
//! may tell two that both were first.
//!
//! A ticket is given back after its holder has marked the draft as sent, or knows that it was not. One that stays behind
//! (its node died) keeps others from sending, like the mark does, until the person says "send it again".

use futures::{FutureExt as _, StreamExt as _};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keywords;

use super::save::{destroy, newest};
use super::store::{Store, keyword};
use super::upload::DRAWER;
use crate::mail::error::MailError;
use crate::mail::imap::NewMessage;

/// A place in the row of those who want to send a message.
pub(super) struct Ticket {
    id: EmailId,
}

/// Draws a ticket; none when somebody holds an earlier one.
pub(super) async fn draw(store: &impl Store, message_id: &str) -> Result<Option<Ticket>, MailError> {
    let drawer = store.mailbox_named(DRAWER).await?;
    let name = name(message_id);
    let id = match store.append(&drawer, paper(&name)?).await? {
        Some(id) => id,
        // Without UIDPLUS the newest may be somebody else's: then both lose, and nothing is sent twice.
        None => newest(store.with_message_id(&drawer, &name).await?).ok_or(MailError::NotFound("ticket"))?,
    };
    let ticket = Ticket { id };
    let all = store.with_message_id(&drawer, &name).await;
    let is_first = all.as_ref().is_ok_and(|all| !all.is_empty() && all.iter().all(|other| other.uid >= ticket.id.uid));
    if is_first {
        return Ok(Some(ticket));
    }
    ticket.give_back(store).await;
    all.map(|_| None)
}

/// Takes all tickets for a message away: the person has decided.
pub(super) async fn clear(store: &impl Store, message_id: &str) -> Result<(), MailError> {
    let drawer = store.mailbox_named(DRAWER).await?;
    let all = store.with_message_id(&drawer, &name(message_id)).await?;
    if all.is_empty() { Ok(()) } else { destroy(store, all).await }
}

impl Ticket {
    /// Gives it back. Tried twice: one that stays behind makes an unsent message look doubtful.
    pub(super) async fn give_back(self, store: &impl Store) {
        for _ in 0..2 {
            match destroy(store, vec![self.id.clone()]).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "a ticket could not be given back"),
            }
        }
    }
}

fn name(message_id: &str) -> String {
    format!("ticket.{message_id}")
}

fn paper(name: &str) -> Result<NewMessage, MailError> {
    let text = format!("Message-ID: <{name}>\r\nSubject: A message is being sent\r\n\r\n");
    let keywords: Keywords = [keyword("$seen")?].into_iter().collect();
    let size = text.len() as u64;
    Ok(NewMessage { keywords, size, bytes: async move { Ok(text.into()) }.into_stream().boxed() })
}
