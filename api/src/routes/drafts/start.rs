//! `POST /emails/{id}/draft`: an answer or a forward begun.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use gatepost_shared::draft::Draft;
use gatepost_shared::draft::start::Start;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::start;
use crate::routes::drawer;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Begins a draft from an email: recipients, subject, the original quoted or attached, the threading fields. Nothing is
/// stored: write on it, and save it with `POST /drafts`.
#[utoipa::path(
    post,
    path = "/emails/{id}/draft",
    operation_id = "startDraft",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The email that is answered, passed on or written anew")),
    request_body = Start,
    responses(
        (status = 200, description = "The draft as it begins", body = Draft),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn start(
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    JsonBody(wanted): JsonBody<Start>,
) -> ApiResult<([(HeaderName, &'static str); 1], Json<Draft>)> {
    let draft = start::start(&who.mail, &id, &wanted, &drawer::identities(&state, &who).await).await?;
    Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(draft)))
}
