//! Opening a connection: TCP, TLS, greeting. What comes out wants a name and a password ([`super::login`]).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use imap_proto::Response;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::patience::Pace;
use super::prompt::Prompt;
use super::response::{Line, Untagged};
use super::tap::Tap;
use crate::directory::{ServerAddress, TlsMode};
use crate::mail::error::MailError;

/// A stream to a server, with or without TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin + fmt::Debug {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin + fmt::Debug> Wire for S {}

/// The engine over a tapped stream.
pub(super) type Engine = Client<Tap<Box<dyn Wire>>>;

/// A connection on which nobody has logged in yet.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) engine: Engine,
    /// The server's name, for errors.
    pub(super) server: Arc<str>,
    /// What the server announced last; empty when it has not.
    pub(super) capabilities: Vec<String>,
    /// How long most commands may take.
    pub(super) patience: Duration,
    commands: u32,
}

/// Connects and reads the greeting.
pub(super) async fn connect(
    address: &ServerAddress,
    tls: &Arc<ClientConfig>,
    patience: Duration,
) -> Result<Guest, MailError> {
    let opening = async {
        let stream = Prompt::new(TcpStream::connect((address.host.as_str(), address.port)).await?)?;
        let wire: Box<dyn Wire> = match address.tls {
            TlsMode::Implicit => Box::new(handshake(stream, address, tls).await?),
            TlsMode::StartTls | TlsMode::Plain => Box::new(stream),
        };
        Ok(wire)
    };
    let wire = in_time(address, patience, opening).await?;
    let mut guest = Guest::new(wire, &address.host, patience);
    guest.read_greeting().await?;
    if address.tls == TlsMode::StartTls { guest.start_tls(address, tls).await } else { Ok(guest) }
}

async fn in_time<T>(
    address: &ServerAddress,
    patience: Duration,
    opening: impl Future<Output = std::io::Result<T>>,
) -> Result<T, MailError> {
    let unreachable = |reason: String| MailError::Unreachable { server: address.host.clone(), reason };
    let limit = Pace::Quick.limit(patience);
    match timeout(limit, opening).await {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable(format!("no answer within {limit:?}"))),
    }
}

async fn handshake<S: Wire + 'static>(
    stream: S,
    address: &ServerAddress,
    tls: &Arc<ClientConfig>,
) -> std::io::Result<impl Wire + use<S>> {
    let name = ServerName::try_from(address.server_name.clone()).map_err(std::io::Error::other)?;
    TlsConnector::from(Arc::clone(tls)).connect(name, stream).await
}

impl Guest {
    fn new(wire: Box<dyn Wire>, server: &str, patience: Duration) -> Self {
        let engine = Client::new(Tap::new(wire));
        Self { engine, server: server.into(), capabilities: Vec::new(), patience, commands: 0 }
    }

    async fn read_greeting(&mut self) -> Result<(), MailError> {
        self.engine.get_mut().wake_on_untagged(true);
        let greeted = timeout(Pace::Login.limit(self.patience), self.engine.read_response()).await;
        match greeted {
            Err(_) => return Err(self.timed_out("the greeting")),
            Ok(Err(error)) => return Err(self.disconnected("the greeting", &error.to_string())),
            Ok(Ok(None)) => return Err(self.disconnected("the greeting", END_OF_STREAM)),
            Ok(Ok(Some(_))) => {}
        }
        let tap = self.engine.get_mut();
        tap.wake_on_untagged(false);
        let greeting = tap.take_untagged().into_iter().next();
        match greeting {
            Some(Untagged::Line(line)) if line.status == "OK" => {
                self.learn(&line);
                Ok(())
            }
            Some(Untagged::Line(line)) if line.status == "BYE" => Err(self.disconnected("the greeting", &line.text)),
            // PREAUTH would make us somebody that we have not proved to be.
            _ => Err(MailError::Unintelligible {
                command: "the greeting",
                reason: "the server does not greet as an IMAP server that wants a login".to_owned(),
            }),
        }
    }

    async fn start_tls(mut self, address: &ServerAddress, tls: &Arc<ClientConfig>) -> Result<Self, MailError> {
        let line = self.ask("STARTTLS", "STARTTLS").await?.1;
        if line.status != "OK" {
            return Err(MailError::Unreachable {
                server: address.host.clone(),
                reason: format!("it refuses STARTTLS, without which no password is sent: {}", line.text),
            });
        }
        let Some(wire) = self.engine.into_inner().into_wire() else {
            return Err(MailError::Unintelligible {
                command: "STARTTLS",
                reason: "more came in the clear than was asked for".to_owned(),
            });
        };
        let wire = in_time(address, self.patience, handshake(wire, address, tls)).await?;
        // What was announced in the clear may have been forged (RFC 3501, section 6.2.1).
        Ok(Self::new(Box::new(wire), &address.host, self.patience))
    }

    /// Sends a line of ours before the login. It must hold no text from outside but what its caller encoded.
    pub(super) async fn ask(&mut self, command: &'static str, line: &str) -> Result<(Vec<Untagged>, Line), MailError> {
        self.commands += 1;
        let line = format!("G{} {line}\r\n", self.commands);
        let asking = async {
            let tap = self.engine.get_mut();
            tap.write_all(line.as_bytes()).await?;
            tap.flush().await?;
            loop {
                match self.engine.read_response().await? {
                    None => return Ok(None),
                    Some(response) if matches!(response.parsed(), Response::Done { .. }) => break,
                    Some(_) => {}
                }
            }
            Ok::<_, std::io::Error>(self.engine.get_mut().take_tagged())
        };
        let ended = timeout(Pace::Login.limit(self.patience), asking).await;
        let untagged = self.engine.get_mut().take_untagged();
        match ended {
            Err(_) => Err(self.timed_out(command)),
            Ok(Err(error)) => Err(self.disconnected(command, &error.to_string())),
            Ok(Ok(None)) => Err(self.disconnected(command, goodbye(&untagged).as_deref().unwrap_or(END_OF_STREAM))),
            Ok(Ok(Some(line))) => Ok((untagged, Line::parse_tagged(&line))),
        }
    }

    /// Remembers the capabilities that a line announces, if it does.
    pub(super) fn learn(&mut self, line: &Line) {
        if let Some(names) = line.code_argument("CAPABILITY") {
            self.capabilities = names.split_ascii_whitespace().map(str::to_ascii_uppercase).collect();
        }
    }

    pub(super) fn timed_out(&self, command: &'static str) -> MailError {
        MailError::TimedOut { server: self.server.to_string(), command }
    }

    pub(super) fn disconnected(&self, command: &'static str, reason: &str) -> MailError {
        MailError::Disconnected { server: self.server.to_string(), command, reason: reason.to_owned() }
    }
}

/// What is said of a connection that ends without a word.
pub(super) const END_OF_STREAM: &str = "end of stream";

/// The words of BYE.
pub(super) fn goodbye(untagged: &[Untagged]) -> Option<String> {
    untagged.iter().find_map(|response| match response {
        Untagged::Line(line) if line.status == "BYE" => Some(line.text.clone()),
        _ => None,
    })
}
