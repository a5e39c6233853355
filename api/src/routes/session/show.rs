//! `GET /session`: who am I, what can this account do.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use gatepost_shared::problem::Problem;
use gatepost_shared::session::Session;

use crate::error::ApiResult;
use crate::routes::extract::Params;
use crate::routes::session::first_paint::{self, Include};
use crate::session::SignedIn;
use crate::state::AppState;

/// Who is signed in. With `include` it carries all that the first screen shows, in one request.
#[utoipa::path(
    get,
    path = "/session",
    operation_id = "getSession",
    tag = "session",
    params(Include),
    responses(
        (status = 200, description = "Somebody is signed in", body = Session),
        (status = 401, description = "notSignedIn", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: SignedIn,
    Params(include): Params<Include>,
) -> ApiResult<([(header::HeaderName, &'static str); 1], Json<Session>)> {
    let answer = first_paint::session(&state, &who, &include).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}
