//! A message as MIME, in the charset and the transfer encoding of its sender.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{ISO_2022_JP, UTF_8, WINDOWS_1252};

use super::attachment::Attachment;
use super::calendar::header_date;
use super::cast::{Author, Party};

/// How many letters go into one encoded word, so that none is longer than 75 (RFC 2047, section 2): of alphabets, whose
/// letters take two bytes of UTF-8 at most, and of others.
const WORD: (usize, usize) = (20, 11);

/// What is to be written.
pub(crate) struct Message<'a> {
    pub(crate) at: i64,
    pub(crate) author: &'a Author,
    pub(crate) to: &'a [Party],
    pub(crate) cc: &'a [Party],
    pub(crate) subject: &'a str,
    pub(crate) id: &'a str,
    /// Message-IDs of those before it in its conversation, oldest first.
    pub(crate) references: &'a [String],
    pub(crate) text: &'a str,
    pub(crate) html: Option<String>,
    pub(crate) attachments: Vec<Attachment>,
    /// Further header lines, complete.
    pub(crate) headers: String,
}

impl Message<'_> {
    /// The message, lines ending in LF.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = self.header().into_bytes();
        let body = self.body();
        if self.attachments.is_empty() {
            out.extend(body);
            return out;
        }
        let boundary = self.boundary("mixed");
        push(&mut out, &format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n--{boundary}\n"));
        out.extend(body);
        for attachment in &self.attachments {
            push(&mut out, &format!("\n--{boundary}\n"));
            push(&mut out, &attached(attachment));
        }
        push(&mut out, &format!("\n--{boundary}--\n"));
        out
    }

    fn header(&self) -> String {
        let Self { at, author, id, .. } = self;
        let mut header = self.headers.clone();
        let date = header_date(*at, author.zone);
        let _ = writeln!(header, "From: {}\nTo: {}", self.mailbox(&author.party), self.mailboxes(self.to));
        if !self.cc.is_empty() {
            let _ = writeln!(header, "Cc: {}", self.mailboxes(self.cc));
        }
        let _ = writeln!(header, "Subject: {}\nDate: {date}\nMessage-ID: {id}", self.encoded(self.subject));
        if let Some(parent) = self.references.last() {
            let _ = writeln!(header, "In-Reply-To: {parent}\nReferences: {}", self.references.join("\n "));
        }
        header + "MIME-Version: 1.0\n"
    }

    fn body(&self) -> Vec<u8> {
        let plain = self.part("text/plain", self.text);
        let Some(html) = &self.html else { return plain };
        let boundary = self.boundary("alt");
        let mut out =
            format!("Content-Type: multipart/alternative; boundary=\"{boundary}\"\n\n--{boundary}\n").into_bytes();
        out.extend(plain);
        push(&mut out, &format!("\n--{boundary}\n"));
        out.extend(self.part("text/html", html));
        push(&mut out, &format!("\n--{boundary}--\n"));
        out
    }

    /// A text part. Each charset travels as its programs send it: ISO-2022-JP is 7 bit by itself, Latin in quoted-printable,
    /// Cyrillic in base64, UTF-8 as it is.
    fn part(&self, media_type: &str, text: &str) -> Vec<u8> {
        let charset = self.author.charset;
        let (bytes, _, _) = charset.encode(text);
        let (label, encoding, body) = match charset {
            _ if text.is_ascii() => ("us-ascii", "7bit", bytes.into_owned()),
            _ if charset == UTF_8 => ("utf-8", "8bit", bytes.into_owned()),
            _ if charset == ISO_2022_JP => ("ISO-2022-JP", "7bit", bytes.into_owned()),
            _ if charset == WINDOWS_1252 => ("iso-8859-1", "quoted-printable", quoted_printable(&bytes)),
            _ => (charset.name(), "base64", folded_base64(&bytes).into_bytes()),
        };
        let head = format!("Content-Type: {media_type}; charset={label}\nContent-Transfer-Encoding: {encoding}\n\n");
        [head.into_bytes(), body].concat()
    }

    fn mailboxes(&self, parties: &[Party]) -> String {
        parties.iter().map(|party| self.mailbox(party)).collect::<Vec<_>>().join(",\n ")
    }

    fn mailbox(&self, Party { name, address }: &Party) -> String {
        match name.as_str() {
            "" => address.clone(),
            name if name.contains(['.', ',', '(']) => format!("\"{name}\" <{address}>"),
            name => format!("{} <{address}>", self.encoded(name)),
        }
    }

    /// The text as encoded words in the sender's charset where it is not ASCII (RFC 2047).
    fn encoded(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.into();
        }
        let charset = if self.author.charset.encode(text).2 { UTF_8 } else { self.author.charset };
        let label = if charset == WINDOWS_1252 { "iso-8859-1" } else { charset.name() };
        let letters: Vec<char> = text.chars().collect();
        let word = |letters: &[char]| {
            let text = String::from_iter(letters);
            format!("=?{label}?B?{}?=", STANDARD.encode(charset.encode(&text).0))
        };
        let alphabetic = letters.iter().all(|letter| letter.len_utf8() <= 2 || charset != UTF_8);
        let length = if alphabetic && charset != ISO_2022_JP { WORD.0 } else { WORD.1 };
        letters.chunks(length).map(word).collect::<Vec<_>>().join("\n ")
    }

    fn boundary(&self, kind: &str) -> String {
        let unique: String = self.id.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        format!("={kind}={unique}")
    }
}

fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn attached(attachment: &Attachment) -> String {
    let Attachment { name, media_type, bytes } = attachment;
    // RFC 2231 for names that are not ASCII.
    let parameter =
        if name.is_ascii() { format!("filename=\"{name}\"") } else { format!("filename*=utf-8''{}", percent(name)) };
    format!(
        "Content-Type: {media_type}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; {parameter}\n\n{}",
        folded_base64(bytes)
    )
}

fn percent(name: &str) -> String {
    name.bytes().fold(String::new(), |mut out, byte| {
        let plain = byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let _ = if plain { write!(out, "{}", char::from(byte)) } else { write!(out, "%{byte:02X}") };
        out
    })
}

/// Base64 in lines of 76 (RFC 2045, section 6.8).
fn folded_base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 57 + 8);
    for line in bytes.chunks(57) {
        STANDARD.encode_string(line, &mut out);
        out.push('\n');
    }
    out
}

/// Quoted-printable (RFC 2045, section 6.7).
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(bytes.len() * 5 / 4);
    let mut column = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let ends_line = bytes.get(index + 1).is_none_or(|next| *next == b'\n');
        let plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (matches!(byte, b' ' | b'\t') && !ends_line);
        if *byte == b'\n' {
            out.push('\n');
            column = 0;
            continue;
        }
        if column >= 72 {
            out.push_str("=\n");
            column = 0;
        }
        let _ = if plain { write!(out, "{}", char::from(*byte)) } else { write!(out, "={byte:02X}") };
        column += if plain { 1 } else { 3 };
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_lines_are_short_and_spaces_at_their_end_survive() {
        let text = [b"a \n".as_slice(), &[0xfc; 60], b"=\n"].concat();
        let written = String::from_utf8(quoted_printable(&text)).expect("ASCII");
        assert!(written.starts_with("a=20\n=FC"));
        assert!(written.lines().all(|line| line.len() <= 76), "{written}");
    }
}
