//! Sending, exactly once.
//!
//! 1. The draft is stored under a Message-ID derived from the Idempotency-Key (`save`).
//! 2. Sent is searched for that Message-ID. Found: it was sent before, and the answer is repeated.
//! 3. The draft is claimed: `$submitpending` is set on the condition that nobody has touched the draft since
//!    we looked (RFC 7162's UNCHANGEDSINCE), and a ticket is drawn (`ticket`), since some servers let two claim at once.
//!    Of two nodes one wins.
//! 4. SMTP. Refused, or not reached: the claim is given back, and the draft is as before.
//! 5. Accepted: the rest is filing (`file`), and no failure of it can turn the answer into an error.
//!
//! A node that dies between 4 and 5 leaves the claim behind. Nobody can know then whether the message was
//! sent, so nobody sends it again on their own: the person is asked ([`MailError::SubmissionUnknown`]), and
//! says "send it again" (`force`) or not.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{DraftAction, DraftFault, EmailSubmission};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::EmailPatch;

use super::file::{self, Places};
use super::replace::REPLACED;
use super::save::{Save, check_is_draft, newest, save};
use super::store::{Postman, Store, change, keyword, whole};
use super::ticket::{self, Ticket};
use crate::mail::error::MailError;
use crate::mail::mime::address::{fields_in_utf8, with_ascii_domain};
use crate::mail::mime::exact::exactly;
use crate::mail::mime::parse::{self, StoredHeader};
use crate::mail::mime::strip::stripped;
use crate::mail::smtp::{Accepted, Delivery, Envelope, Letter};

/// How often a draft is claimed anew when somebody marks it at the same moment.
const CLAIMS: u32 = 3;

/// What to send.
#[derive(Debug, Clone)]
pub struct Order {
    /// The stored draft.
    pub draft: EmailId,
    /// The Message-ID that belongs to the Idempotency-Key.
    pub message_id: String,
    /// Who the person may write as.
    pub addresses: Vec<EmailAddress>,
    /// The most recipients of one message.
    pub max_recipients: usize,
    /// What the sender wishes of the delivery.
    pub delivery: Delivery,
    /// Send it although it may have been sent: the person says so.
    pub force: bool,
    /// How long to wait for another node that is sending the same draft.
    pub patience: Duration,
}

/// Sends a stored draft.
pub async fn submit(store: &impl Store, postman: &impl Postman, order: &Order) -> Result<EmailSubmission, MailError> {
    let places = Places::find(store).await?;
    if let Some(answer) = file::replay(store, &places, &order.message_id).await? {
        return Ok(answer);
    }
    check_is_draft(&places.drafts, &order.draft)?;
    let header = match read_header(store, &order.draft).await {
        Err(MailError::NotFound(_) | MailError::Stale) => return vanished(store, &places, order).await,
        header => header?,
    };
    let envelope = envelope(&header, order)?;
    let ticket = match claim(store, &places, order).await? {
        Claim::Ours(ticket) => ticket,
        Claim::Sent => return Ok(file::file(store, &places, &order.draft, &header, &order.message_id, None).await),
        Claim::Answered(answer) => return Ok(answer),
        Claim::Vanished => return vanished(store, &places, order).await,
    };
    match hand_over(store, postman, order, &header, &envelope).await {
        Ok(accepted) => {
            let filed = file::file(store, &places, &order.draft, &header, &order.message_id, Some(accepted)).await;
            let answer = EmailSubmission { send_at: order.delivery.hold_until, ..filed };
            // In Sent, everybody sees that it was sent; a ticket for a message that could not be filed stays.
            if answer.email_id.is_some() {
                ticket.give_back(store).await;
            }
            Ok(answer)
        }
        Err(MailError::SubmissionUnknown) => Err(MailError::SubmissionUnknown),
        Err(error) => {
            // The ticket first: who finds neither mark nor ticket may begin.
            ticket.give_back(store).await;
            give_back(store, &order.draft).await;
            Err(error)
        }
    }
}

