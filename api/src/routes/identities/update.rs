//! `PATCH /identities/{id}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::identity::{Identity, IdentityPatch};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::identities;
use crate::mail::html::editor;
use crate::routes::emails::html::busy;
use crate::routes::etag::IfMatch;
use crate::routes::extract::JsonBody;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// Gives an address a display name, signatures, an address for answers, hidden copies, or makes it the default. Only
/// what is named changes. The HTML signature is sanitised as everything that is written with this webmail.
#[utoipa::path(
    patch,
    path = "/identities/{id}",
    operation_id = "updateIdentity",
    tag = "sending",
    params(
        ("id" = String, Path, description = "The address"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the identity must still have"),
    ),
    request_body = IdentityPatch,
    responses(
        (status = 200, description = "The identity as it is now", body = Identity),
        (status = 404, description = "notFound: the person has no such address", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "preconditionFailed: it has changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: something is too long or no address", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<String>,
    if_match: IfMatch,
    JsonBody(mut patch): JsonBody<IdentityPatch>,
) -> ApiResult<Response> {
    patch.check().map_err(|fault| ApiError::invalid(fault.property, fault.sentence))?;
    if let Some(html) = patch.html_signature.take() {
        patch.html_signature = Some(editor::clean_bounded(html).await.map_err(busy)?.html);
    }
    let (drawer, addresses) = (drawer::of(&state, &who), who.account.addresses);
    let changed = state.sender.complete(async move {
        identities::patch::<ApiError>(&drawer, &addresses, &id, &patch, |current| if_match.check(current)).await
    });
    let identity = changed.await?.ok_or_else(|| ApiError::not_found("identity"))?;
    etag::json(&HeaderMap::new(), &identity)
}
