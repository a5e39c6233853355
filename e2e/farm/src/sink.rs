//! The outside world: an SMTP server that takes everything and keeps one file a message.
//!
//! It lives in the farm's own process. It is not a mail server: no TLS, no limits, no queue; only Postfix talks to it.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::address::SMTP;
use crate::error::{Doing, FarmError};

/// A message that reached the outside world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sunk {
    /// The envelope's sender; empty for a bounce.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message as it was on the wire, dot-stuffing undone, lines ending in CRLF.
    pub raw: Vec<u8>,
}

/// The header lines, ours, that carry the envelope at the top of each file.
const FROM: &str = "X-Sink-From: ";
const TO: &str = "X-Sink-To: ";

/// Listens until this process ends.
pub(crate) fn open(address: Ipv4Addr, folder: &Path) -> Result<(), FarmError> {
    let listener = TcpListener::bind((address, SMTP)).doing(|| format!("listen on {address}:{SMTP}"))?;
    let folder = folder.to_path_buf();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A connection that breaks off has delivered nothing; Postfix comes again.
            thread::spawn(move || drop(converse(&stream, &folder)));
        }
    });
    Ok(())
}

/// Every message so far, oldest first.
pub(crate) fn messages(folder: &Path) -> Result<Vec<Sunk>, FarmError> {
    let doing = || format!("read {}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder).doing(doing)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    files.iter().map(|file| fs::read(file).doing(doing).map(|bytes| parse(&bytes))).collect()
}

fn parse(mut bytes: &[u8]) -> Sunk {
    let mut sunk = Sunk { from: String::new(), to: Vec::new(), raw: Vec::new() };
    while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&bytes[..end]);
        if let Some(from) = line.strip_prefix(FROM) {
            sunk.from = from.trim().into();
        } else if let Some(to) = line.strip_prefix(TO) {
            sunk.to.push(to.trim().to_owned());
        } else {
            break;
        }
        bytes = &bytes[end + 1..];
    }
    sunk.raw = bytes.to_vec();
    sunk
}

fn converse(stream: &TcpStream, folder: &Path) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    let mut envelope = String::new();
    writer.write_all(b"220 sink.elsewhere.test ESMTP\r\n")?;
    let mut line = String::new();
    while {
        line.clear();
        reader.read_line(&mut line)? > 0
    } {
        let verb = line.trim_end().to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            "250-sink.elsewhere.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"
        } else if verb.starts_with("MAIL FROM:") {
            envelope = format!("{FROM}{}\r\n", path_of(&line));
            "250 2.1.0 Ok\r\n"
        } else if verb.starts_with("RCPT TO:") {
            envelope += &format!("{TO}{}\r\n", path_of(&line));
            "250 2.1.5 Ok\r\n"
        } else if verb == "DATA" {
            writer.write_all(b"354 End data with <CR><LF>.<CR><LF>\r\n")?;
            keep(folder, &envelope, &read_data(&mut reader)?)?;
            "250 2.0.0 Ok: sunk\r\n"
        } else if verb == "QUIT" {
            return writer.write_all(b"221 2.0.0 Bye\r\n");
        } else {
            "250 2.0.0 Ok\r\n"
        };
        writer.write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// What stands between `<` and `>` in `MAIL FROM:<a@b> SIZE=1`.
fn path_of(line: &str) -> &str {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path)
}

/// Reads up to the line with a single dot, and undoes dot-stuffing (RFC 5321, section 4.5.2).
fn read_data(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut data, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(data);
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// Writes the file under another name first, so that who reads the folder sees whole messages only.
fn keep(folder: &Path, envelope: &str, data: &[u8]) -> io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let draft = folder.join(format!("{nanoseconds}-{count}.part"));
    fs::write(&draft, [envelope.as_bytes(), data].concat())?;
    fs::rename(&draft, draft.with_extension("eml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_at_the_start_of_a_line_survives_the_wire() {
        let mut wire = &b"Subject: x\r\n\r\n..hidden\r\n.\r\nQUIT\r\n"[..];
        assert_eq!(read_data(&mut wire).expect("data"), b"Subject: x\r\n\r\n.hidden\r\n");
    }

    #[test]
    fn the_envelope_is_read_back_from_the_file() {
        let sunk = parse(b"X-Sink-From: a@b\r\nX-Sink-To: c@d\r\nX-Sink-To: e@f\r\nSubject: x\r\n\r\nhello\r\n");
        assert_eq!(sunk.from, "a@b");
        assert_eq!(sunk.to, ["c@d", "e@f"]);
        assert_eq!(sunk.raw, b"Subject: x\r\n\r\nhello\r\n");
    }
}
