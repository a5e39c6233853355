//! `PUT /drafts/{id}`: the next version of a draft.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::{Draft, SavedDraft};
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::save;
use crate::routes::drafts::key::Key;
use crate::routes::drafts::order;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Saves the next version of a draft, which gets a new id; the old version goes when the new one is stored. If the
/// old one was deleted, the new one is saved all the same, with a warning. If another version has taken its place (another
/// tab, another device), nothing is saved and `currentId` says what is there: look at it, or save over it. Asked again
/// with the same content, it answers again.
#[utoipa::path(
    put,
    path = "/drafts/{id}",
    operation_id = "updateDraft",
    tag = "sending",
    params(
        ("id" = EmailId, Path, description = "The version that this one replaces"),
        ("Idempotency-Key" = String, Header, description = "The key that the draft was created with"),
    ),
    request_body = Draft,
    responses(
        (status = 200, description = "Saved; use the new id from now on", body = SavedDraft),
        (status = 404, description = "notFound: this id is not in Drafts", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "stateMismatch: another version has taken its place, `currentId`, or it was sent already; submissionInProgress", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update(
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    Key(key): Key,
    JsonBody(draft): JsonBody<Draft>,
) -> ApiResult<Json<SavedDraft>> {
    let to_save = order::save(&state, &who, &key, draft, Some(id)).await?;
    let mail = who.mail;
    Ok(Json(state.sender.complete(async move { save::save(&mail, &to_save).await }).await?))
}
