//! A raw IMAP connection over TLS: as little between us and the server as there can be.

use std::sync::Arc;

use farm::{Farm, Person};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Outcome;

/// What the relay asks for a row: any client would ask for the same.
pub(crate) const ROW_ITEMS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0.32768> PREVIEW)";

pub(crate) struct Raw {
    stream: TlsStream<TcpStream>,
    count: u32,
}

impl Raw {
    /// Connects and logs in.
    pub(crate) async fn sign_in(farm: &Farm, person: &Person) -> Outcome<Self> {
        let host = person.backend.as_ref().ok_or("nobody without a mailbox")?;
        let backend = farm.facts().backends.get(host).ok_or("no such machine")?;
        let config = gatepost::tls::client_config(Some(&farm.facts().ca))?;
        let stream = TcpStream::connect((backend.address, backend.imaps)).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from(host.clone())?;
        let stream = TlsConnector::from(Arc::clone(&config)).connect(name, stream).await?;
        let mut raw = Self { stream, count: 0 };
        raw.read_to(b"* OK").await?;
        raw.run(&format!("LOGIN {} {}", person.name, person.password)).await?;
        Ok(raw)
    }

    /// Runs a command; all that was answered.
    pub(crate) async fn run(&mut self, command: &str) -> Outcome<Vec<u8>> {
        self.count += 1;
        let tag = format!("r{} ", self.count);
        self.stream.write_all(format!("{tag}{command}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        let answer = self.read_to(tag.as_bytes()).await?;
        let end = answer.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        if end.get(tag.len()..).is_some_and(|status| status.starts_with(b"OK")) {
            Ok(answer)
        } else {
            Err(format!("{command}: {}", String::from_utf8_lossy(end)).into())
        }
    }

    /// Reads up to the end of the line that begins so. (No message of the benchmark holds such a line.)
    async fn read_to(&mut self, start: &[u8]) -> Outcome<Vec<u8>> {
        let mut answer = Vec::with_capacity(64 * 1024);
        loop {
            if self.stream.read_buf(&mut answer).await? == 0 {
                return Err("the server ended the connection".into());
            }
            if !answer.ends_with(b"\n") {
                continue;
            }
            let body = &answer[..answer.len() - 1];
            let last = body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            if answer[last..].starts_with(start) {
                return Ok(answer);
            }
        }
    }
}
