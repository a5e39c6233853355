//! To whom a person has written lately: the recipients of the newest messages of a mailbox, by one FETCH of their
//! envelopes, which servers keep at hand.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::id::MailboxId;

use super::encode::{Command, SequenceSet};
use super::headers;
use super::mailboxes::{state_items, state_of};
use super::patience::Pace;
use super::response::{Fetch, Untagged};
use super::session::Session;
use super::value::Value;
use super::window::received_at;
use crate::mail::error::MailError;

/// The most recipients of one message that are taken: a circular to a thousand people is no correspondence.
const MAX_OF_ONE: usize = 50;

/// The recipients of some messages.
#[derive(Debug, Clone, Default)]
pub struct Recipients {
    /// The mailbox's state when they were read.
    pub state: String,
    /// Who, and when the server received the message; the newest message first.
    pub list: Vec<(EmailAddress, UtcDate)>,
}

/// The recipients (To and Cc) of the newest messages. None when the mailbox is as it was at `known`.
pub(super) async fn read(
    session: &mut Session,
    mailbox: &MailboxId,
    newest: u32,
    known: &str,
) -> Result<Option<Recipients>, MailError> {
    let is_selected = session.selected().is_some_and(|selected| selected.mailbox == *mailbox);
    if is_selected {
        // STATUS of the selected mailbox is of the last time that it was looked at (Dovecot).
        session.look_at(mailbox).await?;
    }
    let answer = session.run(Command::new("STATUS").mailbox(mailbox).words(state_items(session))).await;
    let answer = answer.map_err(super::session::no_such_mailbox)?;
    let state = answer.untagged.iter().find_map(|response| match response {
        Untagged::Status(_, items) => Some(state_of(items)),
        _ => None,
    });
    let state = state.unwrap_or_default();
    if state == known && !state.is_empty() {
        return Ok(None);
    }
    session.look_at(mailbox).await?;
    let exists = session.selected().map_or(0, |selected| selected.exists);
    if exists == 0 {
        return Ok(Some(Recipients { state, list: Vec::new() }));
    }
    let range = SequenceSet::range(exists.saturating_sub(newest.max(1) - 1).max(1), exists);
    let command = Command::new("FETCH").at_pace(Pace::Slow).set(&range).words("(UID INTERNALDATE ENVELOPE)");
    let answer = session.run(command).await?;
    let mut fetches: Vec<&Fetch> = answer.fetches().filter(|fetch| fetch.items.get("ENVELOPE").is_some()).collect();
    fetches.sort_by_key(|fetch| std::cmp::Reverse(fetch.number));
    let list = fetches.into_iter().flat_map(|fetch| {
        let date = received_at(fetch);
        of_envelope(fetch).into_iter().map(move |address| (address, date))
    });
    Ok(Some(Recipients { state, list: list.collect() }))
}

/// `(date subject from sender reply-to to cc bcc in-reply-to message-id)` (RFC 3501, section 7.4.2).
fn of_envelope(fetch: &Fetch) -> Vec<EmailAddress> {
    let envelope = fetch.items.get("ENVELOPE").and_then(Value::list).unwrap_or_default();
    let fields = [envelope.get(5), envelope.get(6)];
    let addresses = fields.into_iter().flatten().filter_map(Value::list).flatten().filter_map(address);
    addresses.take(MAX_OF_ONE).collect()
}

/// `(name route mailbox host)`; those without a host begin and end groups.
fn address(value: &Value) -> Option<EmailAddress> {
    let [name, _, local, host] = value.list()? else { return None };
    let email = format!("{}@{}", local.text()?, host.text()?);
    let name = name.bytes().map(|name| headers::unstructured(name)).filter(|name| !name.is_empty());
    Some(EmailAddress { name, email })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn an_envelope_says_who_got_the_message() {
        let line = "* 1 FETCH (UID 3 ENVELOPE (\"date\" \"Hi\" ((NIL NIL \"me\" \"x.org\")) NIL NIL ((\"=?utf-8?q?J=C3=B6rg?=\" NIL \"joerg\" \"x.org\")(NIL NIL \"Team\" NIL)(NIL NIL \"b\" \"x.org\")(NIL NIL NIL NIL)) ((NIL NIL \"c\" \"x.org\")) NIL NIL \"<1@x>\"))\r\n";
        let Untagged::Fetch(fetch) = Untagged::parse(&Bytes::from(line)) else { panic!() };
        let expected =
            [EmailAddress::named("Jörg", "joerg@x.org"), EmailAddress::bare("b@x.org"), EmailAddress::bare("c@x.org")];
        assert_eq!(of_envelope(&fetch), expected);
    }

    #[test]
    fn a_broken_envelope_says_nothing() {
        for envelope in ["NIL", "()", "(1 2 3 4 5 6 7)", "(a b c d e ((((x)))) ((a b c)))"] {
            let line = format!("* 1 FETCH (UID 3 ENVELOPE {envelope})\r\n");
            let Untagged::Fetch(fetch) = Untagged::parse(&Bytes::from(line)) else { panic!() };
            assert!(of_envelope(&fetch).is_empty());
        }
    }
}
