//! Marks alone: asked for in the same flight as which of the messages are there, so that a star costs one round trip.
//!
//! STORE passes over missing messages without a word, and its own answers name only those that it changed (Dovecot), so
//! the question is asked beside it. Not here: marks that go with a move ([`super::act`]).

use std::collections::{BTreeMap, BTreeSet};

use gatepost_shared::keyword::Keyword;

use super::act::{self, Found};
use super::{Group, ask_flags, told_flags};
use crate::mail::error::MailError;
use crate::mail::imap::encode::{Command, SequenceSet};
use crate::mail::imap::session::Session;

/// Sets (true) and clears (false) marks on the messages of a group that are there, and says which those are. What the
/// server refuses has changed nothing.
pub(super) async fn run(
    session: &mut Session,
    group: &Group,
    marks: &BTreeMap<Keyword, bool>,
) -> Result<Found, MailError> {
    session.select_for(&group.mailbox, group.uid_validity).await?;
    let mut found = match flight(session, &group.uids, marks).await {
        // The mailbox may have been deleted under the connection: see [`Session::read_in`].
        Err(MailError::Refused { command: "UID FETCH", is_bad: false, .. }) => {
            session.look_away();
            session.select_for(&group.mailbox, group.uid_validity).await?;
            flight(session, &group.uids, marks).await?
        }
        found => found?,
    };
    let missing: BTreeSet<u32> = group.uids.iter().copied().filter(|uid| !found.contains_key(uid)).collect();
    if !missing.is_empty() {
        // Some may have come by another connection since this one last looked.
        session.run(Command::new("NOOP")).await?;
        found.extend(flight(session, &missing, marks).await?);
    }
    Ok(found)
}

async fn flight(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    marks: &BTreeMap<Keyword, bool>,
) -> Result<Found, MailError> {
    let set: SequenceSet = uids.iter().copied().collect();
    let mut commands = vec![ask_flags(&set)];
    commands.extend(act::stores(&set, marks));
    let batch = session.run_all(&commands).await?;
    let found = told_flags(&batch.untagged, uids);
    match batch.ends.into_iter().find_map(Result::err) {
        None => Ok(found),
        Some(refusal) => {
            act::take_back(session, marks, &found).await;
            Err(refusal)
        }
    }
}
