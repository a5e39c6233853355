//! Which messages of one mailbox match: UIDs, exact.
//!
//! SEARCH knows nothing of attachments. So a filter that asks for them is asked twice, as if every message had one
//! and as if none had (and with two questions four times): what all find, or none, needs no look. Only where they differ
//! is a message's structure looked at, which is right for every filter, however it nests.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use gatepost_shared::date::UtcDate;
use gatepost_shared::filter::Filter;
use gatepost_shared::id::MailboxId;

use super::esearch::Results;
use super::memory::Memory;
use super::program::{Facts, Program, Question, questions};
use super::{Wanted, facts};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::session::Session;

/// The most questions about attachments in a filter: each doubles what the server is asked.
const MAX_QUESTIONS: usize = 3;

/// A mailbox that is searched, and what had to be learned of it first. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) mailbox: MailboxId,
    pub(super) uid_validity: u32,
    /// How many messages it has.
    pub(super) exists: u32,
    filter: Option<Arc<Filter>>,
    received_before: Arc<BTreeMap<UtcDate, SequenceSet>>,
    questions: Arc<Vec<Question>>,
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
        let filter = wanted.filter.clone();
        let questions: Arc<Vec<Question>> = Arc::new(asked(filter.as_deref()));
        if questions.len() > MAX_QUESTIONS {
            let sentence = format!("A filter asks for at most {} different names of attachments.", MAX_QUESTIONS - 1);
            return Err(MailError::Invalid { property: "filter", sentence });
        }
        let received_before = Arc::new(facts::received_before(session, filter.as_deref()).await?);
        Ok(Self { mailbox: mailbox.clone(), uid_validity, exists, filter, received_before, questions })
    }

    /// What is asked of the server, if this is so of all messages.
    fn program(&self, yes: &[Question]) -> Program {
        let facts = Facts { mailbox: &self.mailbox, yes, received_before: &self.received_before };
        Program::new(self.filter.as_deref(), &facts)
    }

    /// What finds all messages.
    pub(super) fn everything(&self) -> Program {
        let facts = Facts { mailbox: &self.mailbox, yes: &[], received_before: &self.received_before };
        Program::new(None, &facts)
    }
}

fn asked(filter: Option<&Filter>) -> Vec<Question> {
    filter.map(questions).unwrap_or_default().into_iter().collect()
}

/// Every way in which the questions can be answered: the questions that are answered with yes. In the place whose bits are
/// the answers.
fn answers(questions: &[Question]) -> Vec<Vec<Question>> {
    let yes = |bits: usize| questions.iter().enumerate().filter(move |(place, _)| bits >> place & 1 == 1);
    (0..1_usize << questions.len()).map(|bits| yes(bits).map(|(_, question)| question.clone()).collect()).collect()
}

/// Whether the filter can match anything in this mailbox, as far as its name tells.
pub(super) fn may_match(filter: Option<&Filter>, mailbox: &MailboxId) -> bool {
    // Without the facts a moment is only taken for a moment: this neither asks for more nor for less.
    let none = BTreeMap::new();
    let questions = asked(filter);
    if questions.len() > MAX_QUESTIONS {
        // The survey says so.
        return true;
    }
    let facts = |yes| Facts { mailbox, yes, received_before: &none };
    answers(&questions).iter().any(|yes| !Program::new(filter, &facts(yes)).is_nothing())
}

/// Finds what matches, in the whole mailbox or within these message numbers.
pub(super) async fn find(
    session: &mut Session,
    memory: &Memory,
    ground: &Ground,
    within: Option<&SequenceSet>,
) -> Result<Found, MailError> {
    let mut if_so: Vec<HashSet<u32>> = Vec::new();
    for yes in answers(&ground.questions) {
        if_so.push(run(session, &ground.program(&yes), within).await?.into_iter().collect());
    }
    let certain: HashSet<u32> =
        if_so[0].iter().filter(|uid| if_so.iter().all(|found| found.contains(uid))).copied().collect();
    let doubtful: BTreeSet<u32> = if_so.iter().flatten().filter(|uid| !certain.contains(uid)).copied().collect();
    let mut uids: Vec<u32> = certain.into_iter().collect();
    let mut is_partial = false;
    if !doubtful.is_empty() {
        let doubtful: Vec<u32> = doubtful.into_iter().collect();
        let attachments = facts::attachments(session, memory, ground, &doubtful).await?;
        let is_found = |uid: &u32| {
            let bits = attachments.answers(*uid, &ground.questions);
            bits.and_then(|bits| if_so.get(bits)).is_some_and(|found| found.contains(uid))
        };
        uids.extend(doubtful.into_iter().filter(is_found));
        is_partial = attachments.is_partial;
    }
    uids.sort_unstable();
    Ok(Found { uids, is_partial })
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
