//! Every route, in one table; and the order in which what is around them happens.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gatepost_shared::problem::ProblemType;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::assets;
use crate::error::ApiError;
use crate::middleware::{compression, metrics, panics, request_log, security_headers, time_limit};
use crate::routes::{blobs, docs, drafts, emails, events, health, identities, mailboxes, session, submissions};
use crate::session::{client_ip, cookie_store, origin};
use crate::state::AppState;

/// The largest body of a request, in bytes; a route that takes uploads says so itself.
const MAX_BODY: usize = 1024 * 1024;

#[derive(OpenApi)]
#[openapi(info(
    title = "Gatepost",
    description = "The webmail of a mail farm. Shapes and words are those of JMAP for Mail (RFC 8621); errors are problem details (RFC 9457)."
))]
struct Doc;

/// Routes whose work may be given up when it takes too long.
fn timed() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(session::create::create, session::show::show, session::delete::delete))
        .routes(routes!(identities::list::list))
        .routes(routes!(mailboxes::list::list))
        .routes(routes!(mailboxes::show::show))
        .routes(routes!(emails::list::list))
        .routes(routes!(emails::get::get))
        .routes(routes!(emails::set::set))
        .routes(routes!(emails::show::show))
        .routes(routes!(emails::html::html))
}

/// Routes that take as long as they take: uploads, sending, streams.
fn untimed() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(emails::raw::raw))
        .routes(routes!(blobs::show::show))
        .routes(routes!(blobs::create::create))
        .routes(routes!(events::stream::stream))
        .merge(written())
}

/// Routes that take a text as long as a person may write.
fn written() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(drafts::create::create))
        .routes(routes!(drafts::show::show, drafts::update::update, drafts::discard::discard))
        .routes(routes!(drafts::start::start))
        .routes(routes!(drafts::submit::submit))
        .routes(routes!(submissions::create::create))
        .layer(DefaultBodyLimit::max(drafts::MAX_BODY))
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
        .layer(origin::same_origin(&state.config.public));
    OpenApiRouter::with_openapi(Doc::openapi()).nest("/api/v1", api).merge(machines())
}

/// The whole node as a service.
pub fn build(state: AppState) -> Router {
    metrics::install();
    let (router, openapi) = described(&state).split_for_parts();
    let docs = docs::page(&openapi);
    let openapi = openapi.to_json().unwrap_or_default();
    let json = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    router
        .route("/api/v1/openapi.json", get(async move || (json, openapi)))
        .route("/api/docs", get(async move || (html, docs)))
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
pub fn openapi() -> utoipa::openapi::OpenApi {
    OpenApiRouter::<AppState>::with_openapi(Doc::openapi())
        .nest("/api/v1", timed().merge(untimed()))
        .merge(machines())
        .into_openapi()
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
