//! `DELETE /session`: signing out. Doing it twice is as good as once.

use axum::http::StatusCode;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::session::SignedIn;

/// Signs out: the cookie is cleared, this node takes it no more, and the warm connections are closed.
#[utoipa::path(
    delete,
    path = "/session",
    operation_id = "signOut",
    tag = "session",
    responses(
        (status = 204, description = "Nobody is signed in any more"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete(session: tower_sessions::Session, who: Result<SignedIn, ApiError>) -> ApiResult<StatusCode> {
    // Nobody was signed in, or the directory is down: signing out works all the same.
    if let Ok(SignedIn { mail, .. }) = who {
        mail.close().await;
    }
    if session.id().is_some() {
        session.flush().await.map_err(ApiError::internal)?;
    }
    Ok(StatusCode::NO_CONTENT)
}