/// Saves and sends in one go, for clients that keep no drafts. Asked again with the same key, it sends what the
/// first attempt has stored.
pub async fn save_and_submit(
    store: &impl Store,
    postman: &impl Postman,
    to_save: &Save,
    order: impl FnOnce(EmailId) -> Order,
) -> Result<EmailSubmission, MailError> {
    let places = Places::find(store).await?;
    if let Some(answer) = file::replay(store, &places, &to_save.message_id).await? {
        return Ok(answer);
    }
    let begun = newest(store.with_message_id(&places.drafts, &to_save.message_id).await?);
    if let Some(draft) = begun {
        let (marks, _) = store.keywords(&draft).await?;
        if marks.has(Keyword::SUBMIT_PENDING) || marks.has(Keyword::SUBMITTED) {
            return submit(store, postman, &order(draft)).await;
        }
    }
    let saved = save(store, to_save).await?;
    submit(store, postman, &order(saved.id)).await
}

/// How claiming ended.
enum Claim {
    /// It is ours to send.
    Ours(Ticket),
    /// It was accepted by SMTP before, but not filed.
    Sent,
    /// Another node has sent it meanwhile.
    Answered(EmailSubmission),
    /// The draft is gone.
    Vanished,
}

async fn claim(store: &impl Store, places: &Places, order: &Order) -> Result<Claim, MailError> {
    if order.force {
        ticket::clear(store, &order.message_id).await?;
        give_back(store, &order.draft).await;
    }
    let pending = keyword(Keyword::SUBMIT_PENDING)?;
    for _ in 0..CLAIMS {
        let (marks, modseq) = match store.keywords(&order.draft).await {
            Err(MailError::NotFound(_) | MailError::Stale) => return Ok(Claim::Vanished),
            found => found?,
        };
        if marks.has(Keyword::SUBMITTED) {
            return Ok(Claim::Sent);
        }
        if marks.has(REPLACED) {
            return Ok(Claim::Vanished);
        }
        if marks.has(Keyword::SUBMIT_PENDING) {
            if let Some(answer) = outcome_elsewhere(store, places, order).await? {
                return Ok(Claim::Answered(answer));
            }
            continue;
        }
        match store.claim(&order.draft, &pending, modseq).await {
            Ok(()) => {
                if let Some(claim) = draw(store, order).await? {
                    return Ok(claim);
                }
            }
            // Somebody marked it at this moment, another node perhaps: look again.
            Err(MailError::Modified) => {}
            Err(error) => return Err(error),
        }
    }
    Err(MailError::Modified)
}

/// Draws the ticket for a draft that we have marked. None when somebody else was faster: the mark is theirs as well.
async fn draw(store: &impl Store, order: &Order) -> Result<Option<Claim>, MailError> {
    let ticket = match ticket::draw(store, &order.message_id).await {
        Ok(Some(ticket)) => ticket,
        Ok(None) => return Ok(None),
        Err(error) => {
            give_back(store, &order.draft).await;
            return Err(error);
        }
    };
    // Who held an earlier ticket may have sent it meanwhile; who saves another version has marked this one.
    let gone = match store.keywords(&order.draft).await {
        Ok((marks, _)) if marks.has(Keyword::SUBMITTED) => Claim::Sent,
        Ok((marks, _)) if marks.has(REPLACED) => {
            ticket.give_back(store).await;
            give_back(store, &order.draft).await;
            return Ok(Some(Claim::Vanished));
        }
        Ok(_) => return Ok(Some(Claim::Ours(ticket))),
        Err(MailError::NotFound(_) | MailError::Stale) => Claim::Vanished,
        Err(error) => {
            ticket.give_back(store).await;
            give_back(store, &order.draft).await;
            return Err(error);
        }
    };
    ticket.give_back(store).await;
    Ok(Some(gone))
}

