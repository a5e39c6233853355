//! `GET /contacts/{id}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::contact::Contact;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// One contact with its photo. Its ETag is the condition for a change of it.
#[utoipa::path(
    get,
    path = "/contacts/{id}",
    operation_id = "getContact",
    tag = "contacts",
    params(("id" = String, Path, description = "The contact")),
    responses(
        (status = 200, description = "The contact", body = Contact),
        (status = 304, description = "Nothing has changed since the ETag given"),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let view = drawer::of(&state, &who).view().await?;
    let contact = book::find(&view, &id).ok_or_else(|| ApiError::not_found("contact"))?;
    etag::json(&headers, &*contact)
}
