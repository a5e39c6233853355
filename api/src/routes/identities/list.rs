//! `GET /identities`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::identity::Identity;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::Collection;

use crate::error::ApiResult;
use crate::routes::session::first_paint::collection;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// Who the person may write as: the addresses that the directory knows of them, the main one first, with the names and
/// signatures that the person has given them.
#[utoipa::path(
    get,
    path = "/identities",
    operation_id = "listIdentities",
    tag = "sending",
    responses(
        (status = 200, description = "The identities", body = Collection<Identity>),
        (status = 304, description = "Nothing has changed since the ETag given"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(state): State<AppState>, who: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &collection(drawer::identities(&state, &who).await))
}