/// Somebody else has claimed the draft: waits for them to finish. None when they have given it back.
async fn outcome_elsewhere(
    store: &impl Store,
    places: &Places,
    order: &Order,
) -> Result<Option<EmailSubmission>, MailError> {
    const LOOK_AGAIN: Duration = Duration::from_millis(500);
    let deadline = tokio::time::Instant::now() + order.patience;
    loop {
        if let Some(answer) = file::replay(store, places, &order.message_id).await? {
            return Ok(Some(answer));
        }
        match store.keywords(&order.draft).await {
            Ok((marks, _)) if !marks.has(Keyword::SUBMIT_PENDING) => return Ok(None),
            Ok(_) | Err(MailError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        // A node that died here left the claim behind; one that is slow still has it. From the outside they
        // look the same.
        if tokio::time::Instant::now() + LOOK_AGAIN > deadline {
            return Err(MailError::SubmissionUnknown);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The draft is gone: moved to Sent in this moment, replaced by a newer version, or deleted.
async fn vanished(store: &impl Store, places: &Places, order: &Order) -> Result<EmailSubmission, MailError> {
    if let Some(answer) = file::replay(store, places, &order.message_id).await? {
        return Ok(answer);
    }
    let mut newer = store.with_message_id(&places.drafts, &order.message_id).await?;
    newer.retain(|twin| *twin != order.draft);
    Err(if newer.is_empty() { MailError::NotFound("draft") } else { MailError::Modified })
}

async fn read_header(store: &impl Store, draft: &EmailId) -> Result<StoredHeader, MailError> {
    Ok(parse::header(&store.part_header(&whole(draft)?).await?))
}

/// Who sends to whom, from the stored draft itself: what the person saw is what is sent.
fn envelope(header: &StoredHeader, order: &Order) -> Result<Envelope, MailError> {
    let draft = &header.draft;
    if header.message_id.as_deref().is_none_or(|id| !id.eq_ignore_ascii_case(&order.message_id)) {
        return Err(MailError::InvalidMessage(
            "This draft was saved with another Idempotency-Key. Save it with the one that you send it with.".to_owned(),
        ));
    }
    if !order.addresses.iter().any(|address| address.same_mailbox(&draft.from)) {
        return Err(MailError::ForbiddenFrom(draft.from.email.clone()));
    }
    let too_many = || MailError::TooLarge(format!("A message can have at most {} recipients.", order.max_recipients));
    match draft.faults().into_iter().next() {
        None if draft.recipients().count() > order.max_recipients => return Err(too_many()),
        None => {}
        Some(DraftFault::NoRecipients) => {
            return Err(MailError::InvalidMessage("The message has no recipient. Add one.".to_owned()));
        }
        Some(DraftFault::TooManyRecipients) => {
            return Err(too_many());
        }
        Some(DraftFault::Recipient(typed, fault)) => {
            return Err(MailError::InvalidMessage(format!("\"{typed}\" cannot be written to. {fault}")));
        }
    }
    let mut to: Vec<&EmailAddress> = Vec::new();
    for recipient in draft.recipients() {
        if !to.iter().any(|taken| taken.same_mailbox(recipient)) {
            to.push(recipient);
        }
    }
    let spelled = |address: &EmailAddress| with_ascii_domain(&address.email).into_owned();
    let to = to.into_iter().map(spelled).collect();
    Ok(Envelope { from: spelled(&draft.from), to, delivery: order.delivery.clone() })
}

/// The stored draft, streamed to SMTP without what recipients must not see.
async fn hand_over(
    store: &impl Store,
    postman: &impl Postman,
    order: &Order,
    header: &StoredHeader,
    envelope: &Envelope,
) -> Result<Accepted, MailError> {
    let message = store.raw_section(&whole(&order.draft)?).await?;
    let is_redirect = header.draft.reference.as_ref().is_some_and(|one| one.action == DraftAction::Redirect);
    // What is passed on stays as it is: its own fields are not ours to write anew.
    let (in_utf8, names) = if is_redirect { Default::default() } else { fields_in_utf8(&header.draft) };
    let size_at_most = message.size + in_utf8.len() as u64;
    let stored = stripped(exactly(message.size, message.bytes), names);
    let bytes = stream::iter([Ok(Bytes::from(in_utf8))]).chain(stored).boxed();
    postman.submit(envelope, Letter { size_at_most, is_8bit: header.is_8bit, bytes }).await
}

/// Gives the claim back. Tried twice: a claim that stays behind would make an unsent message look doubtful.
async fn give_back(store: &impl Store, draft: &EmailId) {
    let Ok(pending) = keyword(Keyword::SUBMIT_PENDING) else { return };
    for _ in 0..2 {
        match change(store, draft, EmailPatch::mark(pending.clone(), false)).await {
            Ok(_) | Err(MailError::NotFound(_)) => return,
            Err(error) => tracing::warn!(%error, "a claim on an unsent draft could not be given back"),
        }
    }
}
