//! `POST /mailboxes/changes`: which mailboxes are in another state than the client knows.

use axum::Json;
use gatepost_shared::changes::{KnownStates, MAX_KNOWN_STATES};
use gatepost_shared::event::StateChange;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::JsonBody;
use crate::session::extract::SignedIn;

/// Compares the states that a client knows with those of now.
///
/// For a client that was away: any node answers, in one round trip to the mail server, and keeps nothing. A mailbox that
/// is new has its state in the answer, one that is gone the empty text, one that is as it was does not appear.
#[utoipa::path(
    post,
    path = "/mailboxes/changes",
    operation_id = "changedMailboxes",
    tag = "mailboxes",
    request_body = KnownStates,
    responses(
        (status = 200, description = "The mailboxes that are in another state now", body = StateChange),
        (status = 422, description = "`invalidProperties`: the body has the wrong shape or names too many mailboxes", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn changed(
    SignedIn { mail, .. }: SignedIn,
    JsonBody(known): JsonBody<KnownStates>,
) -> ApiResult<Json<StateChange>> {
    Ok(Json(mail.changed_states(within_limit(known)?.states).await?))
}

/// The states, unless they are more than any account has mailboxes.
pub fn within_limit(known: KnownStates) -> ApiResult<KnownStates> {
    if known.states.len() > MAX_KNOWN_STATES {
        return Err(ApiError::invalid("states", format!("Name at most {MAX_KNOWN_STATES} mailboxes.")));
    }
    Ok(known)
}
