//! `POST /emails/set`: keywords, move, copy, delete for ever.

use axum::Json;
use gatepost_shared::mutation::{EmailsSet, MAX_IDS, SetEmails};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::JsonBody;
use crate::session::extract::SignedIn;

/// Changes emails. The answer says per email what happened; a move gives an email a new id.
#[utoipa::path(
    post,
    path = "/emails/set",
    operation_id = "setEmails",
    tag = "emails",
    request_body = SetEmails,
    responses(
        (status = 200, description = "What happened, per email", body = EmailsSet),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn set(SignedIn { mail, .. }: SignedIn, JsonBody(change): JsonBody<SetEmails>) -> ApiResult<Json<EmailsSet>> {
    if change.update.len() + change.destroy.len() > MAX_IDS {
        return Err(ApiError::invalid("update", format!("Change at most {MAX_IDS} emails at once.")));
    }
    if let Some(id) = change.destroy.iter().find(|id| change.update.contains_key(id)) {
        return Err(ApiError::invalid("destroy", format!("The email {id} is in update and in destroy: choose one.")));
    }
    Ok(Json(mail.set(&change).await?))
}
