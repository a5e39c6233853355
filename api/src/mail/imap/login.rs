//! Logging in: ID, AUTHENTICATE PLAIN or LOGIN, and what a refusal means.

use async_imap::Authenticator;
use async_imap::error::Error as EngineError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::timeout;

use super::Login;
use super::connect::{END_OF_STREAM, Guest, goodbye};
use super::patience::Pace;
use super::response::{Line, Untagged};
use super::session::Session;
use crate::mail::error::MailError;

/// Logs in and learns what the server offers.
pub(super) async fn login(mut guest: Guest, login: &Login) -> Result<Session, MailError> {
    if guest.capabilities.is_empty() {
        ask_capabilities(&mut guest).await?;
    }
    identify(&mut guest, login).await?;
    let can_plain = has(&guest, "AUTH=PLAIN");
    if !can_plain && has(&guest, "LOGINDISABLED") {
        return Err(MailError::LoginUnavailable("the server offers no way to sign in with a password".to_owned()));
    }
    // NUL parts the fields of PLAIN, and line ends end a command: no server can have such a name or password.
    let is_sendable = |text: &str| !text.contains(['\0', '\r', '\n']);
    if !is_sendable(&login.user) || !is_sendable(login.password.expose_secret()) {
        return Err(MailError::WrongCredentials);
    }
    let (server, patience) = (guest.server.clone(), guest.patience);
    let has_initial_response = has(&guest, "SASL-IR");
    let engine = guest.engine;
    let password = login.password.expose_secret();
    let checking = async {
        if !can_plain {
            return engine.login(&login.user, password).await;
        }
        let plain = Plain(SecretString::from(format!("\0{}\0{password}", login.user)));
        if has_initial_response {
            engine.authenticate(format!("PLAIN {}", STANDARD.encode(plain.0.expose_secret())), plain).await
        } else {
            engine.authenticate("PLAIN", plain).await
        }
    };
    let Ok(checked) = timeout(Pace::Login.limit(patience), checking).await else {
        return Err(MailError::TimedOut { server: server.to_string(), command: "LOGIN" });
    };
    match checked {
        Ok(mut engine) => {
            let line = engine.get_mut().take_tagged().map(|line| Line::parse_tagged(&line)).unwrap_or_default();
            let untagged = engine.get_mut().take_untagged();
            let mut session = Session::new(engine, server, patience);
            session.learn_capabilities(&line, untagged).await?;
            Ok(session)
        }
        Err((error, mut engine)) => {
            let line = engine.get_mut().take_tagged().map(|line| Line::parse_tagged(&line));
            let untagged = engine.get_mut().take_untagged();
            Err(refusal(&error, line, &untagged, &server))
        }
    }
}

/// SASL PLAIN (RFC 4616): no authorisation identity, name, password.
struct Plain(SecretString);

impl Authenticator for Plain {
    type Response = Vec<u8>;

    fn process(&mut self, _challenge: &[u8]) -> Vec<u8> {
        self.0.expose_secret().as_bytes().to_vec()
    }
}

fn has(guest: &Guest, capability: &str) -> bool {
    guest.capabilities.iter().any(|name| name == capability)
}

async fn ask_capabilities(guest: &mut Guest) -> Result<(), MailError> {
    let (untagged, _) = guest.ask("CAPABILITY", "CAPABILITY").await?;
    for response in untagged {
        if let Untagged::Capability(names) = response {
            guest.capabilities = names;
        }
    }
    Ok(())
}

/// Tells the server who we are and, above all, for whom we ask: Dovecot delays logins by the address that
/// sent wrong passwords, which without this is ours, so that everybody would wait (RFC 2971).
async fn identify(guest: &mut Guest, login: &Login) -> Result<(), MailError> {
    if has(guest, "ID") {
        // An address has no character that needs encoding.
        let client = login.client.map(|address| format!(" \"x-originating-ip\" \"{address}\"")).unwrap_or_default();
        // A server that refuses ID is no worse for it.
        guest.ask("ID", &format!("ID (\"name\" \"Gatepost\"{client})")).await?;
    }
    Ok(())
}

/// What a failed login means: a wrong password, or a server that cannot tell now (RFC 5530, section 3).
fn refusal(error: &EngineError, line: Option<Line>, untagged: &[Untagged], server: &str) -> MailError {
    let Some(line) = line else {
        let said = goodbye(untagged).unwrap_or_else(|| END_OF_STREAM.to_owned());
        let reason = if let EngineError::Io(error) = error { format!("{said} ({error})") } else { said };
        return MailError::Disconnected { server: server.to_owned(), command: "LOGIN", reason };
    };
    let temporary = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "PRIVACYREQUIRED", "ALERT"];
    match line.code_name().as_str() {
        code if temporary.contains(&code) => MailError::LoginUnavailable(line.text),
        _ if line.status == "NO" => MailError::WrongCredentials,
        _ => MailError::Refused { command: "LOGIN", code: line.code, text: line.text, is_bad: true },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(line: &str) -> MailError {
        refusal(&EngineError::ConnectionLost, Some(Line::parse_tagged(line.as_bytes())), &[], "mail01")
    }

    #[test]
    fn a_server_that_cannot_ask_is_not_a_wrong_password() {
        assert!(matches!(meaning("A1 NO [AUTHENTICATIONFAILED] no"), MailError::WrongCredentials));
        assert!(matches!(meaning("A1 NO authentication failure"), MailError::WrongCredentials));
        for code in ["UNAVAILABLE", "INUSE", "LIMIT"] {
            assert!(
                matches!(meaning(&format!("A1 NO [{code}] later")), MailError::LoginUnavailable(text) if text == "later")
            );
        }
        assert!(matches!(meaning("A1 BAD what?"), MailError::Refused { is_bad: true, .. }));
    }

    #[test]
    fn a_goodbye_at_login_is_told_in_the_servers_words() {
        let bye = Untagged::parse(&bytes::Bytes::from_static(b"* BYE too many connections\r\n"));
        let error = refusal(&EngineError::ConnectionLost, None, &[bye], "mail01");
        assert!(matches!(error, MailError::Disconnected { reason, .. } if reason == "too many connections"));
    }
}
