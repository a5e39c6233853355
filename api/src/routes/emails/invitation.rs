//! `POST /emails/{id}/invitation`: an invitation answered.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::email::invitation::InvitationReply;
use gatepost_shared::id::EmailId;
use gatepost_shared::identity::Identity;
use gatepost_shared::problem::Problem;

use super::reader;
use crate::error::ApiResult;
use crate::mail::imap::Opening;
use crate::mail::send::invitation;
use crate::routes::drafts::order;
use crate::routes::drawer;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Answers the invitation in the email (iMIP, RFC 6047): the organizer gets a mail that calendars understand, from the
/// address that was invited. The email is marked `$accepted`, `$declined` or `$tentative`; answering again changes both.
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
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    JsonBody(answer): JsonBody<InvitationReply>,
) -> ApiResult<Json<EmailSubmission>> {
    let postman = order::submission(&state, &who)?;
    let addresses = drawer::identities(&state, &who).await.iter().map(Identity::address).collect::<Vec<_>>();
    let opening = Opening { part: None, max_text: 0, reader: Some(reader::context(&who.account, &state.config)) };
    let mail = who.mail;
    let sending = async move { invitation::send(&mail, &postman, &id, opening, &answer, &addresses).await };
    Ok(Json(state.sender.complete(sending).await?))
}
