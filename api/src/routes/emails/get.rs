//! `POST /emails/get`: several emails at once.

use axum::Json;
use gatepost_shared::problem::Problem;
use gatepost_shared::query::{GetEmails, GotEmails};

use super::MAX_TEXT;
use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::routes::extract::JsonBody;
use crate::routes::own;
use crate::session::extract::SignedIn;

/// The most emails of one request: each is a round trip to the mail server.
const MAX_EMAILS: usize = 50;

/// Several emails, in the order asked for. Ids that name nothing (any more) are listed in `notFound`.
#[utoipa::path(
    post,
    path = "/emails/get",
    operation_id = "getEmails",
    tag = "emails",
    request_body = GetEmails,
    responses(
        (status = 200, description = "The emails", body = GotEmails),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(
    SignedIn { mail, .. }: SignedIn,
    JsonBody(GetEmails { ids }): JsonBody<GetEmails>,
) -> ApiResult<Json<GotEmails>> {
    if ids.len() > MAX_EMAILS {
        return Err(ApiError::invalid("ids", format!("Ask for at most {MAX_EMAILS} emails at once.")));
    }
    let (ids, not_found) = own::part(ids);
    let mut got = GotEmails { list: Vec::with_capacity(ids.len()), not_found };
    for id in ids {
        match mail.email(&id, MAX_TEXT).await {
            Ok(email) => got.list.push(email),
            Err(MailError::NotFound(_) | MailError::Stale) => got.not_found.push(id),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Json(got))
}
