//! `GET /suggestions`.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use gatepost_shared::contact::{SuggestionSource, Suggestions};
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::mail::drawer::needle::{MAX_TYPED, Needle};
use crate::mail::drawer::suggest::{MAX_SUGGESTIONS, suggest};
use crate::routes::drawer;
use crate::routes::extract::Params;
use crate::session::SignedIn;
use crate::state::AppState;

/// How long the directory may take: somebody is typing.
const PATIENCE: Duration = Duration::from_millis(800);

/// How many people of the directory are merged in.
const FROM_DIRECTORY: usize = 20;

/// `?q=&limit=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Typed {
    /// What was typed: beginnings of words of a name or an address; at most 200 bytes. Without it, those whom the
    /// person writes to most come first.
    #[param(max_length = 200)]
    q: String,
    /// How many suggestions at most: 1 to 50.
    #[param(minimum = 1, maximum = 50)]
    limit: usize,
}

impl Default for Typed {
    fn default() -> Self {
        Self { q: String::new(), limit: 10 }
    }
}

/// Whom the person may mean: their contacts and groups, those to whom they write, and the farm's people, the best first,
/// each address once. A source that cannot be asked is named, and the others answer.
#[utoipa::path(
    get,
    path = "/suggestions",
    operation_id = "listSuggestions",
    tag = "contacts",
    params(Typed),
    responses(
        (status = 200, description = "The suggestions", body = Suggestions),
        (status = 422, description = "invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    who: SignedIn,
    Params(typed): Params<Typed>,
) -> ApiResult<Json<Suggestions>> {
    if typed.q.len() > MAX_TYPED {
        return Err(ApiError::invalid("q", "What is searched for has at most 200 bytes."));
    }
    if !(1..=MAX_SUGGESTIONS).contains(&typed.limit) {
        return Err(ApiError::invalid("limit", "There are 1 to 50 suggestions."));
    }
    let needle = Needle::new(&typed.q);
    let questions = needle.questions();
    let drawer = drawer::of(&state, &who);
    let from_mailbox = async { (drawer.view().await, state.circles.of(drawer.account(), drawer.mail()).await) };
    let from_directory = tokio::time::timeout(PATIENCE, state.directory.suggest(&questions, FROM_DIRECTORY));
    let ((view, sent), directory) = tokio::join!(from_mailbox, from_directory);
    let contacts = view.map(|view| book::contacts(&view)).ok();
    let directory = directory.ok().and_then(Result::ok);
    let asked = [
        (SuggestionSource::Contacts, contacts.is_some()),
        (SuggestionSource::Sent, sent.is_ok()),
        (SuggestionSource::Directory, directory.is_some()),
    ];
    let missing = asked.into_iter().filter(|(_, has_answered)| !has_answered).map(|(source, _)| source).collect();
    let (contacts, sent) = (contacts.unwrap_or_default(), sent.unwrap_or_default());
    let list = suggest(&needle, &contacts, &sent, &directory.unwrap_or_default(), typed.limit);
    Ok(Json(Suggestions { list, missing }))
}
