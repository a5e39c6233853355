//! An email passed on as it is: a block of `Resent-` fields above it, and an envelope to the new recipients only.
//!
//! It goes the way of every message (`submit`): stored in Drafts, claimed, sent, filed. But nobody has written it, so when
//! it is refused nothing is kept.

use gatepost_shared::draft::{Draft, EmailSubmission, redirect};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::{Keyword, Keywords};

use super::deposit::deposit;
use super::file::{self, Places};
use super::save::{check_size, destroy, newest};
use super::store::{Postman, Store, keyword, whole};
use super::submit::{Order, submit};
use crate::mail::error::MailError;
use crate::mail::mime::Octets;
use crate::mail::mime::address::in_ascii;
use crate::mail::mime::compose::Stamp;
use crate::mail::mime::entity::{Body, Composed};
use crate::mail::mime::resent;

/// What to pass on.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The email.
    pub original: EmailId,
    /// Who passes it on, and to whom.
    pub wanted: redirect::Redirect,
    /// The Resent-Message-ID that belongs to the Idempotency-Key.
    pub message_id: String,
    /// The largest message in bytes.
    pub max_size: u64,
}

/// Passes an email on, exactly once.
pub async fn redirect(
    store: &impl Store,
    postman: &impl Postman,
    redirect: &Redirect,
    order: impl FnOnce(EmailId) -> Order,
) -> Result<EmailSubmission, MailError> {
    let places = Places::find(store).await?;
    if let Some(answer) = file::replay(store, &places, &redirect.message_id).await? {
        return Ok(answer);
    }
    let begun = newest(store.with_message_id(&places.drafts, &redirect.message_id).await?);
    let copy = match begun {
        Some(copy) => copy,
        None => put_down(store, &places, redirect).await?,
    };
    let answer = submit(store, postman, &order(copy.clone())).await;
    let is_over = !matches!(answer, Ok(_) | Err(MailError::SubmissionUnknown | MailError::SubmissionInProgress));
    if is_over && let Err(error) = destroy(store, vec![copy]).await {
        tracing::warn!(%error, "an email that was not passed on stays in Drafts");
    }
    answer
}

async fn put_down(store: &impl Store, places: &Places, redirect: &Redirect) -> Result<EmailId, MailError> {
    let wanted = redirect.wanted.clone();
    let draft = Draft { from: wanted.from, to: wanted.to, cc: wanted.cc, bcc: wanted.bcc, ..Draft::default() };
    if let Some(address) = draft.recipients().find(|one| in_ascii(&one.email).is_none()) {
        return Err(MailError::InvalidMessage(format!("\"{}\" cannot be written to.", address.email)));
    }
    let original = whole(&redirect.original)?;
    let block = resent::block(&draft, &redirect.original, &Stamp::now(redirect.message_id.clone()));
    let raw = store.raw_section(&original).await?;
    let octets = Octets { size: raw.size, bytes: raw.bytes };
    let message = Composed::new([Body::Own(block.into()), Body::Stored(original, octets)]);
    check_size(message.size(), redirect.max_size)?;
    let keywords: Keywords = [keyword(Keyword::DRAFT)?, keyword(Keyword::SEEN)?].into_iter().collect();
    match deposit(store, &places.drafts, keywords, message).await? {
        Some(id) => Ok(id),
        None => newest(store.with_message_id(&places.drafts, &redirect.message_id).await?)
            .ok_or(MailError::NotFound("message")),
    }
}
