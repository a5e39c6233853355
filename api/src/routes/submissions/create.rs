//! `POST /submissions`: a message written and sent in one go.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::{Draft, EmailSubmission};
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::submit::save_and_submit;
use crate::routes::drafts::key::Key;
use crate::routes::drafts::order;
use crate::routes::drafts::wishes::Query;
use crate::routes::extract::{JsonBody, Params};
use crate::session::SignedIn;
use crate::state::AppState;

/// Saves a message in Drafts and sends it from there, to all of its recipients or to none. Asked again with the same
/// key, it answers again and sends nothing. When it is refused, the draft stays.
#[utoipa::path(
    post,
    path = "/submissions",
    operation_id = "createSubmission",
    tag = "sending",
    params(("Idempotency-Key" = String, Header, description = "A UUID that the client makes up for this message"), Query),
    request_body = Draft,
    responses(
        (status = 200, description = "Sent; what went wrong afterwards is in `warnings`", body = EmailSubmission),
        (status = 403, description = "forbiddenFrom: this sender is not one of the person's addresses", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "submissionUnknown: an earlier attempt may have sent it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "submissionRefused: nobody got it; `recipients` has each one's reply. Or invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: it was not sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    Key(key): Key,
    Params(query): Params<Query>,
    JsonBody(draft): JsonBody<Draft>,
) -> ApiResult<Json<EmailSubmission>> {
    let to_save = order::save(&state, &who, &key, draft, None).await?;
    let postman = order::submission(&state, &who)?;
    let wishes = query.wishes(&key, &who)?;
    let (mail, message_id) = (who.mail.clone(), to_save.message_id.clone());
    let login = who.account.login.clone();
    let sending = {
        let state = state.clone();
        async move {
            let order = |id| order::order(&state, &who, &key, id, wishes);
            save_and_submit(&mail, &postman, &to_save, order).await
        }
    };
    Ok(Json(state.sender.run(&login, &message_id, sending).await?))
}
