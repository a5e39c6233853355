//! A small IMAP client for setting a scene: append, create, delete, look. Gatepost's own relay is not this.

use crate::error::FarmError;
use crate::facts::{Backend, Facts};
use crate::person::Person;
use crate::wire::Wire;

/// How many bytes of messages go into one MULTIAPPEND (RFC 3502).
const BATCH: usize = 2 << 20;

/// A message to append, with its flags and internal date.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The message; lines may end in LF or CRLF.
    pub raw: Vec<u8>,
    /// As IMAP writes them: `\Seen \Flagged`.
    pub flags: String,
    /// The internal date, `23-Nov-2026 09:30:00 +0000`; now when there is none.
    pub date: Option<String>,
}

/// A signed-in connection.
pub struct Imap {
    wire: Wire,
    count: u32,
}

impl Imap {
    /// Signs a person in on their own machine, over TLS.
    pub fn sign_in(facts: &Facts, person: &Person) -> Result<Self, FarmError> {
        let host = person.backend.as_ref().ok_or_else(|| FarmError::NoMailbox(person.name.clone()))?;
        let backend: &Backend = facts.backends.get(host).ok_or_else(|| FarmError::NoMailbox(person.name.clone()))?;
        let mut wire = Wire::connect(host, backend.address, backend.imaps)?.secure(&facts.ca)?;
        wire.line()?;
        let mut imap = Self { wire, count: 0 };
        imap.command(&format!("LOGIN {} {}", quoted(&person.name), quoted(&person.password)))?;
        Ok(imap)
    }

    /// Sends one command and returns its untagged answers, literals in place; NO and BAD are errors.
    pub fn command(&mut self, command: &str) -> Result<Vec<String>, FarmError> {
        let tag = self.begin(command.as_bytes())?;
        self.wire.send(b"\r\n")?;
        self.end(&tag, command)
    }

    /// Appends one message.
    pub fn append(&mut self, mailbox: &str, raw: &[u8], flags: &str) -> Result<(), FarmError> {
        self.append_all(mailbox, [Letter { raw: raw.into(), flags: flags.into(), date: None }])
    }

    /// Appends many messages, a few megabytes in a command.
    pub fn append_all(&mut self, mailbox: &str, letters: impl IntoIterator<Item = Letter>) -> Result<(), FarmError> {
        let verb = format!("APPEND {}", mailbox_name(mailbox));
        let mut batch = Vec::with_capacity(BATCH + BATCH / 2);
        for letter in letters {
            push(&mut batch, &letter);
            if batch.len() >= BATCH {
                self.append_batch(&verb, &batch)?;
                batch.clear();
            }
        }
        if batch.is_empty() { Ok(()) } else { self.append_batch(&verb, &batch) }
    }

    fn append_batch(&mut self, verb: &str, batch: &[u8]) -> Result<(), FarmError> {
        let tag = self.begin(verb.as_bytes())?;
        self.wire.send(batch)?;
        self.wire.send(b"\r\n")?;
        self.end(&tag, verb).map(drop)
    }

    /// Makes a mailbox and subscribes to it; one that is there already is left as it is.
    pub fn create(&mut self, mailbox: &str) -> Result<(), FarmError> {
        let name = mailbox_name(mailbox);
        if let Err(error) = self.command(&format!("CREATE {name}")) {
            let there = matches!(&error, FarmError::Refused { answer, .. } if answer.contains("exists"));
            return if there { Ok(()) } else { Err(error) };
        }
        self.command(&format!("SUBSCRIBE {name}")).map(drop)
    }

    /// Deletes a mailbox and makes it again, empty: its UIDVALIDITY changes.
    pub fn recreate(&mut self, mailbox: &str) -> Result<(), FarmError> {
        self.command(&format!("DELETE {}", mailbox_name(mailbox)))?;
        self.create(mailbox)
    }

    /// How many messages a mailbox holds.
    pub fn count(&mut self, mailbox: &str) -> Result<u32, FarmError> {
        self.status(mailbox, "MESSAGES")
    }

    /// The UID that the next message will get (RFC 9051, section 2.3.1.1).
    pub(crate) fn uid_next(&mut self, mailbox: &str) -> Result<u32, FarmError> {
        self.status(mailbox, "UIDNEXT")
    }

