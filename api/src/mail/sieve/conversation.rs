//! One connection's turns: a command, an answer. Limits what a server may say and how long it may take.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::time::timeout;

use super::encode::protocol_string;
use crate::mail::error::MailError;

/// The longest line of an answer, literals not counted.
const MAX_LINE: usize = 16 * 1024;
/// The most lines of one answer: one for each script, and more than any server allows.
const MAX_LINES: usize = 2000;
/// The longest string: a script of another program's may be larger than what we would write.
const MAX_STRING: usize = 1024 * 1024;

/// A connection's end.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A word or a string of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Quoted or literal.
    Text(String),
    /// Anything else between blanks: `ACTIVE`.
    Word(String),
    /// A code in parentheses, as it is written: `QUOTA/MAXSIZE`.
    Code(String),
}

impl Token {
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }
}

/// A whole answer: lines of data, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    /// The lines before the last.
    pub(super) lines: Vec<Vec<Token>>,
    /// Whether the last said OK.
    pub(super) is_ok: bool,
    /// The code beside it, in upper case and without its argument: `NONEXISTENT`; may be empty.
    pub(super) code: String,
    /// The server's words.
    pub(super) text: String,
}

/// A connection to a ManageSieve server.
pub(super) struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
    server: String,
    patience: Duration,
}

impl Conversation {
    /// Over a connection that is there already.
    pub(super) fn new(stream: Box<dyn Stream>, server: &str, patience: Duration) -> Self {
        Self { stream: BufReader::new(stream), server: server.to_owned(), patience }
    }

    /// The connection, to be secured. Bytes that came too early would be read as if they had been secured
    /// (CVE-2011-0411): they end it.
    pub(super) fn into_plain_stream(self) -> Result<Box<dyn Stream>, MailError> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(unintelligible("STARTTLS", "more came in the clear than was asked for"))
        }
    }

    /// Says a command with strings behind it, and hears the answer.
    pub(super) async fn ask(&mut self, command: &'static str, strings: &[&str]) -> Result<Answer, MailError> {
        let mut line = command.as_bytes().to_vec();
        for text in strings {
            line.push(b' ');
            protocol_string(text, &mut line);
        }
        line.extend_from_slice(b"\r\n");
        let said = async {
            self.stream.write_all(&line).await?;
            self.stream.flush().await
        };
        match timeout(self.patience, said).await {
            Ok(Ok(())) => self.hear(command).await,
            Ok(Err(error)) => Err(self.disconnected(command, &error.to_string())),
            Err(_) => Err(self.timed_out(command)),
        }
    }

    /// Hears one answer.
    pub(super) async fn hear(&mut self, command: &'static str) -> Result<Answer, MailError> {
        match timeout(self.patience, self.read_answer(command)).await {
            Ok(answer) => answer,
            Err(_) => Err(self.timed_out(command)),
        }
    }

    async fn read_answer(&mut self, command: &'static str) -> Result<Answer, MailError> {
        let mut answer = Answer::default();
        while answer.lines.len() < MAX_LINES {
            let tokens = self.read_line(command).await?;
            let status = tokens.first().and_then(Token::word).unwrap_or_default().to_ascii_uppercase();
            match status.as_str() {
                "OK" | "NO" => {
                    answer.is_ok = status == "OK";
                    (answer.code, answer.text) = words(&tokens);
                    return Ok(answer);
                }
                "BYE" => return Err(self.disconnected(command, &words(&tokens).1)),
                _ => answer.lines.push(tokens),
            }
        }
        Err(unintelligible(command, "the answer has no end"))
    }

    /// Reads a line with the literals in it.
    async fn read_line(&mut self, command: &'static str) -> Result<Vec<Token>, MailError> {
        let mut tokens = Vec::new();
        let mut size = 0;
        loop {
            let line = self.read_piece(command).await?;
            size += line.len();
            if size > MAX_LINE {
                return Err(unintelligible(command, "a line has no end"));
            }
            let end = tokens_of(&line, &mut tokens).ok_or_else(|| unintelligible(command, "a line makes no sense"))?;
            let End::Literal(length) = end else { return Ok(tokens) };
            if length > MAX_STRING {
                return Err(MailError::TooLarge("This script is too large to be shown here.".to_owned()));
            }
            let mut bytes = vec![0; length];
            self.stream.read_exact(&mut bytes).await.map_err(|error| self.disconnected(command, &error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|_| unintelligible(command, "a string is not UTF-8"))?;
            tokens.push(Token::Text(text));
        }
    }

    /// Reads up to a line end.
    async fn read_piece(&mut self, command: &'static str) -> Result<String, MailError> {
        let mut line = Vec::new();
        let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX) + 1;
        let read = (&mut self.stream).take(limit).read_until(b'\n', &mut line).await;
        read.map_err(|error| self.disconnected(command, &error.to_string()))?;
        if line.pop() != Some(b'\n') {
            let is_long = line.len() > MAX_LINE - 1;
            return Err(if is_long {
                unintelligible(command, "a line has no end")
            } else {
                self.disconnected(command, "end of stream")
            });
        }
        line.pop_if(|byte| *byte == b'\r');
        String::from_utf8(line).map_err(|_| unintelligible(command, "a line is not UTF-8"))
    }

    fn timed_out(&self, command: &'static str) -> MailError {
        MailError::TimedOut { server: self.server.clone(), command }
    }

    fn disconnected(&self, command: &'static str, reason: &str) -> MailError {
        MailError::Disconnected { server: self.server.clone(), command, reason: reason.to_owned() }
    }
}

