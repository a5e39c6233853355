//! `POST /events`: the stream of state changes for a client that says what it knows.

use axum::extract::State;
use axum::response::Response;
use gatepost_shared::changes::KnownStates;
use gatepost_shared::event::StateChange;
use gatepost_shared::problem::Problem;

use super::stream::answer;
use crate::error::ApiResult;
use crate::mail::imap::Knows;
use crate::routes::extract::JsonBody;
use crate::routes::mailboxes::changed::within_limit;
use crate::session::extract::SignedIn;
use crate::state::AppState;

/// The same stream as `GET /events`; its first event tells what differs from the states that the client knows.
#[utoipa::path(
    post,
    path = "/events",
    operation_id = "resumeEvents",
    tag = "events",
    request_body = KnownStates,
    responses(
        (status = 200, description = "Events `state` with a StateChange, `goodbye` when the stream ends, `problem` when the mail server is lost", body = StateChange, content_type = "text/event-stream"),
        (status = 422, description = "`invalidProperties`: the body has the wrong shape or names too many mailboxes", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rateLimit`: this person has 100 streams open on this node", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resume(
    State(state): State<AppState>,
    SignedIn { mail, .. }: SignedIn,
    JsonBody(known): JsonBody<KnownStates>,
) -> ApiResult<Response> {
    answer(&state, &mail, Knows::States(within_limit(known)?.states))
}
