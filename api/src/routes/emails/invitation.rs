//! `POST /emails/{id}/invitation`: an invitation answered.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::email::invitation::InvitationReply;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::{Problem, ProblemType};

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Answers the invitation in the email (iMIP, RFC 6047): the organizer gets a mail that calendars understand, from the
/// address that was invited. The answer can be changed by answering again.
#[utoipa::path(
    post,
    path = "/emails/{id}/invitation",
    operation_id = "answerInvitation",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The email with the invitation")),
    request_body = InvitationReply,
    responses(
        (status = 200, description = "Sent", body = EmailSubmission),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "submissionUnknown: it may have been sent", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: there is no invitation to the person in it; submissionRefused", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: it was not sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn invitation(
    State(_state): State<AppState>,
    _who: SignedIn,
    Id(_id): Id<EmailId>,
    JsonBody(_answer): JsonBody<InvitationReply>,
) -> ApiResult<Json<EmailSubmission>> {
    Err(ApiError::new(ProblemType::NotAvailable, "This node cannot answer invitations yet."))
}