fn unintelligible(command: &'static str, reason: &str) -> MailError {
    MailError::Unintelligible { command, reason: reason.to_owned() }
}

/// Code and words of a status line.
fn words(tokens: &[Token]) -> (String, String) {
    let code = tokens.iter().find_map(|token| if let Token::Code(code) = token { Some(code.as_str()) } else { None });
    let code = code.unwrap_or_default().split_ascii_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    (code, tokens.iter().find_map(Token::text).unwrap_or_default().to_owned())
}

/// How a piece of a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The line is over.
    Line,
    /// A literal of so many bytes comes, and then the line goes on.
    Literal(usize),
}

/// Takes a line apart. None when it makes no sense.
fn tokens_of(line: &str, tokens: &mut Vec<Token>) -> Option<End> {
    let mut rest = line.trim_start_matches(' ');
    while let Some(first) = rest.chars().next() {
        match first {
            '"' => {
                let (text, after) = quoted(&rest[1..])?;
                tokens.push(Token::Text(text));
                rest = after;
            }
            '(' => {
                let end = rest.find(')')?;
                tokens.push(Token::Code(rest[1..end].to_owned()));
                rest = &rest[end + 1..];
            }
            '{' => {
                let size = rest[1..].strip_suffix('}')?;
                return size.strip_suffix('+').unwrap_or(size).parse().ok().map(End::Literal);
            }
            _ => {
                let end = rest.find(' ').unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        rest = rest.trim_start_matches(' ');
    }
    Some(End::Line)
}

/// A quoted string behind its first quote, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((found, &text[at + 1..])),
            '\\' => found.push(letters.next()?.1),
            _ => found.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    async fn heard(bytes: &[u8]) -> Result<Answer, MailError> {
        let (near, mut far) = tokio::io::duplex(1 << 21);
        far.write_all(bytes).await.unwrap();
        drop(far);
        Conversation::new(Box::new(near), "mail.example.org", Duration::from_secs(2)).hear("TEST").await
    }

    fn text(text: &str) -> Token {
        Token::Text(text.to_owned())
    }

    #[tokio::test]
    async fn an_answer_is_lines_and_how_it_ended() {
        let answer = heard(b"\"a \\\"b\\\\\" ACTIVE\r\n{5}\r\na\r\nb;\r\nok (WARNINGS) \"fine\"\r\n").await.unwrap();
        assert_eq!(answer.lines[0], [text("a \"b\\"), Token::Word("ACTIVE".to_owned())]);
        assert_eq!(answer.lines[1], [text("a\r\nb;")]);
        assert_eq!((answer.is_ok, answer.code.as_str(), answer.text.as_str()), (true, "WARNINGS", "fine"));
        let refused = heard(b"NO (QUOTA/MAXSIZE \"x\") {4}\r\nfull\r\n").await.unwrap();
        assert_eq!((refused.is_ok, refused.code.as_str(), refused.text.as_str()), (false, "QUOTA/MAXSIZE", "full"));
        assert!(heard(b"OK\r\n").await.unwrap().is_ok);
    }

    #[tokio::test]
    async fn a_server_that_ends_or_babbles_is_an_error() {
        assert!(matches!(heard(b"BYE \"too busy\"\r\n").await, Err(MailError::Disconnected { .. })));
        assert!(matches!(heard(b"\"a\"\r\n").await, Err(MailError::Disconnected { .. })));
        assert!(matches!(heard(b"{99}\r\nshort").await, Err(MailError::Disconnected { .. })));
        assert!(matches!(heard(b"{9999999999}\r\n").await, Err(MailError::TooLarge(_))));
        assert!(matches!(heard(b"{-1}\r\n").await, Err(MailError::Unintelligible { .. })));
        assert!(matches!(heard(b"\"no end\r\nOK\r\n").await, Err(MailError::Unintelligible { .. })));
        assert!(matches!(heard(b"\"\xff\"\r\nOK\r\n").await, Err(MailError::Unintelligible { .. })));
        assert!(matches!(heard(&b"x".repeat(1 << 20)).await, Err(MailError::Unintelligible { .. })));
        assert!(matches!(heard(&b"\"x\"\r\n".repeat(5000)).await, Err(MailError::Unintelligible { .. })));
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic_and_what_we_encode_it_reads(line in ".{0,80}|[\"\\\\{}()+0-9 a]{0,30}") {
            let _ = tokens_of(&line, &mut Vec::new());
            let mut encoded = Vec::new();
            protocol_string(&line, &mut encoded);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            encoded.extend_from_slice(b"\r\nOK\r\n");
            let answer = runtime.block_on(heard(&encoded)).unwrap();
            prop_assert_eq!(&answer.lines, &[[Token::Text(line)]]);
        }
    }
}
