//! `GET /mailboxes/{id}/emails`: rows of a list.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::id::MailboxId;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::{MAX_LIMIT, Window};
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::routes::etag;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// Which rows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// The place of the first row, from 0 for the newest.
    #[serde(default)]
    position: u32,
    /// How many rows, 1 to 200.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: u32,
}

fn default_limit() -> u32 {
    50
}

/// Rows of a mailbox, latest arrival first.
#[utoipa::path(
    get,
    path = "/mailboxes/{id}/emails",
    operation_id = "listEmails",
    tag = "emails",
    params(("id" = MailboxId, Path, description = "The mailbox"), Page),
    responses(
        (status = 200, description = "The window; its list is empty when the position is past the end", body = Window),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    SignedIn { mail, .. }: SignedIn,
    Id(mailbox): Id<MailboxId>,
    Params(page): Params<Page>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    if page.limit == 0 || page.limit > MAX_LIMIT {
        return Err(ApiError::invalid("limit", format!("Ask for 1 to {MAX_LIMIT} rows.")));
    }
    etag::json(&headers, &mail.window(&mailbox, page.position, page.limit).await?)
}
