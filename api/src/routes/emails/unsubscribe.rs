//! `POST /emails/{id}/unsubscribe`: off a mailing list.

use axum::Json;
use axum::extract::State;
use gatepost_shared::email::unsubscribing::{UnsubscribeRequest, Unsubscribed};
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::{Problem, ProblemType};

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Takes the person off the list that the email came by. With one click (RFC 8058) the node asks the server that the
/// email itself names, once, by HTTPS, without following where it leads; by mail it writes to the list's address as
/// the person. Who sent the email must be proved for that, or the person be asked (`evenIfUnverified`).
#[utoipa::path(
    post,
    path = "/emails/{id}/unsubscribe",
    operation_id = "unsubscribe",
    tag = "emails",
    params(("id" = EmailId, Path, description = "An email of the list")),
    request_body = UnsubscribeRequest,
    responses(
        (status = 200, description = "The list was told", body = Unsubscribed),
        (status = 404, description = "notFound. Or notAvailable: the operator has switched this way off", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "unverifiedSender: nothing proves who sent this email", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the email names no such way off a list; submissionRefused", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "unsubscribeRefused: the list's server did not take it, or its address must not be asked", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: no mail was sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn unsubscribe(
    State(_state): State<AppState>,
    _who: SignedIn,
    Id(_id): Id<EmailId>,
    JsonBody(_wanted): JsonBody<UnsubscribeRequest>,
) -> ApiResult<Json<Unsubscribed>> {
    Err(ApiError::new(ProblemType::NotAvailable, "This node cannot take you off a list yet."))
}
