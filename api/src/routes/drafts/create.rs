//! `POST /drafts`: the first version of a draft.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use gatepost_shared::draft::{Draft, SavedDraft};
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::save;
use crate::routes::drafts::key::Key;
use crate::routes::drafts::order;
use crate::routes::extract::JsonBody;
use crate::session::SignedIn;
use crate::state::AppState;

/// Saves a new draft. Recipients may be half typed: they are kept, and refused only when it is sent.
#[utoipa::path(
    post,
    path = "/drafts",
    operation_id = "createDraft",
    tag = "sending",
    params(("Idempotency-Key" = String, Header, description = "A UUID that the client makes up when the message is begun")),
    request_body = Draft,
    responses(
        (status = 201, description = "Saved", body = SavedDraft),
        (status = 413, description = "tooLarge", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    Key(key): Key,
    JsonBody(draft): JsonBody<Draft>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 1], Json<SavedDraft>)> {
    let to_save = order::save(&state, &who, &key, draft, None).await?;
    let mail = who.mail;
    let saved = state.sender.complete(async move { save::save(&mail, &to_save).await }).await?;
    let location = format!("/api/v1/drafts/{}", saved.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(saved)))
}
