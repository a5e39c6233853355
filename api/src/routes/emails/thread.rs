//! `GET /emails/{id}/thread`: the conversation of an email.

use axum::Json;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;
use gatepost_shared::thread::Conversation;

use crate::error::ApiResult;
use crate::routes::extract::Id;
use crate::session::extract::SignedIn;

/// The conversation of an email across mailboxes, Sent and Drafts included, Trash and Junk left out.
///
/// It is looked up anew each time, so that an answer stands in it as soon as it is sent. Emails belong together by what
/// their headers refer to, never by subject alone; a server that announces conversations itself (OBJECTID) is asked for its
/// own, and Cyrus begins a new one when the subject changes. Copies of one message are shown once.
#[utoipa::path(
    get,
    path = "/emails/{id}/thread",
    operation_id = "getThread",
    tag = "emails",
    params(("id" = EmailId, Path, description = "Any email of the conversation")),
    responses(
        (status = 200, description = "The conversation, oldest email first; at least the email itself, or the copy of it that came first", body = Conversation),
        (status = 404, description = "`notFound`: there is no such email any more", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "`staleId`: its mailbox was made anew", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn thread(SignedIn { mail, .. }: SignedIn, Id(id): Id<EmailId>) -> ApiResult<Json<Conversation>> {
    Ok(Json(mail.conversation(&id).await?))
}
