//! No request waits for ever. What is limited is the time until the answer begins: a stream may go on.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gatepost_shared::problem::ProblemType;

use crate::error::ApiError;
use crate::state::AppState;

/// The middleware for routes whose work may be given up half-way. Uploads and sending are not among them.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit: Duration = state.config.limits.request_time;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(
            ProblemType::BackendUnavailable,
            "This took too long and was given up. Nothing is lost. Try again in a minute.",
        )
        .into_response(),
    }
}
