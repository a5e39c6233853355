//! `GET /quota`: how full the mailbox is.

use axum::Json;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::Collection;
use gatepost_shared::quota::Quota;

use crate::error::ApiResult;
use crate::routes::session::first_paint::collection;
use crate::session::extract::SignedIn;

/// The limits of the person's mail, and how much of each is used (RFC 9425). Empty where there is no limit.
#[utoipa::path(
    get,
    path = "/quota",
    operation_id = "listQuotas",
    tag = "mailboxes",
    responses(
        (status = 200, description = "The quotas", body = Collection<Quota>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(SignedIn { mail, .. }: SignedIn) -> ApiResult<Json<Collection<Quota>>> {
    Ok(Json(collection(mail.quotas().await?)))
}
