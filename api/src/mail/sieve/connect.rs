//! From a server's address to a session: TCP, TLS as the address says, the password (RFC 5804, sections 2.1 and 2.2).

use std::sync::Arc;
use std::time::Duration;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

use super::abilities::Announced;
use super::conversation::{Conversation, Stream};
use super::session::Session;
use crate::directory::{ServerAddress, TlsMode};
use crate::mail::error::MailError;

/// How long connecting and securing may take, each.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server, and who is there.
#[derive(Clone)]
pub(super) struct Door {
    /// Where it is.
    pub(super) server: ServerAddress,
    /// The name at the server.
    pub(super) user: String,
    /// The password.
    pub(super) password: SecretString,
    /// Whom we trust.
    pub(super) tls: Arc<rustls::ClientConfig>,
    /// How long the server may take for a command.
    pub(super) patience: Duration,
}

impl Door {
    /// Connects and signs in.
    pub(super) async fn open(&self) -> Result<Session, MailError> {
        let (mut conversation, announced) = self.greeted().await?;
        if !announced.takes_plain() {
            let words = "the server offers no way to sign in with a password";
            return Err(MailError::SieveLogin(words.to_owned()));
        }
        // No authorisation identity, name, password (RFC 4616).
        let plain = Zeroizing::new(format!("\0{}\0{}", self.user, self.password.expose_secret()));
        let plain = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
        let answer = conversation.ask("AUTHENTICATE", &["PLAIN", &plain]).await?;
        if !answer.is_ok {
            return Err(MailError::SieveLogin(answer.text));
        }
        // What it can may depend on who is there.
        let announced = Announced::from(&conversation.ask("CAPABILITY", &[]).await?);
        Ok(Session::new(conversation, announced))
    }

    /// Connects, and hears what is announced when the connection is as secure as it shall be.
    async fn greeted(&self) -> Result<(Conversation, Announced), MailError> {
        let tcp = self.within(TcpStream::connect((self.server.host.as_str(), self.server.port))).await?;
        // Commands are small and each waits for its answer. One that stays slow is no reason to give up.
        let _ = tcp.set_nodelay(true);
        match self.server.tls {
            TlsMode::Plain => self.greeting(Box::new(tcp)).await,
            TlsMode::Implicit => self.greeting(self.secured(Box::new(tcp)).await?).await,
            TlsMode::StartTls => {
                let (mut conversation, _) = self.greeting(Box::new(tcp)).await?;
                let answer = conversation.ask("STARTTLS", &[]).await?;
                if !answer.is_ok {
                    let words = format!("it refuses STARTTLS, without which no password is sent: {}", answer.text);
                    return Err(self.unreachable(words));
                }
                // The capabilities come again, since those in the clear may have been forged (section 2.2).
                self.greeting(self.secured(conversation.into_plain_stream()?).await?).await
            }
        }
    }

    async fn greeting(&self, stream: Box<dyn Stream>) -> Result<(Conversation, Announced), MailError> {
        let mut conversation = Conversation::new(stream, &self.server.host, self.patience);
        let greeting = conversation.hear("the greeting").await?;
        if greeting.is_ok {
            Ok((conversation, Announced::from(&greeting)))
        } else {
            Err(self.unreachable(greeting.text))
        }
    }

    async fn secured(&self, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, MailError> {
        let name = ServerName::try_from(self.server.server_name.clone())
            .map_err(|_| self.unreachable("its name is no name that a certificate can carry".to_owned()))?;
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        Ok(Box::new(self.within(connector.connect(name, stream)).await?))
    }

    async fn within<T>(&self, work: impl Future<Output = std::io::Result<T>>) -> Result<T, MailError> {
        match timeout(PATIENCE, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(self.unreachable(error.to_string())),
            Err(_) => Err(self.unreachable(format!("no answer within {PATIENCE:?}"))),
        }
    }

    fn unreachable(&self, reason: String) -> MailError {
        MailError::Unreachable { server: self.server.host.clone(), reason }
    }
}
