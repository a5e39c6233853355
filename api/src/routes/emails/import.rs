//! `POST /emails/import`: a message from elsewhere, stored as it is.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures::{StreamExt as _, TryStreamExt as _};
use gatepost_shared::date::UtcDate;
use gatepost_shared::id::{BlobId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mutation::ImportedEmail;
use gatepost_shared::problem::{Problem, ProblemType};
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::mail::imap::Import;
use crate::routes::extract::Params;
use crate::routes::{blobs, own};
use crate::session::extract::SignedIn;
use crate::state::AppState;

/// The most keywords of one import.
const MAX_KEYWORDS: usize = 50;

/// `?mailboxId=M…&keywords=$seen,$flagged&receivedAt=2026-11-23T09:30:00Z`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Query {
    /// The mailbox to store it in.
    #[param(value_type = MailboxId)]
    mailbox_id: String,
    /// The marks that it gets, separated by commas, at most 50.
    #[serde(default)]
    keywords: String,
    /// When it was received; now, when absent.
    #[param(value_type = Option<UtcDate>)]
    received_at: Option<String>,
}

/// Stores a message (RFC 5322), streamed into the mailbox. Up to 1 MiB its lines may end in LF; a larger one needs CRLF.
#[utoipa::path(
    post,
    path = "/emails/import",
    operation_id = "importEmail",
    tag = "emails",
    params(Query),
    request_body(content = Vec<u8>, description = "The message, with a Content-Length", content_type = "message/rfc822"),
    responses(
        (status = 201, description = "Stored", body = ImportedEmail),
        (status = 404, description = "notFound: no such mailbox", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: no message, or a keyword or date that is none", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn import(
    State(state): State<AppState>,
    SignedIn { mail, .. }: SignedIn,
    Params(query): Params<Query>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<(StatusCode, Json<ImportedEmail>)> {
    check_type(&headers)?;
    let size = blobs::create::length(&headers)?;
    if size == 0 {
        // Dovecot refuses it in words of its own, without a code (RFC 3501, section 6.3.11).
        return Err(MailError::InvalidMessage("There is no message in the body.".to_owned()).into());
    }
    let limit = state.config.limits.message;
    if size > limit {
        let megabytes = limit / 1_000_000;
        return Err(ApiError::new(ProblemType::TooLarge, format!("A message can have at most {megabytes} MB.")));
    }
    let mailbox: MailboxId =
        query.mailbox_id.parse().map_err(|error| ApiError::invalid("mailboxId", format!("Here, {error}.")))?;
    own::check([&mailbox])?;
    let received_at: Option<UtcDate> = query
        .received_at
        .map(|text| text.parse())
        .transpose()
        .map_err(|error| ApiError::invalid("receivedAt", format!("Here, {error}.")))?;
    let keywords = keywords(&query.keywords)?;
    let bytes = body.into_data_stream().map_err(|error| MailError::Source(error.to_string())).boxed();
    let id = mail.import(&mailbox, Import { keywords, received_at, size, bytes }).await?;
    let blob_id = id.clone().and_then(|id| BlobId::new(id, "").ok());
    Ok((StatusCode::CREATED, Json(ImportedEmail { id, blob_id, size })))
}

fn check_type(headers: &HeaderMap) -> ApiResult<()> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if matches!(media_type.as_str(), "message/rfc822" | "message/global") {
        return Ok(());
    }
    let sentence = "Send the message as the whole body, with the header `Content-Type: message/rfc822`.";
    Err(ApiError::new(ProblemType::BadRequest, sentence))
}

fn keywords(list: &str) -> ApiResult<Keywords> {
    let names: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > MAX_KEYWORDS {
        return Err(ApiError::invalid("keywords", format!("An email can get at most {MAX_KEYWORDS} keywords here.")));
    }
    let parsed = names.into_iter().map(|name| {
        name.parse::<Keyword>()
            .map_err(|error| ApiError::invalid("keywords", format!("\"{name}\" is no keyword: {error}.")))
    });
    parsed.collect()
}
