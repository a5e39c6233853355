//! What SEARCH cannot be asked, looked up: which of two messages of one day came first, and which have attachments.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use gatepost_shared::date::UtcDate;
use gatepost_shared::filter::{Filter, tokens};

use super::esearch::Results;
use super::found::Ground;
use super::memory::{Attached, Memory};
use super::program::{Question, days_around};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Fetch;
use crate::mail::imap::session::Session;
use crate::mail::imap::structure::{self, Part};
use crate::mail::imap::window::received_at;

/// The most moments that a filter names.
const MAX_MOMENTS: usize = 20;

/// The most messages around one moment whose exact time is looked at.
const MAX_AROUND: usize = 50_000;

/// The longest set of UIDs that is sent: servers take lines of a few ten thousand bytes (Dovecot: 65,536).
const MAX_SET: usize = 30_000;

/// How many messages' times are looked at in one command.
const TIMES_AT_ONCE: usize = 5000;

/// How many bytes of names of a message's attachments are remembered.
const MAX_NAMES: usize = 2000;

/// The most messages whose structure is looked at for one request.
const MAX_STRUCTURES: usize = 20_000;

/// How many of them in one command.
const STRUCTURES_AT_ONCE: usize = 250;

/// The messages that were received before each moment of the filter, on the days around it.
pub(super) async fn received_before(
    session: &mut Session,
    filter: Option<&Filter>,
) -> Result<BTreeMap<UtcDate, SequenceSet>, MailError> {
    let mut moments = BTreeSet::new();
    if let Some(filter) = filter {
        collect_moments(filter, &mut moments);
    }
    if moments.len() > MAX_MOMENTS {
        return Err(invalid(format!("A filter names at most {MAX_MOMENTS} points in time.")));
    }
    let mut known = BTreeMap::new();
    for moment in moments {
        known.insert(moment, before(session, moment).await?);
    }
    Ok(known)
}

fn collect_moments(filter: &Filter, moments: &mut BTreeSet<UtcDate>) {
    match filter {
        Filter::Condition(condition) => moments.extend(condition.before.into_iter().chain(condition.after)),
        Filter::Operator(operator) => operator.conditions.iter().for_each(|filter| collect_moments(filter, moments)),
    }
}

async fn before(session: &mut Session, moment: UtcDate) -> Result<SequenceSet, MailError> {
    let (first, end) = days_around(moment);
    let day = 86_400;
    if first.seconds() <= day {
        return Ok(SequenceSet::default());
    }
    let command = Command::new("UID SEARCH").at_pace(Pace::Slow).words("UNDELETED");
    let command = command.words("SINCE").day(first).words("BEFORE").day(end);
    let around = Results::of(&session.run(command).await?.untagged).numbers;
    if around.len() > MAX_AROUND {
        return Err(invalid(format!(
            "More than {MAX_AROUND} emails were received around {moment}: choose another point in time."
        )));
    }
    let mut earlier = Vec::new();
    for uids in around.chunks(TIMES_AT_ONCE) {
        let set: SequenceSet = uids.iter().copied().collect();
        let command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID INTERNALDATE)");
        let answer = session.run(command).await?;
        let is_earlier = |fetch: &&Fetch| fetch.items.get("INTERNALDATE").is_some() && received_at(fetch) < moment;
        earlier.extend(answer.fetches().filter(is_earlier).filter_map(Fetch::uid));
    }
    let earlier: SequenceSet = earlier.into_iter().collect();
    if earlier.to_string().len() > MAX_SET {
        return Err(invalid(format!("Too many emails were received around {moment}: choose another point in time.")));
    }
    Ok(earlier)
}

fn invalid(sentence: String) -> MailError {
    MailError::Invalid { property: "filter", sentence }
}

/// What could be learned of attachments.
pub(super) struct Attachments {
    known: HashMap<u32, Attached>,
    /// Whether some messages were not looked at, since they are too many for one request.
    pub(super) is_partial: bool,
}

impl Attachments {
    /// The answers for this message, a bit each, if it was looked at.
    pub(super) fn answers(&self, uid: u32, questions: &[Question]) -> Option<usize> {
        let known = self.known.get(&uid)?;
        let bits = questions.iter().enumerate().map(|(place, question)| usize::from(known.is_so(question)) << place);
        Some(bits.sum())
    }
}

impl Attached {
    fn of(root: &Part) -> Self {
        let bodies = root.bodies();
        let mut names = String::new();
        for name in bodies.attachments.iter().filter_map(|part| part.name.as_deref()) {
            if names.len() + name.len() <= MAX_NAMES {
                names.push_str(&name.to_lowercase());
                names.push('\n');
            }
        }
        Self { has: root.has_attachment(), names: (!names.is_empty()).then(|| names.into()) }
    }

    fn is_so(&self, question: &Question) -> bool {
        match question {
            Question::HasAttachment => self.has,
            Question::Named(text) => {
                let words = tokens(&text.to_lowercase());
                let fits = |name: &str| words.iter().all(|word| name.contains(word.as_str()));
                self.names.iter().flat_map(|names| names.lines()).any(fits)
            }
        }
    }
}

/// Looks at the structure of these messages (UIDs in ascending order), newest first, as far as one request may go.
pub(super) async fn attachments(
    session: &mut Session,
    memory: &Memory,
    ground: &Ground,
    uids: &[u32],
) -> Result<Attachments, MailError> {
    let remembered = memory.attachments(&ground.mailbox, ground.uid_validity).await;
    let mut known: HashMap<u32, Attached> = remembered.iter().cloned().collect();
    let unknown: Vec<u32> = uids.iter().rev().copied().filter(|uid| !known.contains_key(uid)).collect();
    let looked_at = &unknown[..unknown.len().min(MAX_STRUCTURES)];
    for uids in looked_at.chunks(STRUCTURES_AT_ONCE) {
        let set: SequenceSet = uids.iter().copied().collect();
        let command = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID BODYSTRUCTURE)");
        for fetch in session.run(command).await?.fetches() {
            if let (Some(uid), Some(structure)) = (fetch.uid(), fetch.items.get("BODYSTRUCTURE")) {
                known.insert(uid, Attached::of(&structure::parse(Some(structure)).root));
            }
        }
    }
    if !looked_at.is_empty() {
        let mut all: Vec<(u32, Attached)> = known.iter().map(|(uid, attached)| (*uid, attached.clone())).collect();
        all.sort_unstable_by_key(|(uid, _)| *uid);
        memory.keep_attachments(&ground.mailbox, ground.uid_validity, Arc::new(all)).await;
    }
    Ok(Attachments { known, is_partial: unknown.len() > MAX_STRUCTURES })
}
