//! `GET /emails/{id}`: one email with its headers, parts and text.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use super::{MAX_TEXT, reader, section};
use crate::error::ApiResult;
use crate::mail::imap::Opening;
use crate::routes::etag;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;
use crate::state::AppState;

/// How much of it.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Extent {
    /// The most text of each part in bytes: at most 524,288, which is also the default.
    #[serde(default = "default_text")]
    max_body_value_bytes: usize,
    /// The `partId` of a `message/rfc822` in the email: opens that message instead, with its own headers, parts and text.
    /// Marks, mailbox and `receivedAt` are those of the email.
    part: Option<String>,
}

fn default_text() -> usize {
    MAX_TEXT
}

/// One email, with what its reader should know of it: warnings, authentication results, the way off a mailing list,
/// invitations, and the files that Outlook has packed into `winmail.dat`. Its HTML is a document of its own: `/emails/{id}/html`.
/// Text beyond the limit is cut (`isTruncated`); all of it is at `/blobs/{blobId}` of its part.
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
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    Params(extent): Params<Extent>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let opening = Opening {
        part: extent.part.map(section).transpose()?,
        max_text: extent.max_body_value_bytes.min(MAX_TEXT),
        reader: Some(reader::context(&state, &who).await),
    };
    etag::json(&headers, &who.mail.open(&id, opening).await?)
}
