//! `POST /tokens`: a new token, shown once.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use gatepost_shared::date::UtcDate;
use gatepost_shared::problem::{Problem, ProblemType};
use gatepost_shared::token::{DEFAULT_LIFE, IssuedToken, MAX_NAME, MAX_TOKENS, MIN_LIFE, NewToken, TokenInfo};
use secrecy::ExposeSecret as _;
use time::OffsetDateTime;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::tokens;
use crate::routes::extract::JsonBody;
use crate::session::SignedIn;
use crate::session::token::Token;
use crate::state::AppState;

/// Makes a token for a program: with the scopes that it needs, for as long as it needs them. The token is in this answer
/// and nowhere else. It ends with its time, when it is revoked, and when the password changes.
#[utoipa::path(
    post,
    path = "/tokens",
    operation_id = "createToken",
    tag = "tokens",
    request_body = NewToken,
    responses(
        (status = 201, description = "Made", body = IssuedToken, headers(("Location" = String, description = "Where to revoke it"))),
        (status = 409, description = "stateMismatch: the person has as many tokens as one may have", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the name, the scopes or the time", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    JsonBody(wanted): JsonBody<NewToken>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 2], Json<IssuedToken>)> {
    let life = check(&state, &wanted)?;
    let (drawer, now) = (who.drawer(&state), UtcDate::from_seconds(OffsetDateTime::now_utc().unix_timestamp()));
    if tokens::of(&*drawer.view().await?).filter(|token| now < token.expires_at).count() >= MAX_TOKENS {
        return Err(too_many());
    }
    // Made with the account's own login: the name that was typed is not known here, and need not be.
    let login = &who.account.login;
    let token = Token::new(login, login, &who.password, wanted.scopes.clone(), now.seconds() + i64::from(life))
        .map_err(ApiError::internal)?;
    let sealed = token.seal(&state.ring).map_err(ApiError::internal)?;
    let info = TokenInfo {
        id: token.id.clone(),
        name: wanted.name.trim().to_owned(),
        scopes: wanted.scopes,
        created_at: now,
        expires_at: UtcDate::from_seconds(token.expires),
    };
    tokens::add(&drawer, &info, now).await?;
    let headers =
        [(header::LOCATION, format!("/api/v1/tokens/{}", info.id)), (header::CACHE_CONTROL, "no-store".to_owned())];
    let token = sealed.expose_secret().to_owned();
    Ok((StatusCode::CREATED, headers, Json(IssuedToken { token, info })))
}

/// The seconds that the token shall live.
fn check(state: &AppState, wanted: &NewToken) -> ApiResult<u32> {
    let name = wanted.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
        return Err(ApiError::invalid("name", "Give the token a name of 1 to 100 characters, to know it again by."));
    }
    if wanted.scopes.is_empty() {
        return Err(ApiError::invalid("scopes", "Say what the token shall allow: one scope at least."));
    }
    let longest = state.config.limits.token_life.as_secs();
    let life = wanted.expires_in.unwrap_or(DEFAULT_LIFE.min(u32::try_from(longest).unwrap_or(DEFAULT_LIFE)));
    if life < MIN_LIFE || u64::from(life) > longest {
        let reason = format!("A token lives {MIN_LIFE} to {longest} seconds.");
        return Err(ApiError::invalid("expiresIn", reason));
    }
    Ok(life)
}

fn too_many() -> ApiError {
    let detail = format!("You have {MAX_TOKENS} tokens, and nobody can have more. Revoke one that you do not need.");
    ApiError::new(ProblemType::StateMismatch, detail)
}
