//! Signing in: the directory says where, the mail server says whether.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use gatepost_shared::problem::ProblemType;
use secrecy::{ExposeSecret, SecretString};

use crate::directory::{Account, DirectoryError, Found};
use crate::error::ApiError;
use crate::mail::error::MailError;
use crate::mail::imap::Login;
use crate::session::SignedIn;
use crate::session::access::Grant;
use crate::state::AppState;

/// The longest login name, in bytes.
const MAX_NAME: usize = 256;
/// The longest password, in bytes.
const MAX_PASSWORD: usize = 1024;

/// Lets a person in whose password the mail server takes. Failures are counted, and take as long as each other.
pub async fn sign_in(
    state: &AppState,
    name: &str,
    password: &SecretString,
    client: IpAddr,
) -> Result<SignedIn, ApiError> {
    check_shape(name, password)?;
    let attempt = state.throttle.attempt(client, name).map_err(too_many)?;
    let began = Instant::now();
    let outcome = enter(state, name, password, client).await;
    match &outcome {
        Err(error) if is_guess(error) => {
            tracing::info!(%client, "refused a sign-in: {}", error.problem().title);
            state.pace.hold(began).await;
        }
        _ => attempt.give_back(),
    }
    outcome
}

/// A name and a password that can be meant. An empty password never reaches a server: some take it for "nobody in
/// particular" and say yes (RFC 4513, section 5.1.2).
fn check_shape(name: &str, password: &SecretString) -> Result<(), ApiError> {
    if name.trim().is_empty() || name.len() > MAX_NAME || name.contains(char::is_control) {
        return Err(ApiError::invalid("username", "Enter your mail address or your login name."));
    }
    let password = password.expose_secret();
    if password.is_empty() || password.len() > MAX_PASSWORD || password.contains(['\0', '\r', '\n']) {
        return Err(ApiError::invalid("password", "Enter your password."));
    }
    Ok(())
}

async fn enter(state: &AppState, name: &str, password: &SecretString, client: IpAddr) -> Result<SignedIn, ApiError> {
    let account = find_account(state, name, client).await?;
    let asked = Instant::now();
    match state.relay.sign_in(login(&account, password.clone(), client)).await {
        Ok(mail) => {
            Ok(SignedIn { account, mail, password: password.clone(), client, life: None, grant: Grant::Person })
        }
        // When no replica answers, the mail server cannot ask the directory either, and many say "wrong password" then.
        Err(MailError::WrongCredentials | MailError::LoginUnavailable(_)) if !state.directory.check().await => {
            Err(DirectoryError::Unavailable.into())
        }
        Err(error) => {
            if matches!(error, MailError::WrongCredentials) {
                state.pace.note(asked.elapsed());
            }
            Err(error.into())
        }
    }
}

/// The account of this name. Somebody unknown and a wrong password are answered in the same words.
async fn find_account(state: &AppState, name: &str, client: IpAddr) -> Result<Account, ApiError> {
    match state.directory.find(name.trim(), Some(client)).await? {
        Found::Account(account) => Ok(*account),
        Found::Nobody => Err(MailError::WrongCredentials.into()),
        Found::Forwarded => Err(forwarded()),
    }
}

/// The person exists, but their mail is elsewhere.
pub fn forwarded() -> ApiError {
    ApiError::new(
        ProblemType::MailForwarded,
        "The mail of this address is forwarded to another provider, so there is nothing to read here. Sign in there.",
    )
}

/// What the relay needs to know of somebody.
pub fn login(account: &Account, password: SecretString, client: IpAddr) -> Login {
    Login { server: account.backend.imap.clone(), user: account.imap_user.clone(), password, client: Some(client) }
}

fn is_guess(error: &ApiError) -> bool {
    matches!(error.problem().kind, ProblemType::WrongCredentials | ProblemType::MailForwarded)
}

fn too_many(wait: Duration) -> ApiError {
    let seconds = wait.as_secs() + 1;
    ApiError::new(
        ProblemType::RateLimit,
        format!("Too many wrong passwords in a short time. Wait {seconds} seconds and try again."),
    )
    .retry_after(seconds)
}
