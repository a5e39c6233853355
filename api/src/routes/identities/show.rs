//! `GET /identities/{id}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::identity::Identity;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::identities;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// One identity. Its ETag is the condition for a change of it.
#[utoipa::path(
    get,
    path = "/identities/{id}",
    operation_id = "getIdentity",
    tag = "sending",
    params(("id" = String, Path, description = "The address")),
    responses(
        (status = 200, description = "The identity", body = Identity),
        (status = 304, description = "Nothing has changed since the ETag given"),
        (status = 404, description = "notFound: the person has no such address", body = Problem, content_type = "application/problem+json"),
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
    let mut identities = identities::of(&view, &who.account.addresses).into_iter();
    let identity = identities.find(|identity| identity.email.eq_ignore_ascii_case(&id));
    etag::json(&headers, &identity.ok_or_else(|| ApiError::not_found("identity"))?)
}
