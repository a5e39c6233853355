//! `GET /filters/scripts/{name}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::problem::Problem;
use gatepost_shared::rule::Script;

use crate::error::ApiResult;
use crate::routes::{etag, sieve};
use crate::session::SignedIn;
use crate::state::AppState;

/// One script as it stands on the mail server, Gatepost's own or another program's. `GET /filters` lists them.
#[utoipa::path(
    get,
    path = "/filters/scripts/{name}",
    operation_id = "getFilterScript",
    tag = "filters",
    params(("name" = String, Path, description = "The script's name")),
    responses(
        (status = 200, description = "The script", body = Script),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = 404, description = "notFound: there is no such script. Or notAvailable: the mail server has no ManageSieve, or none is configured", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn script(
    State(state): State<AppState>,
    who: SignedIn,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    etag::json(&headers, &sieve::of(&state, &who).await?.script(&name).await?)
}
