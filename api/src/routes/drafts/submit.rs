//! `POST /drafts/{id}/submit`: a draft sent, exactly once.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::submit::submit as send;
use crate::routes::drafts::key::Key;
use crate::routes::drafts::order;
use crate::routes::drafts::wishes::Query;
use crate::routes::extract::{Id, Params};
use crate::session::SignedIn;
use crate::state::AppState;

/// Sends a draft to all of its recipients or to none. Asked again with the same key, by whichever node, it answers
/// again and sends nothing. It goes on if the client goes away.
#[utoipa::path(
    post,
    path = "/drafts/{id}/submit",
    operation_id = "submitDraft",
    tag = "sending",
    params(
        ("id" = EmailId, Path, description = "The draft"),
        ("Idempotency-Key" = String, Header, description = "The key that the draft was saved with"),
        Query,
    ),
    responses(
        (status = 200, description = "Sent; what went wrong afterwards is in `warnings`", body = EmailSubmission),
        (status = 403, description = "forbiddenFrom: this sender is not one of the person's addresses", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound: no such draft, and nothing was sent under this key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "submissionUnknown: an earlier attempt may have sent it, the person must decide; stateMismatch: there is a newer version", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "submissionRefused: nobody got it; `recipients` has each one's reply. Or invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: it was not sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    Key(key): Key,
    Params(query): Params<Query>,
) -> ApiResult<Json<EmailSubmission>> {
    let wishes = query.wishes(&key, &who)?;
    let order = order::order(&state, &who, &key, id, wishes);
    let postman = order::submission(&state, &who)?;
    let (mail, message_id) = (who.mail, order.message_id.clone());
    let sending = async move { send(&mail, &postman, &order).await };
    Ok(Json(state.sender.run(&who.account.login, &message_id, sending).await?))
}
