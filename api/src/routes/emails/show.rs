//! `GET /emails/{id}`: one email with its headers, parts and text.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use super::MAX_TEXT;
use crate::error::ApiResult;
use crate::routes::etag;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// How much of it.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Extent {
    /// The most text of each part in bytes: at most 524,288, which is also the default.
    #[serde(default = "default_text")]
    max_body_value_bytes: usize,
}

fn default_text() -> usize {
    MAX_TEXT
}

/// One email. Its HTML is a document of its own: `/emails/{id}/html`.
#[utoipa::path(
    get,
    path = "/emails/{id}",
    operation_id = "getEmail",
    tag = "emails",
    params(("id" = EmailId, Path, description = "The email"), Extent),
    responses(
        (status = 200, description = "The email", body = Email),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<EmailId>,
    Params(extent): Params<Extent>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let email = mail.email(&id, extent.max_body_value_bytes.min(MAX_TEXT)).await?;
    etag::json(&headers, &email)
}
