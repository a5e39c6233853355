//! `POST /emails/{id}/mdn`: a read receipt given.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::EmailSubmission;
use gatepost_shared::draft::receipt::Receipt;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::mail::send::receipt;
use crate::routes::drafts::order;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Tells the author, who has asked for it (`dispositionNotificationTo`), that the email was displayed. Only this request
/// does that, never Gatepost by itself; the email is marked `$mdnsent`, so that it is told once. Never for junk.
#[utoipa::path(
    post,
    path = "/emails/{id}/mdn",
    operation_id = "sendReceipt",
    tag = "sending",
    params(("id" = EmailId, Path, description = "The email that asks for a receipt")),
    request_body = Receipt,
    responses(
        (status = 200, description = "Sent", body = EmailSubmission),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "stateMismatch: a receipt was sent before; submissionUnknown: it may have been", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: none was asked for, or the email is junk; submissionRefused", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: it was not sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn receipt(
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    JsonBody(wanted): JsonBody<Receipt>,
) -> ApiResult<Json<EmailSubmission>> {
    let postman = order::submission(&state, &who)?;
    let (mail, addresses) = (who.mail, who.account.addresses.clone());
    let sending = async move { receipt::send(&mail, &postman, &id, &wanted, &addresses).await };
    Ok(Json(state.sender.complete(sending).await?))
}
