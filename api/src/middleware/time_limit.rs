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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn what_takes_too_long_is_given_up_with_a_sentence() {
        let mut config = Config::fixed(None, "imaps://mail.example.org", None).unwrap();
        config.limits.request_time = Duration::from_millis(20);
        let state = AppState::new(config).unwrap();
        let node = Router::new()
            .route("/never", get(std::future::pending::<&'static str>))
            .layer(from_fn_with_state(state, limit));
        let request = Request::builder().uri("/never").body(Body::empty()).unwrap();
        assert_eq!(node.oneshot(request).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
