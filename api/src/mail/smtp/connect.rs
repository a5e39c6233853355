//! From a server's address to a conversation that is as secure as the address says (RFC 8314, RFC 3207).

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::Submission;
use super::conversation::{Broken, Conversation, Stream};
use super::deliver::ehlo;
use crate::directory::TlsMode;
use crate::mail::error::MailError;

/// How long connecting and securing may take, each.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects, hears the greeting and secures the connection. EHLO is still to be said.
pub(super) async fn open(submission: &Submission) -> Result<Conversation, MailError> {
    open_unnamed(submission).await.map_err(|Broken(reason)| unavailable(submission, reason))
}

/// The error of a server that cannot be talked to: nothing was sent.
pub(super) fn unavailable(submission: &Submission, reason: String) -> MailError {
    MailError::SubmissionUnavailable { server: submission.server.host.clone(), reason }
}

async fn open_unnamed(submission: &Submission) -> Result<Conversation, Broken> {
    let server = &submission.server;
    let tcp = within("connecting", TcpStream::connect((server.host.as_str(), server.port))).await?;
    // Commands are small and each waits for its reply.
    tcp.set_nodelay(true)?;
    match server.tls {
        TlsMode::Plain => greeted(Box::new(tcp)).await,
        TlsMode::Implicit => greeted(secured(submission, Box::new(tcp)).await?).await,
        TlsMode::StartTls => {
            let mut conversation = greeted(Box::new(tcp)).await?;
            if !ehlo(&mut conversation, submission).await?.starttls {
                return Err(Broken("the server does not offer STARTTLS".to_owned()));
            }
            let reply = conversation.command("STARTTLS").await?;
            if !reply.is_positive() {
                return Err(Broken(format!("the server refused STARTTLS: {}", reply.text())));
            }
            let plain = conversation.into_plain_stream()?;
            Ok(Conversation::new(secured(submission, plain).await?))
        }
    }
}

async fn greeted(stream: Box<dyn Stream>) -> Result<Conversation, Broken> {
    let mut conversation = Conversation::new(stream);
    let greeting = conversation.hear(conversation.patience).await?;
    if greeting.is_positive() { Ok(conversation) } else { Err(Broken(greeting.text())) }
}

async fn secured(submission: &Submission, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Broken> {
    let name = ServerName::try_from(submission.server.server_name.clone())
        .map_err(|_| Broken("the server's name is no name that a certificate can carry".to_owned()))?;
    let connector = TlsConnector::from(Arc::clone(&submission.tls));
    Ok(Box::new(within("securing the connection", connector.connect(name, stream)).await?))
}

async fn within<T>(doing: &str, work: impl Future<Output = std::io::Result<T>>) -> Result<T, Broken> {
    match timeout(PATIENCE, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Broken(format!("{doing}: {error}"))),
        Err(_) => Err(Broken(format!("{doing}: no answer in time"))),
    }
}
