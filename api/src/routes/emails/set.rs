//! `POST /emails/set`: keywords, move, copy, delete for ever; for emails that are named, or for all that match.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use gatepost_shared::bulk::{BulkDone, BulkLine, SetMatching};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mutation::{EmailPatch, EmailsSet, MAX_IDS, SetEmails};
use gatepost_shared::problem::Problem;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::JsonBody;
use crate::routes::{bulk, own};
use crate::session::extract::SignedIn;

/// What to change: emails by their ids, or by a selector.
#[derive(Debug, utoipa::ToSchema)]
#[schema(examples(
    json!({"update": {"EAAAAAQAAAAFJTkJPWA": {"keywords/$seen": true, "action": "archive"}}}),
    json!({"selector": {"mailboxId": "MSU5CT1g", "filter": {"notKeyword": "$seen"}}, "update": {"keywords/$seen": true}}),
))]
#[serde(untagged)]
pub enum SetRequest {
    /// Emails that are named.
    Emails(SetEmails),
    /// All emails that match.
    Matching(SetMatching),
}

/// What came of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the answer: each form is written where it is made")]
enum SetAnswer {
    /// Per email, where emails were named.
    Emails(EmailsSet),
    /// The sum, where a selector was given.
    Matching(BulkDone),
}

impl<'de> Deserialize<'de> for SetRequest {
    /// A selector decides which of the two it is, so that an error speaks of the right one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let request = if value.get("selector").is_some() {
            SetMatching::deserialize(value).map(Self::Matching)
        } else {
            SetEmails::deserialize(value).map(Self::Emails)
        };
        request.map_err(serde::de::Error::custom)
    }
}

/// Changes emails. With ids (at most 1000) the answer says per email what happened; a move gives an email a new id.
/// With a selector everything in one mailbox that matches is changed on the server, a few hundred emails at a time:
/// the answer is the sum, or with `Accept: application/x-ndjson` a line for each part, with its results. A client that
/// closes the connection stops the change between two parts.
#[utoipa::path(
    post,
    path = "/emails/set",
    operation_id = "setEmails",
    tag = "emails",
    request_body = SetRequest,
    responses(
        (status = 200, description = "What happened, per email or in sum", content(
            (SetAnswer = "application/json"),
            (BulkLine = "application/x-ndjson"),
        )),
        (status = 409, description = "stateMismatch: the mailbox is not in the state that was named", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn set(
    SignedIn { mail, .. }: SignedIn,
    headers: HeaderMap,
    JsonBody(request): JsonBody<SetRequest>,
) -> ApiResult<Response> {
    match request {
        SetRequest::Emails(change) => {
            check(&change)?;
            Ok(Json(mail.set(&change).await?).into_response())
        }
        SetRequest::Matching(change) => {
            check_matching(&change)?;
            bulk::answer(&headers, mail.set_matching(change)).await
        }
    }
}

fn check(change: &SetEmails) -> ApiResult<()> {
    if change.update.len() + change.destroy.len() > MAX_IDS {
        return Err(ApiError::invalid(
            "update",
            format!("Change at most {MAX_IDS} emails at once, or say by a selector which ones are meant."),
        ));
    }
    if let Some(id) = change.destroy.iter().find(|id| change.update.contains_key(id)) {
        return Err(ApiError::invalid("destroy", format!("The email {id} is in update and in destroy: choose one.")));
    }
    own::check(change.update.keys().chain(&change.destroy).map(EmailId::mailbox))?;
    own::check(change.update.values().flat_map(targets))?;
    let mut mailboxes = change.update.keys().chain(&change.destroy).map(EmailId::mailbox);
    let first = mailboxes.next();
    if change.if_in_state.is_some() && mailboxes.any(|mailbox| Some(mailbox) != first) {
        return Err(ApiError::invalid("ifInState", "A state is that of one mailbox: name emails of one mailbox only."));
    }
    Ok(())
}

/// Where a patch puts emails.
fn targets(patch: &EmailPatch) -> impl Iterator<Item = &MailboxId> {
    patch.move_to.iter().chain(&patch.copy_to)
}

fn check_matching(change: &SetMatching) -> ApiResult<()> {
    own::check(targets(&change.update).chain([&change.selector.mailbox_id]))?;
    if change.destroy == (change.update != EmailPatch::default()) {
        return Err(ApiError::invalid("update", "With a selector, say either what to update or `\"destroy\": true`."));
    }
    Ok(())
}
