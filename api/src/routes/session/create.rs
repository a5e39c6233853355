//! `POST /session`: signing in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Json, http::header};
use gatepost_shared::problem::Problem;
use gatepost_shared::session::{Session, SignIn};
use secrecy::SecretString;
use time::OffsetDateTime;

use crate::error::ApiResult;
use crate::routes::extract::{JsonBody, Params};
use crate::routes::session::first_paint::{self, Include};
use crate::session::{ClientIp, extract, sign_in};
use crate::state::AppState;

/// Signs in. The answer sets the session cookie; with `include` it carries all that the first screen shows.
#[utoipa::path(
    post,
    path = "/session",
    operation_id = "signIn",
    tag = "session",
    params(Include),
    request_body = SignIn,
    responses(
        (status = 201, description = "Signed in", body = Session),
        (status = 401, description = "wrongCredentials: nobody has this name, or the password is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "mailForwarded: the person's mail is elsewhere", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "rateLimit: too many wrong passwords; see Retry-After", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "directoryUnavailable or backendUnavailable: not the person's fault", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    session: tower_sessions::Session,
    ClientIp(client): ClientIp,
    Params(include): Params<Include>,
    JsonBody(SignIn { username, password }): JsonBody<SignIn>,
) -> ApiResult<(StatusCode, [(header::HeaderName, &'static str); 1], Json<Session>)> {
    let mut who = sign_in::sign_in(&state, &username, &SecretString::from(password), client).await?;
    extract::remember(&session, &state.ring, &username, &who).await?;
    who.life = Some(state.sessions.life(OffsetDateTime::now_utc().unix_timestamp()));
    let answer = first_paint::session(&state, &who, &include).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(answer)))
}
