//! [`SignedIn`]: what a handler takes that works for somebody. Asking for it is what makes a route need a session.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use gatepost_shared::problem::ProblemType;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::Session;

use crate::directory::{Account, Found};
use crate::error::ApiError;
use crate::mail::drawer::relay::Drawer;
use crate::mail::imap::Mail;
use crate::session::access::{Access, Grant};
use crate::session::authorization::{self, Authorization};
use crate::session::cookie_store::Life;
use crate::session::seal::KeyRing;
use crate::session::sign_in::{self, forwarded, login};
use crate::session::token::Token;
use crate::session::{ClientIp, origin};
use crate::state::AppState;

/// Somebody who is signed in: by session, by HTTP Basic, or by a token of theirs.
pub struct SignedIn {
    /// What the directory says of them now.
    pub account: Account,
    /// Their mail.
    pub mail: Mail,
    /// Their password, which the submission server wants too.
    pub password: SecretString,
    /// Where they are.
    pub client: IpAddr,
    /// The life of their session; none when they came by password or token.
    pub life: Option<Life>,
    /// What they may do. The route's own [`Access`] is checked already; this is for what a request asks besides.
    pub grant: Grant,
}

impl SignedIn {
    /// Their drawer.
    pub fn drawer(&self, state: &AppState) -> Drawer {
        let backend = &self.account.backend.imap;
        let account = format!("{}:{} {}", backend.host, backend.port, self.account.imap_user);
        state.drawers.of(account, self.mail.clone())
    }
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
        match authorization::read(&parts.headers)? {
            Some(Authorization::Basic { name, password }) => {
                origin::refuse_ambient(&parts.headers)?;
                by_password(state, &name, password, client).await
            }
            Some(Authorization::Bearer(text)) => {
                // A route of which the table says nothing lets no token in.
                let access = parts.extensions.get::<Access>().copied().unwrap_or(Access::People);
                // Boxed: it holds a look into the drawer, which most requests need not carry.
                Box::pin(by_token(state, &text, access, client)).await
            }
            None => {
                let life = parts.extensions.get().copied();
                let who = by_session(state, parts.extensions.get(), client).await?;
                Ok(SignedIn { life, ..who })
            }
        }
    }
}

async fn by_session(state: &AppState, session: Option<&Session>, client: IpAddr) -> Result<SignedIn, ApiError> {
    let session = session.ok_or_else(|| ApiError::internal("no session layer"))?;
    let person: Option<Person> = session.get(PERSON).await.map_err(ApiError::internal)?;
    let person = person.ok_or_else(not_signed_in)?;
    count(state, &person.account)?;
    let password = state.ring.open(PASSWORD_PURPOSE, &person.password).ok_or_else(not_signed_in)?;
    let password = SecretString::from(std::str::from_utf8(&password).map_err(ApiError::internal)?);
    let account = account_of(state, &person.name, client).await?;
    if account.login != person.account {
        return Err(not_signed_in());
    }
    Ok(signed_in(state, account, password, client, Grant::Person))
}

/// HTTP Basic (RFC 7617), for programs. A password that a mail server has just taken is believed for a few minutes,
/// or each request would sign in anew.
async fn by_password(
    state: &AppState,
    name: &str,
    password: SecretString,
    client: IpAddr,
) -> Result<SignedIn, ApiError> {
    verify(state, name, &password, client).await?;
    let account = account_of(state, name, client).await?;
    count(state, &account.login)?;
    Ok(signed_in(state, account, password, client, Grant::Person))
}

/// A token: sealed by this farm, in time, with the scope that the route asks, with a password that still holds, and listed.
/// In this order: what costs nobody anything comes first.
async fn by_token(state: &AppState, text: &SecretString, access: Access, client: IpAddr) -> Result<SignedIn, ApiError> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let token = Token::open(&state.ring, text, now).ok_or_else(no_token)?;
    let grant = Grant::Token { id: token.id.clone(), scopes: token.scopes.clone() };
    grant.permits(access)?;
    count(state, &token.id.to_string())?;
    verify(state, &token.name, &token.password(), client).await?;
    let account = account_of(state, &token.name, client).await?;
    if account.login != token.account {
        return Err(no_token());
    }
    let who = signed_in(state, account, token.password(), client, grant);
    if state.tokens.has(&who.drawer(state), &token.id).await? { Ok(who) } else { Err(no_token()) }
}

/// Whether the mail server takes this password, as it said a moment ago or says now. Wrong ones are braked as at sign-in.
async fn verify(state: &AppState, name: &str, password: &SecretString, client: IpAddr) -> Result<(), ApiError> {
    // Boxed: it may open a connection, which most requests need not carry.
    let ask = Box::pin(async { sign_in::sign_in(state, name, password, client).await.map(|_| ()) });
    state.verified.check(name, password, ask).await
}

async fn account_of(state: &AppState, name: &str, client: IpAddr) -> Result<Account, ApiError> {
    match state.directory.find(name.trim(), Some(client)).await? {
        Found::Account(account) => Ok(*account),
        Found::Forwarded => Err(forwarded()),
        Found::Nobody => Err(not_signed_in()),
    }
}

fn signed_in(state: &AppState, account: Account, password: SecretString, client: IpAddr, grant: Grant) -> SignedIn {
    let mail = state.relay.mail(login(&account, password.clone(), client));
    SignedIn { account, mail, password, client, life: None, grant }
}

/// Counts a request of this person or token against their budget.
fn count(state: &AppState, who: &str) -> Result<(), ApiError> {
    state.rates.count(who).map_err(|wait| {
        let seconds = wait.as_secs() + 1;
        let detail = format!("Too many requests in a short time. Wait {seconds} seconds and try again.");
        ApiError::new(ProblemType::RateLimit, detail).retry_after(seconds)
    })
}

fn not_signed_in() -> ApiError {
    ApiError::new(ProblemType::NotSignedIn, "You are not signed in, or your session has ended. Sign in again.")
}

fn no_token() -> ApiError {
    ApiError::new(
        ProblemType::NotSignedIn,
        "This token is not valid (any more): it was revoked, its time is over, or it is of another farm. Make a new one.",
    )
    .challenge("Bearer realm=\"Gatepost\", error=\"invalid_token\"".to_owned())
}
