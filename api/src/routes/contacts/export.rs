//! `GET /contacts/export`.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::routes::extract::Params;
use crate::routes::{content_disposition, drawer};
use crate::session::SignedIn;
use crate::state::AppState;

/// `?group=…` or `?contact=…`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The id of a group: it and its members only.
    group: Option<String>,
    /// The id of a contact: its card only. Imported again it is the same contact, with all that stands in its card.
    contact: Option<String>,
}

/// The address book, or a part of it, as a file of vCards 4.0, with everything that other programs keep in them.
#[utoipa::path(
    get,
    path = "/contacts/export",
    operation_id = "exportContacts",
    tag = "contacts",
    params(Which),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/vcard"),
        (status = 404, description = "notFound: there is no such group or contact", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn export(State(state): State<AppState>, who: SignedIn, Params(which): Params<Which>) -> ApiResult<Response> {
    let view = drawer::of(&state, &who).view().await?;
    let one = match (&which.group, &which.contact) {
        (Some(id), None) => Some(book::find(&view, id).ok_or_else(|| ApiError::not_found("group"))?),
        (None, Some(id)) => Some(book::find(&view, id).ok_or_else(|| ApiError::not_found("contact"))?),
        (None, None) => None,
        _ => return Err(ApiError::invalid("contact", "Ask for a group or for a contact, not for both.")),
    };
    let name = one.as_ref().map_or_else(|| "contacts".to_owned(), |one| one.display());
    let cards = match one {
        Some(contact) if which.contact.is_some() => book::card(&view, &contact.id).unwrap_or_default(),
        group => book::cards(&view, group.as_deref()),
    };
    let headers = [
        (header::CONTENT_TYPE, header::HeaderValue::from_static("text/vcard; charset=utf-8")),
        (header::CONTENT_DISPOSITION, content_disposition::attachment(&format!("{name}.vcf"))),
        (header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, cards).into_response())
}
