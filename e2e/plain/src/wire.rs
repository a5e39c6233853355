//! Commands as they come over the wire: lines, and the literals for which this server gives leave one by one.

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// The largest literal.
const MAX_LITERAL: usize = 64 * 1024 * 1024;

pub(crate) struct Wire {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

/// A command: `tag verb arguments`, literals in place, without the line end.
pub(crate) struct Line {
    pub(crate) bytes: Vec<u8>,
    /// Whether it held a literal that was not asked for: LITERAL+ (RFC 7888), which nobody announced.
    pub(crate) has_unasked_literal: bool,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        let (reader, writer) = stream.into_split();
        Ok(Self { reader: BufReader::new(reader), writer })
    }

    pub(crate) async fn say(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.writer.write_all(bytes).await
    }

    /// The beginning of the next command: its first line, without the line end. None at the end of the stream.
    pub(crate) async fn line(&mut self) -> std::io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        if self.reader.read_until(b'\n', &mut bytes).await? == 0 {
            return Ok(None);
        }
        trim(&mut bytes);
        Ok(Some(Line { bytes, has_unasked_literal: false }))
    }

    /// Reads the literals that a command's line announces, and what follows each.
    pub(crate) async fn rest(&mut self, line: &mut Line) -> std::io::Result<()> {
        while let Some((size, is_unasked)) = announced(&line.bytes) {
            if size > MAX_LITERAL {
                return Err(std::io::ErrorKind::InvalidData.into());
            }
            line.has_unasked_literal |= is_unasked;
            if !is_unasked {
                self.say(b"+ go on\r\n").await?;
            }
            let mut literal = vec![0; size];
            self.reader.read_exact(&mut literal).await?;
            line.bytes.extend_from_slice(b"\r\n");
            line.bytes.append(&mut literal);
            let mut more = Vec::new();
            self.reader.read_until(b'\n', &mut more).await?;
            trim(&mut more);
            // Without a literal the loop ends: what was read last decides.
            let ends_here = announced(&more).is_none();
            line.bytes.append(&mut more);
            if ends_here {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn trim(line: &mut Vec<u8>) {
    while matches!(line.last(), Some(b'\r' | b'\n')) {
        line.pop();
    }
}

/// The literal that a line ends with, and whether it comes without leave (`{5+}`).
fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let open = line.iter().rposition(|byte| *byte == b'{')?;
    let inside = std::str::from_utf8(line[open + 1..].strip_suffix(b"}")?).ok()?;
    let digits = inside.strip_suffix('+').unwrap_or(inside);
    Some((digits.parse().ok()?, digits.len() < inside.len()))
}
