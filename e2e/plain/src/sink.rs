//! An SMTP submission server that lets everybody in, takes everything, and keeps it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A message that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sunk {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message, dot-stuffing undone.
    pub raw: String,
}

/// A submission server on loopback, in the clear.
pub struct Sink {
    port: u16,
    kept: Arc<Mutex<Vec<Sunk>>>,
    listening: JoinHandle<()>,
}

impl Sink {
    /// Listens on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeping = Arc::clone(&kept);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&keeping);
                // A client that goes away in the middle has sent nothing.
                tokio::spawn(async move { converse(stream, &kept).await });
            }
        });
        Self { port, kept, listening }
    }

    /// Its URL in Gatepost's configuration.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What was handed in so far.
    pub fn messages(&self) -> Vec<Sunk> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(stream: TcpStream, kept: &Mutex<Vec<Sunk>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut sunk = Sunk::default();
    writer.write_all(b"220 sink ESMTP\r\n").await?;
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).await? > 0 {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        line.clear();
        let verb = text.to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n"
        } else if verb.starts_with("AUTH PLAIN") {
            "235 2.7.0 Welcome\r\n"
        } else if verb.starts_with("MAIL FROM:") {
            sunk = Sunk { from: path_of(&text), ..Sunk::default() };
            "250 2.1.0 Ok\r\n"
        } else if verb.starts_with("RCPT TO:") {
            sunk.to.push(path_of(&text));
            "250 2.1.5 Ok\r\n"
        } else if verb == "DATA" {
            writer.write_all(b"354 Go on\r\n").await?;
            sunk.raw = data(&mut reader).await?;
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut sunk));
            "250 2.0.0 Ok: sunk\r\n"
        } else if verb == "QUIT" {
            return writer.write_all(b"221 2.0.0 Bye\r\n").await;
        } else {
            "250 2.0.0 Ok\r\n"
        };
        writer.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// What stands between `<` and `>`.
fn path_of(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path).to_owned()
}

/// Up to the line with a single dot (RFC 5321, section 4.5.2).
async fn data(reader: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut data = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(String::from_utf8_lossy(&data).into_owned());
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
