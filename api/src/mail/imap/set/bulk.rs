//! Changing everything that matches: what is meant is settled first, then it is changed a few hundred emails at a
//! time, so that the person's other requests take turns with it, and so that it can be given up in between.

use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::bulk::{BulkProgress, Selector, SetMatching};
use gatepost_shared::id::MailboxId;
use gatepost_shared::mutation::EmailsSet;

use super::places::Places;
use super::{Change, Group, change_group, in_state};
use crate::mail::error::MailError;
use crate::mail::imap::encode::Command;
use crate::mail::imap::patience::Pace;
use crate::mail::imap::response::Untagged;
use crate::mail::imap::search::{self, Memory};
use crate::mail::imap::session::Session;
use crate::mail::imap::state::MailboxState;
use crate::mail::imap::{Mail, mailboxes};

/// How many emails are changed at a time: well below a second of a server's time.
const AT_ONCE: usize = 500;

/// What is to be done, and with which emails.
#[derive(Debug)]
struct Plan {
    mailbox: MailboxId,
    uid_validity: u32,
    uids: Vec<u32>,
    change: Change,
}

/// How far it has got.
enum Stage {
    Before(Box<SetMatching>),
    Within(Arc<Plan>, usize),
    Over,
}

/// Makes the change. The first item says how many match, before anything is changed; an error is the last item:
/// what the items before it tell is done, the rest is as it was. Dropped, it stops after the emails that it is at.
pub(in crate::mail::imap) fn run(
    mail: Mail,
    wanted: SetMatching,
) -> BoxStream<'static, Result<BulkProgress, MailError>> {
    stream::unfold((mail, Stage::Before(Box::new(wanted))), |(mail, stage)| async move {
        match stage {
            Stage::Before(wanted) => Some(match begin(&mail, *wanted).await {
                Ok(plan) => (Ok(progress(&plan, 0, EmailsSet::default())), (mail, Stage::Within(Arc::new(plan), 0))),
                Err(error) => (Err(error), (mail, Stage::Over)),
            }),
            Stage::Within(plan, at) if at < plan.uids.len() => {
                let end = plan.uids.len().min(at + AT_ONCE);
                Some(match step(&mail, Arc::clone(&plan), at..end).await {
                    Ok(results) => (Ok(progress(&plan, end, results)), (mail, Stage::Within(plan, end))),
                    Err(error) => (Err(error), (mail, Stage::Over)),
                })
            }
            Stage::Within(..) | Stage::Over => None,
        }
    })
    .boxed()
}

fn progress(plan: &Plan, done: usize, results: EmailsSet) -> BulkProgress {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    BulkProgress { total: count(plan.uids.len()), done: count(done), results }
}

/// Settles what is meant. It may be done twice, on a fresh connection where a warm one turns out to be dead.
async fn begin(mail: &Mail, wanted: SetMatching) -> Result<Plan, MailError> {
    let (account, wanted) = (Arc::clone(&mail.account), Arc::new(wanted));
    mail.interactive(move |session| {
        let (account, wanted) = (Arc::clone(&account), Arc::clone(&wanted));
        Box::pin(async move { plan(session, &account.memory, &wanted).await })
    })
    .await
}

async fn plan(session: &mut Session, memory: &Memory, wanted: &SetMatching) -> Result<Plan, MailError> {
    let mailbox = &wanted.selector.mailbox_id;
    if let Some(state) = &wanted.if_in_state {
        in_state(session, mailbox, state).await?;
    }
    let change = if wanted.destroy {
        Change::Destroy
    } else {
        let places = Places::find(session, std::iter::once(&wanted.update)).await?;
        Change::Patch(places.settle(&wanted.update, mailbox))
    };
    let uid_validity = look_at(session, mailbox).await?;
    let uids = matching(session, memory, &wanted.selector, uid_validity).await?;
    Ok(Plan { mailbox: mailbox.clone(), uid_validity, uids, change })
}

/// Looks at the mailbox of this name. Cyrus goes on showing an empty one where the mailbox that it shows was deleted:
/// STATUS, which goes by the name, says so.
async fn look_at(session: &mut Session, mailbox: &MailboxId) -> Result<u32, MailError> {
    let now = mailboxes::state_now(session, mailbox).await?;
    let uid_validity = session.look_at(mailbox).await?;
    if uid_validity == now.uid_validity {
        return Ok(uid_validity);
    }
    session.leave(mailbox).await?;
    session.look_at(mailbox).await
}

/// The UIDs of the emails that match, the newest first: what the person sees changes first.
async fn matching(
    session: &mut Session,
    memory: &Memory,
    selector: &Selector,
    uid_validity: u32,
) -> Result<Vec<u32>, MailError> {
    let mark = selector.up_to_state.as_deref().map(|text| MailboxState::named("upToState", text)).transpose()?;
    if mark.is_some_and(|mark| mark.uid_validity != uid_validity) {
        return Err(MailError::Stale);
    }
    let mut uids = match &selector.filter {
        Some(filter) => search::uids_that_match(session, memory, &selector.mailbox_id, filter).await?,
        None => all(session).await?,
    };
    uids.retain(|uid| mark.is_none_or(|mark| *uid < mark.uid_next));
    uids.sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
    Ok(uids)
}

/// Everything, also what is hidden by `\Deleted`: whoever empties a mailbox means that, too.
async fn all(session: &mut Session) -> Result<Vec<u32>, MailError> {
    let answer = session.run(Command::new("UID SEARCH").at_pace(Pace::Slow).words("ALL")).await?;
    let found = answer.untagged.into_iter().filter_map(|response| match response {
        Untagged::Search(uids) => Some(uids),
        _ => None,
    });
    Ok(found.flatten().collect())
}

async fn step(mail: &Mail, plan: Arc<Plan>, part: std::ops::Range<usize>) -> Result<EmailsSet, MailError> {
    mail.change(move |session| {
        Box::pin(async move {
            let group = Group {
                mailbox: plan.mailbox.clone(),
                uid_validity: plan.uid_validity,
                change: plan.change.clone(),
                uids: plan.uids[part].iter().copied().collect(),
            };
            let mut results = EmailsSet::default();
            change_group(session, &group, &mut results).await?;
            Ok(results)
        })
    })
    .await
}