    /// Opens a mailbox for reading and writing.
    pub fn select(&mut self, mailbox: &str) -> Result<(), FarmError> {
        self.command(&format!("SELECT {}", mailbox_name(mailbox))).map(drop)
    }

    fn status(&mut self, mailbox: &str, item: &str) -> Result<u32, FarmError> {
        let answers = self.command(&format!("STATUS {} ({item})", mailbox_name(mailbox)))?;
        let number = |line: &String| line.rsplit_once(&format!("({item} "))?.1.split(')').next()?.parse().ok();
        let unanswered = || FarmError::Refused {
            host: self.wire.host().into(),
            command: "STATUS".into(),
            answer: answers.join(" "),
        };
        answers.iter().find_map(number).ok_or_else(unanswered)
    }

    fn begin(&mut self, command: &[u8]) -> Result<String, FarmError> {
        self.count += 1;
        let tag = format!("f{}", self.count);
        self.wire.send(&[tag.as_bytes(), b" ", command].concat())?;
        Ok(tag)
    }

    fn end(&mut self, tag: &str, command: &str) -> Result<Vec<String>, FarmError> {
        let mut answers = Vec::new();
        loop {
            let line = self.response()?;
            match line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                None => answers.push(line),
                Some(ok) if ok.starts_with("OK") => return Ok(answers),
                Some(no) => {
                    // The first word only: LOGIN's arguments are nobody's business.
                    let command = command.split(' ').next().unwrap_or_default().to_owned();
                    return Err(FarmError::Refused { host: self.wire.host().into(), command, answer: no.into() });
                }
            }
        }
    }

    /// One response, with each literal in its place.
    fn response(&mut self) -> Result<String, FarmError> {
        let mut response = self.wire.line()?;
        while let Some(size) = literal_size(&response) {
            response += "\r\n";
            response += &self.wire.octets(size)?;
            response += &self.wire.line()?;
        }
        Ok(response)
    }
}

fn literal_size(line: &str) -> Option<usize> {
    line.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

/// One message of a MULTIAPPEND, as a non-synchronising literal (RFC 7888).
fn push(batch: &mut Vec<u8>, letter: &Letter) {
    let raw = with_crlf(&letter.raw);
    let date = letter.date.as_ref().map(|date| format!(" \"{date}\"")).unwrap_or_default();
    batch.extend_from_slice(format!(" ({}){date} {{{}+}}\r\n", letter.flags, raw.len()).as_bytes());
    batch.extend_from_slice(&raw);
}

/// The message with every line ending in CRLF.
pub(crate) fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut last = 0;
    for byte in raw {
        if *byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        last = *byte;
    }
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn mailbox_name(name: &str) -> String {
    quoted(&modified_utf7(name))
}

/// A mailbox name as IMAP4rev1 spells it (RFC 3501, section 5.1.3).
pub(crate) fn modified_utf7(name: &str) -> String {
    use base64::Engine;
    use base64::alphabet::IMAP_MUTF7;
    use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};
    let engine = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut out = String::new();
    let mut foreign = String::new();
    for letter in name.chars().map(Some).chain([None]) {
        let plain = letter.is_none_or(|letter| (' '..='~').contains(&letter));
        if !plain {
            foreign.extend(letter);
            continue;
        }
        if !foreign.is_empty() {
            let units: Vec<u8> = foreign.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out += &format!("&{}-", engine.encode(units));
            foreign.clear();
        }
        match letter {
            Some('&') => out += "&-",
            letter => out.extend(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailbox_names_are_spelled_in_modified_utf7() {
        assert_eq!(modified_utf7("Größe"), "Gr&APYA3w-e");
        assert_eq!(modified_utf7("Q&A"), "Q&-A");
        assert_eq!(modified_utf7("日本語"), "&ZeVnLIqe-");
    }

    #[test]
    fn bare_line_feeds_become_crlf_and_no_other_byte_changes() {
        assert_eq!(with_crlf(b"a\nb\r\n\xff"), b"a\r\nb\r\n\xff");
    }
}
