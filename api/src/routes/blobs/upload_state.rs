//! `GET /uploads/{upload}`: how far an upload has come.

use axum::Json;
use axum::http::{HeaderName, header};
use gatepost_shared::draft::UploadState;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::key::IdempotencyKey;
use crate::mail::send::upload_parts;
use crate::routes::extract::Id;
use crate::session::SignedIn;

/// Which parts of a file have come: go on with those that are missing.
#[utoipa::path(
    get,
    path = "/uploads/{upload}",
    operation_id = "getUpload",
    tag = "sending",
    params(("upload" = String, Path, description = "The UUID that the parts are sent under")),
    responses(
        (status = 200, description = "What has come so far", body = UploadState),
        (status = 404, description = "notFound: nothing has come, or it was swept", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    who: SignedIn,
    Id(upload): Id<IdempotencyKey>,
) -> ApiResult<([(HeaderName, &'static str); 1], Json<UploadState>)> {
    let state = upload_parts::state(&who.mail, &upload).await?;
    Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(state)))
}
