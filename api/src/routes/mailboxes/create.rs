//! `POST /mailboxes`: a new one.

use axum::Json;
use axum::http::{StatusCode, header};
use gatepost_shared::mailbox::{CreateMailbox, Mailbox};
use gatepost_shared::problem::Problem;

use crate::error::ApiResult;
use crate::routes::extract::JsonBody;
use crate::session::extract::SignedIn;

/// Makes a mailbox, subscribed unless `isSubscribed` is false.
#[utoipa::path(
    post,
    path = "/mailboxes",
    operation_id = "createMailbox",
    tag = "mailboxes",
    request_body = CreateMailbox,
    responses(
        (status = 201, description = "Made", body = Mailbox, headers(("location" = String, description = "Where it is"))),
        (status = 404, description = "notFound: no such parent", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "alreadyExists: the name, or the role, is taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the name, the parent or the role cannot be had", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    SignedIn { mail, .. }: SignedIn,
    JsonBody(wanted): JsonBody<CreateMailbox>,
) -> ApiResult<(StatusCode, [(header::HeaderName, String); 1], Json<Mailbox>)> {
    let mailbox = mail.create_mailbox(wanted).await?;
    let place = format!("/api/v1/mailboxes/{}", mailbox.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(mailbox)))
}
