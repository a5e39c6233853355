//! `POST /emails/{id}/redirect`: an email passed on as it is.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::draft::redirect::Redirect;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::redirect;
use crate::routes::drafts::key::Key;
use crate::routes::drafts::order;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Passes an email on to others as it is: `Resent-` fields stand above it (RFC 5322, section 3.6.6), its own author,
/// recipients and text stay. A copy is filed in Sent. Asked again with the same key, it answers again and sends nothing.
#[utoipa::path(
    post,
    path = "/emails/{id}/redirect",
    operation_id = "redirectEmail",
    tag = "sending",
    params(
        ("id" = EmailId, Path, description = "The email"),
        ("Idempotency-Key" = String, Header, description = "A UUID that the client makes up for this act"),
    ),
    request_body = Redirect,
    responses(
        (status = 200, description = "Sent; what went wrong afterwards is in `warnings`", body = EmailSubmission),
        (status = 403, description = "forbiddenFrom: this sender is not one of the person's addresses", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound: there is no such email", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "submissionUnknown: an earlier attempt may have sent it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "submissionRefused: nobody got it; `recipients` has each one's reply. Or invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: it was not sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn redirect(
    State(state): State<AppState>,
    who: SignedIn,
    Id(original): Id<EmailId>,
    Key(key): Key,
    JsonBody(wanted): JsonBody<Redirect>,
) -> ApiResult<Json<EmailSubmission>> {
    let postman = order::submission(&state, &who)?;
    let message_id = key.resent_message_id(&who.account.addresses);
    let max_size = state.config.limits.message;
    let redirect = redirect::Redirect { original, wanted, message_id: message_id.clone(), max_size };
    let (mail, login) = (who.mail.clone(), who.account.login.clone());
    let sending = {
        let state = state.clone();
        async move {
            let order = |id| order::to_redirect(&state, &who, &redirect.message_id, id);
            redirect::redirect(&mail, &postman, &redirect, order).await
        }
    };
    Ok(Json(state.sender.run(&login, &message_id, sending).await?))
}
