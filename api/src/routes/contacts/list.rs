//! `GET /contacts`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::{Contact, ContactEmail, ContactName, ContactPage, MAX_PAGE};
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book;
use crate::mail::drawer::needle::{MAX_TYPED, Needle};
use crate::routes::extract::Params;
use crate::routes::{drawer, etag};
use crate::session::SignedIn;
use crate::state::AppState;

/// How many people of the directory are answered.
const MAX_FOUND: usize = 100;

/// Where to look.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The person's own address book.
    #[default]
    Own,
    /// The farm's directory: read only, and only with `q`.
    Directory,
}

/// `?q=&group=&source=&position=&limit=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Beginnings of words of names, organisations and addresses; at most 200 bytes.
    #[param(max_length = 200)]
    q: String,
    /// The id of a group: its members only.
    group: Option<String>,
    /// `own`, or `directory` for the farm's people, whose ids are empty: at most 100 of them, without paging.
    #[param(inline)]
    source: Source,
    /// The place of the first contact, from 0.
    position: u32,
    /// How many contacts at most: 1 to 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: u32,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { q: String::new(), group: None, source: Source::Own, position: 0, limit: 200 }
    }
}

/// Contacts and groups in the order of their names, without their photos.
#[utoipa::path(
    get,
    path = "/contacts",
    operation_id = "listContacts",
    tag = "contacts",
    params(Wanted),
    responses(
        (status = 200, description = "A page of contacts", body = ContactPage),
        (status = 304, description = "Nothing has changed since the ETag given"),
        (status = 404, description = "notFound: there is no such group", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "directoryUnavailable: with `source=directory`", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    who: SignedIn,
    Params(wanted): Params<Wanted>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    wanted.check()?;
    let page = match wanted.source {
        Source::Own => own(&state, &who, &wanted).await?,
        Source::Directory => directory(&state, &wanted).await?,
    };
    etag::json(&headers, &page)
}

impl Wanted {
    fn check(&self) -> ApiResult<()> {
        if !(1..=MAX_PAGE).contains(&self.limit) {
            return Err(ApiError::invalid("limit", "A page has 1 to 1000 contacts."));
        }
        if self.q.len() > MAX_TYPED {
            return Err(ApiError::invalid("q", "What is searched for has at most 200 bytes."));
        }
        if matches!(self.source, Source::Directory) && !Needle::new(&self.q).has_words() {
            return Err(ApiError::invalid("q", "The directory is searched, not listed: say for whom with `q`."));
        }
        Ok(())
    }
}

async fn own(state: &AppState, who: &SignedIn, wanted: &Wanted) -> ApiResult<ContactPage> {
    let view = drawer::of(state, who).view().await?;
    let mut contacts = book::contacts(&view);
    if let Some(id) = &wanted.group {
        let group = book::find(&view, id).ok_or_else(|| ApiError::not_found("group"))?;
        contacts.retain(|contact| group.members.contains(&contact.id));
    }
    let needle = Needle::new(&wanted.q);
    if !needle.is_empty() {
        contacts.retain(|contact| needle.fits(contact));
    }
    let at = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let without_photo = |contact: &Arc<Contact>| Contact { photo: None, ..(**contact).clone() };
    Ok(ContactPage {
        position: wanted.position,
        total: u32::try_from(contacts.len()).unwrap_or(u32::MAX),
        state: book::state(&view),
        list: contacts.iter().skip(at(wanted.position)).take(at(wanted.limit)).map(without_photo).collect(),
    })
}

async fn directory(state: &AppState, wanted: &Wanted) -> ApiResult<ContactPage> {
    let found = state.directory.suggest(&Needle::new(&wanted.q).questions(), MAX_FOUND).await?;
    let list: Vec<Contact> =
        found.into_iter().take(usize::try_from(wanted.limit).unwrap_or(MAX_FOUND)).map(colleague).collect();
    Ok(ContactPage { position: 0, total: u32::try_from(list.len()).unwrap_or(u32::MAX), state: String::new(), list })
}

fn colleague(address: EmailAddress) -> Contact {
    let name = ContactName { full: address.name.unwrap_or_default(), ..ContactName::default() };
    let emails = vec![ContactEmail { address: address.email, context: None, is_preferred: false }];
    Contact { name, emails, ..Contact::default() }
}
