//! `POST /contacts`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use gatepost_shared::contact::Contact;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::routes::drawer;
use crate::routes::extract::JsonBody;
use crate::session::SignedIn;
use crate::state::AppState;

/// Adds a contact or a group. A client that makes up the id itself can safely ask twice.
#[utoipa::path(
    post,
    path = "/contacts",
    operation_id = "createContact",
    tag = "contacts",
    request_body = Contact,
    responses(
        (status = 201, description = "Added", body = Contact, headers(("Location" = String, description = "Where it is"))),
        (status = 409, description = "stateMismatch: there is another contact of this id", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the address book is full", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: something is too long, or there is nothing to show", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    JsonBody(contact): JsonBody<Contact>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 1], Json<Contact>)> {
    drawer::check_id(&contact.id)?;
    let drawer = drawer::of(&state, &who);
    let created = state.sender.complete(async move { book::create::<ApiError>(&drawer, contact).await }).await?;
    let location = format!("/api/v1/contacts/{}", created.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json((*created).clone())))
}
