//! A small SMTP and LMTP client, for mail that comes from outside and for checks of submission. One message, one connection.

use std::net::Ipv4Addr;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::FarmError;
use crate::wire::Wire;

/// One conversation with a mail server.
pub struct Smtp {
    wire: Wire,
}

impl Smtp {
    /// Connects and greets: `EHLO`, or `LHLO` with a server that speaks LMTP.
    pub(crate) fn connect(host: &str, address: Ipv4Addr, port: u16, greeting: &str) -> Result<Self, FarmError> {
        let mut smtp = Self { wire: Wire::connect(host, address, port)? };
        smtp.answer("the greeting")?;
        smtp.command(&format!("{greeting} client.elsewhere.test"))?;
        Ok(smtp)
    }

    /// The same for a port that begins with TLS at once (RFC 8314).
    pub(crate) fn connect_tls(host: &str, address: Ipv4Addr, port: u16, ca: &Path) -> Result<Self, FarmError> {
        let mut smtp = Self { wire: Wire::connect(host, address, port)?.secure(ca)? };
        smtp.answer("the greeting")?;
        smtp.command("EHLO client.elsewhere.test")?;
        Ok(smtp)
    }

    /// STARTTLS (RFC 3207).
    pub fn start_tls(mut self, ca: &Path) -> Result<Self, FarmError> {
        self.command("STARTTLS")?;
        let mut smtp = Self { wire: self.wire.secure(ca)? };
        smtp.command("EHLO client.elsewhere.test")?;
        Ok(smtp)
    }

    /// AUTH PLAIN (RFC 4616).
    pub fn sign_in(&mut self, name: &str, password: &str) -> Result<(), FarmError> {
        let secret = STANDARD.encode(format!("\0{name}\0{password}"));
        self.wire.send(format!("AUTH PLAIN {secret}\r\n").as_bytes())?;
        self.answer("AUTH PLAIN").map(drop)
    }

    /// Hands over one message; the reply to its end is returned.
    pub fn send(&mut self, from: &str, to: &[&str], raw: &[u8]) -> Result<String, FarmError> {
        self.command(&format!("MAIL FROM:<{from}>"))?;
        for recipient in to {
            self.command(&format!("RCPT TO:<{recipient}>"))?;
        }
        self.command("DATA")?;
        self.wire.send(&stuffed(raw))?;
        self.answer("the message")
    }

    /// Sends one command and returns the last line of its reply; 4xx and 5xx are errors.
    pub fn command(&mut self, command: &str) -> Result<String, FarmError> {
        self.wire.send(format!("{command}\r\n").as_bytes())?;
        self.answer(command)
    }

    fn answer(&mut self, command: &str) -> Result<String, FarmError> {
        loop {
            let answer = self.wire.line()?;
            if answer.as_bytes().get(3) == Some(&b'-') {
                continue;
            }
            if answer.starts_with(['2', '3']) {
                return Ok(answer);
            }
            return Err(FarmError::Refused { host: self.wire.host().into(), command: command.into(), answer });
        }
    }
}

/// The message as DATA wants it: lines end in CRLF, a leading dot is doubled, a dot alone ends it (RFC 5321, section 4.5.2).
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + raw.len() / 40 + 8);
    let text = raw.strip_suffix(b"\n").unwrap_or(raw);
    for line in text.split(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn lines_end_in_crlf_and_dots_are_doubled() {
        assert_eq!(stuffed(b"a\n.b\r\nc"), b"a\r\n..b\r\nc\r\n.\r\n");
    }
}
