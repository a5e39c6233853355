//! Every route, in one table; and the order in which what is around them happens.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gatepost_shared::problem::ProblemType;
use gatepost_shared::token::Scope::{MailModify, MailRead, MailSend, Settings};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::assets;
use crate::error::ApiError;
use crate::mail::vcard;
use crate::middleware::{challenge, compression, metrics, panics, request_log, security_headers, time_limit};
use crate::openapi;
use crate::routes::{
    blobs, client, contacts, docs, drafts, emails, events, filters, health, identities, mailboxes, quota, session,
    settings, submissions, suggestions, tokens, vacation,
};
use crate::session::access::{any_token, either, needs, people_only};
use crate::session::{client_ip, cookie_store, origin};
use crate::state::AppState;

/// The largest body of a request, in bytes; a route that takes uploads says so itself.
const MAX_BODY: usize = 1024 * 1024;

/// Routes whose work may be given up when it takes too long. Each says who may use it; none said: everybody.
fn timed() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(session::create::create, session::delete::delete))
        .routes(routes!(client::show::show))
        .routes(any_token(routes!(session::show::show)))
        .routes(people_only(routes!(tokens::create::create, tokens::list::list)))
        .routes(people_only(routes!(tokens::revoke::revoke)))
        .routes(needs(MailSend, routes!(identities::list::list)))
        .routes(either(MailSend, Settings, routes!(identities::show::show)))
        .routes(needs(Settings, routes!(identities::update::update)))
        .routes(needs(Settings, routes!(settings::show::show, settings::replace::replace, settings::update::update)))
        .routes(needs(Settings, routes!(contacts::list::list, contacts::create::create)))
        .routes(needs(Settings, routes!(contacts::show::show, contacts::replace::replace, contacts::delete::delete)))
        .routes(needs(Settings, routes!(contacts::export::export)))
        .routes(either(MailSend, Settings, routes!(suggestions::list::list)))
        .routes(needs(Settings, routes!(filters::show::show)))
        .routes(people_only(routes!(filters::replace::replace)))
        .routes(needs(Settings, routes!(filters::script::script)))
        .routes(people_only(routes!(filters::replace_script::replace_script, filters::delete_script::delete_script)))
        .routes(needs(Settings, routes!(vacation::show::show, vacation::replace::replace)))
        .routes(needs(MailRead, routes!(mailboxes::list::list)))
        .routes(needs(MailModify, routes!(mailboxes::create::create)))
        .routes(needs(MailRead, routes!(mailboxes::show::show)))
        .routes(needs(MailModify, routes!(mailboxes::update::update, mailboxes::delete::delete)))
        .routes(needs(MailRead, routes!(quota::list::list)))
        .routes(needs(MailRead, routes!(mailboxes::changes::changes)))
        .routes(needs(MailRead, routes!(mailboxes::changed::changed)))
        .routes(needs(MailRead, routes!(emails::list::list)))
        .routes(needs(MailRead, routes!(emails::query::query)))
        .routes(needs(MailRead, routes!(emails::get::get)))
        .routes(needs(MailRead, routes!(emails::show::show)))
        .routes(needs(MailRead, routes!(emails::thread::thread)))
        .routes(needs(MailRead, routes!(emails::html::html)))
}

/// Routes that take as long as they take: uploads, sending, streams, changes of everything that matches.
fn untimed() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(needs(MailRead, routes!(emails::raw::raw)))
        .routes(needs(MailSend, routes!(emails::unsubscribe::unsubscribe)))
        .routes(needs(MailSend, routes!(emails::invitation::invitation)))
        .routes(needs(MailModify, routes!(emails::set::set)))
        .routes(needs(MailModify, routes!(emails::import::import)))
        .routes(needs(MailModify, routes!(mailboxes::empty::empty)))
        .routes(needs(MailModify, routes!(mailboxes::mark_read::mark_read)))
        .routes(needs(MailRead, routes!(blobs::show::show)))
        .routes(either(MailModify, MailSend, routes!(blobs::create::create)))
        .routes(either(MailModify, MailSend, routes!(blobs::upload_part::put, blobs::upload_state::show)))
        .routes(needs(MailRead, routes!(events::stream::stream, events::resume::resume)))
        .merge(written())
        .merge(imported())
}

/// Routes that take a text as long as a person may write.
fn written() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(needs(MailModify, routes!(drafts::create::create)))
        .routes(needs(MailRead, routes!(drafts::show::show)))
        .routes(needs(MailModify, routes!(drafts::update::update, drafts::discard::discard)))
        .routes(needs(MailRead, routes!(drafts::start::start)))
        .routes(needs(MailSend, routes!(drafts::redirect::redirect)))
        .routes(needs(MailSend, routes!(drafts::receipt::receipt)))
        .routes(needs(MailSend, routes!(drafts::submit::submit)))
        .routes(needs(MailSend, routes!(submissions::create::create)))
        .layer(DefaultBodyLimit::max(drafts::MAX_BODY))
}

/// Routes that take a file of cards.
fn imported() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(needs(Settings, routes!(contacts::import::import)))
        .layer(DefaultBodyLimit::max(vcard::MAX_FILE))
}

/// What machines ask.
fn machines() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz::healthz))
        .routes(routes!(health::readyz::readyz))
        .routes(routes!(health::metrics::metrics))
}

/// All routes with their descriptions.
fn described(state: &AppState) -> OpenApiRouter<AppState> {
    // The innermost stands first: a request passes them from the last to the first.
    let api = timed()
        .layer(from_fn_with_state(state.clone(), time_limit::limit))
        .merge(untimed())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(state.clone(), cookie_store::carry))
        .layer(origin::same_origin(&state.config.public))
        .layer(from_fn(origin::spare_tokens))
        .layer(from_fn(challenge::add));
    OpenApiRouter::with_openapi(openapi::frame()).nest("/api/v1", api).merge(machines())
}

/// The whole node as a service.
pub fn build(state: AppState) -> Router {
    metrics::install();
    let (router, openapi) = described(&state).split_for_parts();
    let openapi = openapi::finish(&openapi);
    let docs = docs::page(&openapi);
    let openapi = openapi.to_string();
    let json = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    let css = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    router
        .route("/api/v1/openapi.json", get(async move || (json, openapi)))
        .route("/api/docs", get(async move || (html, docs)))
        .route("/api/docs.css", get(async move || (css, docs::STYLE)))
        .fallback(elsewhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(panics::caught())
        .layer(compression::of_json())
        .layer(from_fn(security_headers::add))
        .layer(from_fn(request_log::log))
        .layer(from_fn_with_state(state.clone(), client_ip::note))
        .with_state(state)
}

/// The description of the API, for `gatepost openapi`.
pub fn openapi() -> Value {
    let described = OpenApiRouter::with_openapi(openapi::frame());
    openapi::finish(&described.nest("/api/v1", timed().merge(untimed())).merge(machines()).into_openapi())
}

/// What no route takes: under `/api` a problem, elsewhere a file of the application or its shell.
async fn elsewhere(request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::new(ProblemType::NotFound, "The API has nothing at this address. See /api/v1/openapi.json.")
            .into_response();
    }
    assets::serve(&request)
}

async fn wrong_method() -> ApiError {
    ApiError::new(
        ProblemType::MethodNotAllowed,
        "This address exists, but not with this method. See /api/v1/openapi.json.",
    )
}
