//! The first words with a mail server, as far as they go without a password: enough for `gatepost check`.
//!
//! Not the relay: it speaks as little as it can, and says what it sees.

use std::fmt::{self, Display};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::directory::{ServerAddress, TlsMode};

const PATIENCE: Duration = Duration::from_secs(10);
/// No first word of a mail server is longer.
const LONGEST_LINE: u64 = 8192;

/// What was seen of one thing.
#[derive(Debug)]
pub(super) struct Finding {
    what: String,
    seen: String,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Well,
    Note,
    Bad,
}

impl Finding {
    pub(super) fn well(what: impl Into<String>, seen: impl Into<String>) -> Self {
        Self { what: what.into(), seen: seen.into(), state: State::Well }
    }

    pub(super) fn note(what: impl Into<String>, seen: impl Into<String>) -> Self {
        Self { what: what.into(), seen: seen.into(), state: State::Note }
    }

    pub(super) fn bad(what: impl Into<String>, reason: impl Display, advice: &str) -> Self {
        Self { what: what.into(), seen: format!("{reason}: {advice}"), state: State::Bad }
    }

    pub(super) fn is_well(&self) -> bool {
        self.state != State::Bad
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.state {
            State::Well => "ok  ",
            State::Note => "note",
            State::Bad => "BAD ",
        };
        // What servers say is shown to a terminal: without its control characters.
        let seen: String = self.seen.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        write!(f, "{mark}  {}: {seen}", self.what)
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

type Lines = BufReader<Box<dyn Stream>>;

/// Whether a person could sign in to this IMAP server.
pub(super) async fn imap(name: &str, server: &ServerAddress, tls: &Arc<ClientConfig>) -> Finding {
    let what = format!("imap {name} ({}:{})", server.host, server.port);
    match tokio::time::timeout(PATIENCE, imap_capabilities(server, tls)).await {
        Ok(Ok(capabilities)) if capabilities.split(' ').any(|word| word == "LOGINDISABLED") => {
            Finding::bad(what, "it takes no passwords on this connection", "use imaps:// or imap+starttls://")
        }
        Ok(Ok(_)) => Finding::well(what, format!("{}, takes passwords", protection(server))),
        Ok(Err(error)) => Finding::bad(what, &error, advice(&error)),
        Err(_) => Finding::bad(what, "no answer in 10 seconds", "see that the server runs and no firewall is between"),
    }
}

/// Whether a person could send through this submission server.
pub(super) async fn submission(server: &ServerAddress, tls: &Arc<ClientConfig>) -> Finding {
    let what = format!("submission {} ({}:{})", server.server_name, server.host, server.port);
    match tokio::time::timeout(PATIENCE, smtp_extensions(server, tls)).await {
        Ok(Ok(extensions)) if !extensions.iter().any(|line| line.starts_with("AUTH")) => Finding::bad(
            what,
            "it offers no AUTH",
            "name the submission service (port 465 or 587), not the MX (port 25)",
        ),
        Ok(Ok(_)) => Finding::well(what, format!("{}, takes passwords", protection(server))),
        Ok(Err(error)) => Finding::bad(what, &error, advice(&error)),
        Err(_) => Finding::bad(what, "no answer in 10 seconds", "see that the server runs and no firewall is between"),
    }
}

/// Whether a person could keep rules on this ManageSieve server.
pub(super) async fn sieve(server: &ServerAddress, tls: &Arc<ClientConfig>) -> Finding {
    let what = format!("sieve {} ({}:{})", server.server_name, server.host, server.port);
    match tokio::time::timeout(PATIENCE, sieve_mechanisms(server, tls)).await {
        Ok(Ok(mechanisms)) if !mechanisms.to_ascii_uppercase().contains("PLAIN") => {
            Finding::bad(what, "it takes no passwords on this connection", "use sieve+starttls://")
        }
        Ok(Ok(_)) => Finding::well(what, format!("{}, takes passwords", protection(server))),
        Ok(Err(error)) => Finding::bad(what, &error, advice(&error)),
        Err(_) => Finding::bad(what, "no answer in 10 seconds", "see that the server runs and no firewall is between"),
    }
}

fn protection(server: &ServerAddress) -> &'static str {
    match server.tls {
        TlsMode::Implicit => "TLS",
        TlsMode::StartTls => "STARTTLS",
        TlsMode::Plain => "no TLS, on loopback",
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "see that the server runs and that the port is right",
        io::ErrorKind::InvalidData => "see `ca_file` and `tls_name`, and whether the port speaks TLS from the start",
        io::ErrorKind::Unsupported => "use the scheme that the server speaks",
        _ => "see that the name, the port and the scheme are right",
    }
}

async fn imap_capabilities(server: &ServerAddress, tls: &Arc<ClientConfig>) -> io::Result<String> {
    let mut lines = open(server, tls).await?;
    if server.tls == TlsMode::StartTls {
        expect(&line(&mut lines).await?, "* OK")?;
        say(&mut lines, "a STARTTLS\r\n").await?;
        expect(&until(&mut lines, "a ").await?, "a OK")?;
        lines = secure(lines, server, tls).await?;
    } else {
        expect(&line(&mut lines).await?, "* OK")?;
    }
    say(&mut lines, "b CAPABILITY\r\n").await?;
    let capabilities = until(&mut lines, "* CAPABILITY ").await?;
    say(&mut lines, "c LOGOUT\r\n").await?;
    Ok(capabilities)
}

async fn smtp_extensions(server: &ServerAddress, tls: &Arc<ClientConfig>) -> io::Result<Vec<String>> {
    let mut lines = open(server, tls).await?;
    reply(&mut lines, "220").await?;
    say(&mut lines, "EHLO gatepost.invalid\r\n").await?;
    let mut extensions = reply(&mut lines, "250").await?;
    if server.tls == TlsMode::StartTls {
        say(&mut lines, "STARTTLS\r\n").await?;
        reply(&mut lines, "220").await?;
        lines = secure(lines, server, tls).await?;
        say(&mut lines, "EHLO gatepost.invalid\r\n").await?;
        extensions = reply(&mut lines, "250").await?;
    }
    say(&mut lines, "QUIT\r\n").await?;
    Ok(extensions)
}

async fn sieve_mechanisms(server: &ServerAddress, tls: &Arc<ClientConfig>) -> io::Result<String> {
    let mut lines = open(server, tls).await?;
    if server.tls == TlsMode::StartTls {
        until(&mut lines, "OK").await?;
        say(&mut lines, "STARTTLS\r\n").await?;
        expect(&line(&mut lines).await?, "OK")?;
        lines = secure(lines, server, tls).await?;
    }
    let mechanisms = until(&mut lines, "\"SASL\"").await?;
    say(&mut lines, "LOGOUT\r\n").await?;
    Ok(mechanisms)
}

async fn open(server: &ServerAddress, tls: &Arc<ClientConfig>) -> io::Result<Lines> {
    let lines: Lines = BufReader::new(Box::new(TcpStream::connect((server.host.as_str(), server.port)).await?));
    if server.tls == TlsMode::Implicit { secure(lines, server, tls).await } else { Ok(lines) }
}

async fn secure(lines: Lines, server: &ServerAddress, tls: &Arc<ClientConfig>) -> io::Result<Lines> {
    // What was sent before TLS must not count as said within it.
    if !lines.buffer().is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the server spoke on after STARTTLS"));
    }
    let name = ServerName::try_from(server.server_name.clone())
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let stream = TlsConnector::from(tls.clone()).connect(name, lines.into_inner()).await?;
    Ok(BufReader::new(Box::new(stream)))
}

async fn line(lines: &mut Lines) -> io::Result<String> {
    let mut line = Vec::new();
    lines.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server hung up"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// The first line that begins like this; a mail server says no more than a few others before.
async fn until(lines: &mut Lines, start: &str) -> io::Result<String> {
    for _ in 0..20 {
        let line = line(lines).await?;
        if line.starts_with(start) {
            return Ok(line);
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the server does not answer what was asked"))
}

/// A reply of one or more lines (RFC 5321, section 4.2.1), without the codes.
async fn reply(lines: &mut Lines, code: &str) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    loop {
        let line = line(lines).await?;
        expect(&line, code)?;
        texts.push(line.get(4..).unwrap_or_default().to_owned());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(texts);
        }
        if texts.len() > 100 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the server's reply has no end"));
        }
    }
}

fn expect(line: &str, start: &str) -> io::Result<()> {
    if line.starts_with(start) {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::Unsupported, format!("the server says `{line}`")))
}

async fn say(lines: &mut Lines, words: &str) -> io::Result<()> {
    lines.write_all(words.as_bytes()).await?;
    lines.flush().await
}
