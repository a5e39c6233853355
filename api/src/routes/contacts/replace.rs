//! `PUT /contacts/{id}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::contact::Contact;
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// Changes a contact. What differs from what it was is written into its vCard; what other programs keep there and this
/// API does not show stays. Send If-Match, or the changes of another device may be undone.
#[utoipa::path(
    put,
    path = "/contacts/{id}",
    operation_id = "replaceContact",
    tag = "contacts",
    params(
        ("id" = String, Path, description = "The contact"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the contact must still have"),
    ),
    request_body = Contact,
    responses(
        (status = 200, description = "The contact as it is now", body = Contact),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the address book is full", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<String>,
    if_match: IfMatch,
    JsonBody(contact): JsonBody<Contact>,
) -> ApiResult<Response> {
    drawer::check_id(&id)?;
    if !contact.id.is_empty() && contact.id != id {
        return Err(ApiError::invalid(
            "id",
            "The id in the contact is not the one in the address. An id never changes.",
        ));
    }
    let (drawer, wanted) = (drawer::of(&state, &who), Contact { id, ..contact });
    let changed = state
        .sender
        .complete(async move { book::replace::<ApiError>(&drawer, wanted, |current| if_match.check(current)).await });
    etag::json(&HeaderMap::new(), &*changed.await?)
}
