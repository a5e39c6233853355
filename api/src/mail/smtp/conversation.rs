//! One connection's turns: a command, a reply. Limits what a server may say and how long it may take.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::time::timeout;

use super::reply::{Reply, parse_line};

/// How long a server may think about a command. RFC 5321 (section 4.5.3.2) allows minutes to machines; a person
/// is waiting here, and a failure before the final dot costs nothing but another try.
pub(super) const PATIENCE: Duration = Duration::from_secs(45);

/// How long a server may take to read a block of data (section 4.5.3.2.5).
const BLOCK_PATIENCE: Duration = Duration::from_mins(3);

/// The longest reply in bytes: section 4.5.3.1.5 says 512 a line, EHLO may have some twenty.
const MAX_REPLY: usize = 16 * 1024;

/// A connection's end.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Why a conversation cannot go on, in words for the log and the problem's detail.
#[derive(Debug)]
pub(super) struct Broken(pub String);

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A connection to an SMTP server.
pub(super) struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
    /// How long a server may think about a command.
    pub patience: Duration,
}

impl Conversation {
    /// Over a connection that is there already.
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream: BufReader::new(stream), patience: PATIENCE }
    }

    /// The connection, to be secured. Bytes that came too early would be read as if they had been secured
    /// (the STARTTLS injection, CVE-2011-0411): they end it.
    pub(super) fn into_plain_stream(self) -> Result<Box<dyn Stream>, Broken> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(Broken("the server spoke before the connection was secured".to_owned()))
        }
    }

    /// Says a command and hears the reply.
    pub(super) async fn command(&mut self, line: &str) -> Result<Reply, Broken> {
        self.say(line).await?;
        self.hear(self.patience).await
    }

    /// Says one line. The one place where text becomes an SMTP command: what could end the line is refused.
    async fn say(&mut self, line: &str) -> Result<(), Broken> {
        if line.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(Broken("a command would have held a control character".to_owned()));
        }
        self.write(format!("{line}\r\n").as_bytes()).await
    }

    /// Sends bytes as they are.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let sent = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        match timeout(BLOCK_PATIENCE, sent).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(Broken("the server did not take the data in time".to_owned())),
        }
    }

    /// Hears one reply.
    pub(super) async fn hear(&mut self, patience: Duration) -> Result<Reply, Broken> {
        match timeout(patience, self.read_reply()).await {
            Ok(reply) => reply,
            Err(_) => Err(Broken("the server did not answer in time".to_owned())),
        }
    }

    async fn read_reply(&mut self) -> Result<Reply, Broken> {
        let mut lines = Vec::new();
        let mut size = 0;
        loop {
            let line = self.read_line(MAX_REPLY - size).await?;
            size += line.len();
            let shown = || String::from_utf8_lossy(&line[..line.len().min(80)]).trim_end().to_owned();
            let (code, is_last, text) =
                parse_line(&line).ok_or_else(|| Broken(format!("this is no SMTP reply: {:?}", shown())))?;
            lines.push(text);
            if is_last {
                return Ok(Reply { code, lines });
            }
        }
    }

    async fn read_line(&mut self, limit: usize) -> Result<Vec<u8>, Broken> {
        let mut line = Vec::new();
        loop {
            let buffer = self.stream.fill_buf().await?;
            if buffer.is_empty() {
                return Err(Broken("the server closed the connection".to_owned()));
            }
            let end = buffer.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let taken = end.unwrap_or(buffer.len());
            if line.len() + taken > limit {
                return Err(Broken("the server's reply has no end".to_owned()));
            }
            line.extend_from_slice(&buffer[..taken]);
            self.stream.consume(taken);
            if end.is_some() {
                return Ok(line);
            }
        }
    }
}
