//! `POST /contacts/import`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use gatepost_shared::contact::{Imported, ImportedCard, MAX_CONTACTS};
use gatepost_shared::problem::{Problem, ProblemType};

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book::{self, Fate};
use crate::mail::vcard::{self, Read};
use crate::routes::drawer;
use crate::session::SignedIn;
use crate::state::AppState;

/// Adds the cards of a file: vCard 4.0, 3.0 or 2.1, many in one file. A card with a UID replaces the contact that came
/// with it before; the same file twice changes nothing. Each card has its own result, and bad ones keep no good ones out.
#[utoipa::path(
    post,
    path = "/contacts/import",
    operation_id = "importContacts",
    tag = "contacts",
    request_body(content = String, content_type = "text/vcard", description = "At most 8 MiB"),
    responses(
        (status = 200, description = "What became of each card", body = Imported),
        (status = 400, description = "badRequest: this is no file of vCards", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "tooLarge: the file, or the address book with it", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "overQuota: the mailbox is full", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn import(
    State(state): State<AppState>,
    who: SignedIn,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> ApiResult<Json<Imported>> {
    check_type(&headers)?;
    let file = body.map_err(|_| ApiError::new(ProblemType::TooLarge, "The file is larger than 8 MiB."))?;
    // Thousands of cards take a moment of work: not on the threads that serve everybody.
    let read = tokio::task::spawn_blocking(move || vcard::read_file(&file, MAX_CONTACTS)).await;
    let read = read.map_err(ApiError::internal)?.ok_or_else(|| {
        ApiError::new(ProblemType::TooLarge, "The file has more than 10,000 cards. Part it, or import fewer.")
    })?;
    if read.is_empty() {
        return Err(ApiError::new(ProblemType::BadRequest, "There is no vCard in this file."));
    }
    let drawer = drawer::of(&state, &who);
    let imported = state.sender.complete(async move {
        let fates = book::import::<ApiError>(&drawer, &read).await?;
        Ok::<_, ApiError>(told(&read, |id| fates.get(id).copied()))
    });
    imported.await.map(Json)
}

fn check_type(headers: &HeaderMap) -> ApiResult<()> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if ["text/vcard", "text/x-vcard", "text/directory"].contains(&essence.as_str()) {
        return Ok(());
    }
    Err(ApiError::new(ProblemType::BadRequest, "Send a file of vCards, with the header `Content-Type: text/vcard`."))
}

fn told(read: &[Read], fate: impl Fn(&str) -> Option<Fate>) -> Imported {
    let mut imported = Imported { created: 0, updated: 0, unchanged: 0, refused: 0, results: Vec::new() };
    for (index, card) in (0..).zip(read) {
        let (id, problem) = match &card.card {
            Ok((id, _)) => (Some(id.clone()), None),
            Err(fault) => (None, Some(ApiError::from(fault.clone()).into_problem())),
        };
        let count = match id.as_deref().and_then(&fate) {
            Some(Fate::Created) => &mut imported.created,
            Some(Fate::Updated) => &mut imported.updated,
            Some(Fate::Unchanged) => &mut imported.unchanged,
            None => &mut imported.refused,
        };
        *count += 1;
        let warning = card.warning.map(str::to_owned);
        imported.results.push(ImportedCard { index, name: card.name.clone(), id, problem, warning });
    }
    imported
}
