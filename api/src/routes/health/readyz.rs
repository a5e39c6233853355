//! `GET /readyz`: whether this node should get requests now.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::state::AppState;

/// Why, or why not.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Readiness {
    /// Whether this node should get requests.
    ready: bool,
    /// Whether the directory answers. Without it people who were seen before still get their mail, so a node that has
    /// lost it is not taken out: the others have most likely lost it as well.
    directory: bool,
    /// Whether the node is about to stop.
    stopping: bool,
}

/// 503 when the node is about to stop.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "getReadiness",
    tag = "health",
    responses(
        (status = 200, description = "Send requests", body = Readiness),
        (status = 503, description = "Send no more requests", body = Readiness),
    )
)]
pub async fn readyz(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let stopping = state.shutdown.is_cancelled();
    let status = if stopping { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(Readiness { ready: !stopping, directory: state.directory.is_healthy(), stopping }))
}
