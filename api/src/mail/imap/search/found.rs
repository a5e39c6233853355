//! Which messages of one mailbox match: UIDs, exact.
//!
//! SEARCH knows nothing of attachments. So a filter that asks for them is asked twice, as if every message had one
//! and as if none had: what both find, or neither, needs no look. Only where they differ is a message's structure
//! looked at, which is right for every filter, however it nests.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use gatepost_shared::date::UtcDate;
use gatepost_shared::filter::Filter;
use gatepost_shared::id::MailboxId;

use super::esearch::Results;
use super::memory::Memory;
use super::program::{Facts, Program, asks_for_attachments};
use super::{Wanted, facts};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;

/// A mailbox that is searched, and what had to be learned of it first. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) mailbox: MailboxId,
    pub(super) uid_validity: u32,
    /// How many messages it has.
    pub(super) exists: u32,
    filter: Option<Arc<Filter>>,
    received_before: Arc<BTreeMap<UtcDate, SequenceSet>>,
}

/// UIDs in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    pub(super) uids: Vec<u32>,
    /// Whether some messages could not be looked at, since they are too many for one request.
    pub(super) is_partial: bool,
}

impl Ground {
    /// Learns what SEARCH cannot be asked of the mailbox that is selected.
    pub(super) async fn survey(session: &mut Session, mailbox: &MailboxId, wanted: &Wanted) -> Result<Self, MailError> {
        let selected = session.selected().filter(|selected| selected.mailbox == *mailbox);
        let (uid_validity, exists) =
            selected.map(|selected| (selected.uid_validity, selected.exists)).ok_or(MailError::NotFound("mailbox"))?;
        let received_before = Arc::new(facts::received_before(session, wanted.filter.as_deref()).await?);
        Ok(Self { mailbox: mailbox.clone(), uid_validity, exists, filter: wanted.filter.clone(), received_before })
    }

    /// What is asked of the server, if all messages had attachments, or none.
    pub(super) fn program(&self, has_attachment: bool) -> Program {
        let facts = Facts { mailbox: &self.mailbox, has_attachment, received_before: &self.received_before };
        Program::new(self.filter.as_deref(), &facts)
    }

    pub(super) fn asks_for_attachments(&self) -> bool {
        self.filter.as_deref().is_some_and(asks_for_attachments)
    }

    /// What finds all messages.
    pub(super) fn everything(&self) -> Program {
        let facts = Facts { mailbox: &self.mailbox, has_attachment: true, received_before: &self.received_before };
        Program::new(None, &facts)
    }
}

/// Whether the filter can match anything in this mailbox, as far as its name tells.
pub(super) fn may_match(filter: Option<&Filter>, mailbox: &MailboxId) -> bool {
    // Without the facts a moment is only taken for a moment: this neither asks for more nor for less.
    let none = BTreeMap::new();
    [true, false].into_iter().any(|has_attachment| {
        !Program::new(filter, &Facts { mailbox, has_attachment, received_before: &none }).is_nothing()
    })
}

/// Finds what matches, in the whole mailbox or within these message numbers.
pub(super) async fn find(
    session: &mut Session,
    memory: &Memory,
    ground: &Ground,
    within: Option<&SequenceSet>,
) -> Result<Found, MailError> {
    let if_all_have = run(session, &ground.program(true), within).await?;
    if !ground.asks_for_attachments() {
        return Ok(Found { uids: if_all_have, is_partial: false });
    }
    let if_none_has = run(session, &ground.program(false), within).await?;
    let (all, none): (HashSet<u32>, HashSet<u32>) =
        (if_all_have.iter().copied().collect(), if_none_has.iter().copied().collect());
    let mut doubtful: Vec<u32> = all.symmetric_difference(&none).copied().collect();
    doubtful.sort_unstable();
    let attachments = facts::attachments(session, memory, ground, &doubtful).await?;
    let mut uids: Vec<u32> = all.intersection(&none).copied().collect();
    let is_as_wanted = |uid: &u32| attachments.of(*uid).is_some_and(|has| has == all.contains(uid));
    uids.extend(doubtful.into_iter().filter(is_as_wanted));
    uids.sort_unstable();
    Ok(Found { uids, is_partial: attachments.is_partial })
}

/// All that matches in the mailbox that is selected, for a change that means all of it: what could not be looked at
/// would be left out without a word, so that it is refused instead.
pub(in crate::mail::imap) async fn uids_that_match(
    session: &mut Session,
    memory: &Memory,
    mailbox: &MailboxId,
    filter: &Filter,
) -> Result<Vec<u32>, MailError> {
    let wanted = Wanted { filter: Some(Arc::new(filter.clone())), sort: Vec::new() };
    let ground = Ground::survey(session, mailbox, &wanted).await?;
    let found = find(session, memory, &ground, None).await?;
    if found.is_partial {
        let sentence =
            "There are too many emails to look at each one's attachments. Narrow it down, by a date or a sender.";
        return Err(MailError::TooLarge(sentence.to_owned()));
    }
    Ok(found.uids)
}

/// Runs a program: UIDs in ascending order.
async fn run(session: &mut Session, program: &Program, within: Option<&SequenceSet>) -> Result<Vec<u32>, MailError> {
    if program.is_nothing() {
        return Ok(Vec::new());
    }
    let mut command = Command::new("UID SEARCH").at_pace(Pace::Slow);
    if session.has("ESEARCH") {
        command = command.words("RETURN (ALL)");
    }
    if program.charset() != "US-ASCII" {
        command = command.words("CHARSET UTF-8");
    }
    if let Some(numbers) = within {
        command = command.set(numbers);
    }
    let answer = session.run(program.write(command)).await.map_err(unknown_charset)?;
    let mut uids = Results::of(&answer.untagged).numbers;
    uids.sort_unstable();
    uids.dedup();
    Ok(uids)
}

/// A server need not know any charset but US-ASCII (RFC 3501, section 6.4.4).
pub(super) fn unknown_charset(error: MailError) -> MailError {
    match error {
        MailError::Refused { code, .. } if code.to_ascii_uppercase().starts_with("BADCHARSET") => MailError::Invalid {
            property: "filter",
            sentence:
                "The server that holds your mail can only look for letters without accents, of the English alphabet."
                    .to_owned(),
        },
        other => other,
    }
}
