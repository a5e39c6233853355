//! [`SignedIn`]: what a handler takes that works for somebody. Asking for it is what makes a route need a session.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatepost_shared::problem::ProblemType;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use zeroize::Zeroizing;

use crate::directory::{Account, Found};
use crate::error::ApiError;
use crate::mail::imap::Mail;
use crate::session::ClientIp;
use crate::session::seal::KeyRing;
use crate::session::sign_in::{self, forwarded, login};
use crate::state::AppState;

/// Somebody who is signed in, by session or by HTTP Basic.
pub struct SignedIn {
    /// What the directory says of them now.
    pub account: Account,
    /// Their mail.
    pub mail: Mail,
    /// Their password, which the submission server wants too.
    pub password: SecretString,
    /// Where they are.
    pub client: IpAddr,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("account", &self.account.login).finish_non_exhaustive()
    }
}

/// What a session remembers of a person.
#[derive(Serialize, Deserialize)]
struct Person {
    /// The name as typed: the directory is asked for it again, since a person may be moved while signed in.
    name: String,
    /// The account that was found by it: should the name come to mean somebody else, the session ends.
    account: String,
    /// The password, sealed once more: a session's record may be printed by accident or stored elsewhere.
    password: String,
}

const PERSON: &str = "person";
const PASSWORD_PURPOSE: &str = "session password";

/// Remembers somebody who has just signed in, under a new session id, so that one planted before is worth nothing.
pub async fn remember(session: &Session, ring: &KeyRing, name: &str, who: &SignedIn) -> Result<(), ApiError> {
    let password = ring.seal(PASSWORD_PURPOSE, who.password.expose_secret().as_bytes()).map_err(ApiError::internal)?;
    let person = Person { name: name.to_owned(), account: who.account.login.clone(), password };
    if session.id().is_some() {
        session.cycle_id().await.map_err(ApiError::internal)?;
    }
    session.insert(PERSON, person).await.map_err(ApiError::internal)
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Ok(ClientIp(client)) = ClientIp::from_request_parts(parts, state).await;
        if let Some((name, password)) = basic(&parts.headers)? {
            return by_password(state, &name, password, client).await;
        }
        let session = parts.extensions.get::<Session>().ok_or_else(|| ApiError::internal("no session layer"))?;
        let person: Option<Person> = session.get(PERSON).await.map_err(ApiError::internal)?;
        by_session(state, person.ok_or_else(not_signed_in)?, client).await
    }
}

async fn by_session(state: &AppState, person: Person, client: IpAddr) -> Result<SignedIn, ApiError> {
    let password = state.ring.open(PASSWORD_PURPOSE, &person.password).ok_or_else(not_signed_in)?;
    let password = SecretString::from(std::str::from_utf8(&password).map_err(ApiError::internal)?);
    let account = account_of(state, &person.name, client).await?;
    if account.login != person.account {
        return Err(not_signed_in());
    }
    let mail = state.relay.mail(login(&account, password.clone(), client));
    Ok(SignedIn { account, mail, password, client })
}

/// HTTP Basic (RFC 7617), for programs. A password that a mail server has just taken is believed for a few minutes,
/// or each request would sign in anew.
async fn by_password(
    state: &AppState,
    name: &str,
    password: SecretString,
    client: IpAddr,
) -> Result<SignedIn, ApiError> {
    if state.verified.knows(name, &password) {
        let account = account_of(state, name, client).await?;
        let mail = state.relay.mail(login(&account, password.clone(), client));
        return Ok(SignedIn { account, mail, password, client });
    }
    let who = sign_in::sign_in(state, name, &password, client).await?;
    state.verified.remember(name, &password).await;
    Ok(who)
}

async fn account_of(state: &AppState, name: &str, client: IpAddr) -> Result<Account, ApiError> {
    match state.directory.find(name.trim(), Some(client)).await? {
        Found::Account(account) => Ok(*account),
        Found::Forwarded => Err(forwarded()),
        Found::Nobody => Err(not_signed_in()),
    }
}

/// The name and password of an `Authorization: Basic` header, if there is one.
fn basic(headers: &HeaderMap) -> Result<Option<(String, SecretString)>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let wrong = || ApiError::new(ProblemType::BadRequest, "The Authorization header is not HTTP Basic (RFC 7617).");
    let value = value.to_str().map_err(|_| wrong())?;
    let (scheme, encoded) = value.split_once(' ').ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong());
    }
    let bytes = Zeroizing::new(STANDARD.decode(encoded.trim()).map_err(|_| wrong())?);
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong())?;
    let (name, password) = text.split_once(':').ok_or_else(wrong)?;
    Ok(Some((name.to_owned(), SecretString::from(password))))
}

fn not_signed_in() -> ApiError {
    ApiError::new(ProblemType::NotSignedIn, "You are not signed in, or your session has ended. Sign in again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorization(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn basic_is_name_colon_password_and_the_password_may_hold_colons() {
        let (name, password) = basic(&authorization("basic YWxpY2U6YTpi")).unwrap().unwrap();
        assert_eq!((name.as_str(), password.expose_secret()), ("alice", "a:b"));
        assert!(basic(&HeaderMap::new()).unwrap().is_none());
    }

    #[test]
    fn what_is_not_basic_is_said_to_be_wrong() {
        for value in ["Bearer x", "Basic", "Basic !!!", "Basic YWxpY2U="] {
            assert!(basic(&authorization(value)).is_err(), "{value}");
        }
    }
}
