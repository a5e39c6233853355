//! The one encoder of header fields (RFC 5322, RFC 2047, RFC 2231): nothing that goes through it can end a
//! line, begin another field, or leave ASCII.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients;

use super::address::in_ascii;

/// Where lines are folded (RFC 5322, section 2.1.1, says "should be no more than 78").
const WIDTH: usize = 76;

/// How many bytes of UTF-8 go into one encoded word: with its frame and `Subject: ` it stays under [`WIDTH`].
const ENCODED_WORD: usize = 39;

/// The longest file name in bytes.
const MAX_FILE_NAME: usize = 255;

/// A header being written.
#[derive(Debug, Default)]
pub struct Header(String);

impl Header {
    /// The bytes, every line ended by CRLF, without the empty line that ends a header.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// A field of free text: `Subject`.
    pub fn text(&mut self, name: &'static str, value: &str) {
        self.fields(name, text_words(value), " ");
    }

    /// A field of addresses. Those that cannot be sent to are left out; without any, so is the field. One that has no
    /// spelling in ASCII stands there for people: see [`group_of`].
    pub fn addresses(&mut self, name: &'static str, addresses: &[EmailAddress]) {
        let valid =
            addresses.iter().filter(|address| recipients::validate(&address.email).is_ok()).map(
                |address| match in_ascii(&address.email) {
                    Some(email) => mailbox(&EmailAddress { name: address.name.clone(), email: email.into_owned() }),
                    None => group_of(address),
                },
            );
        self.fields(name, valid.collect(), ", ");
    }

    /// A field of Message-IDs, each without its angle brackets. Those that are none are left out.
    pub fn message_ids<'a>(&mut self, name: &'static str, ids: impl IntoIterator<Item = &'a str>) {
        let valid = ids.into_iter().filter(|id| is_message_id(id)).map(|id| format!("<{id}>"));
        self.fields(name, valid.collect(), " ");
    }

    /// A field whose words are ours or are checked tokens: no encoding, only folding. Anything outside printable
    /// ASCII is dropped all the same.
    pub fn words(&mut self, name: &'static str, words: &[&str]) {
        let printable = |word: &&str| word.chars().filter(char::is_ascii_graphic).collect::<String>();
        self.fields(name, words.iter().map(printable).collect(), " ");
    }

    /// A structured field with parameters: `Content-Type: text/plain; charset=utf-8`. The value must be a token
    /// or two parted by a slash; parameters may be any text.
    pub fn parameters(&mut self, name: &'static str, value: &str, parameters: &[(&'static str, &str)]) {
        let mut pieces = vec![value.chars().filter(|c| c.is_ascii_graphic() && *c != ';').collect::<String>()];
        for (key, value) in parameters {
            pieces.extend(parameter(key, value));
        }
        self.fields(name, pieces, "; ");
    }

    /// Writes one field, folding before pieces that do not fit.
    fn fields(&mut self, name: &'static str, pieces: Vec<String>, separator: &str) {
        if pieces.is_empty() {
            return;
        }
        self.0.push_str(name);
        self.0.push(':');
        let mut column = name.len() + 1;
        let count = pieces.len();
        for (at, piece) in pieces.into_iter().enumerate() {
            let after = if at + 1 < count { separator.trim_end() } else { "" };
            let longest = piece.split("\r\n").next().map_or(0, str::len);
            if at > 0 && column + 1 + longest + after.len() > WIDTH {
                self.0.push_str("\r\n");
                column = 0;
            }
            self.0.push(' ');
            self.0.push_str(&piece);
            self.0.push_str(after);
            let last_line = piece.rsplit("\r\n").next().map_or(0, str::len);
            column = if piece.contains("\r\n") { last_line } else { column + 1 + last_line } + after.len();
        }
        self.0.push_str("\r\n");
    }
}

/// Free text as words to fold between: as it is, or as encoded words.
fn text_words(value: &str) -> Vec<String> {
    let value = one_line(value);
    if is_plain(&value) { value.split(' ').map(str::to_owned).collect() } else { encoded_words(&value) }
}

/// Whether text may stand in a header as it is: printable ASCII that cannot be taken for an encoded word, with
/// words short enough to fold between.
fn is_plain(text: &str) -> bool {
    let fits = text.split(' ').all(|word| word.len() <= WIDTH - 20);
    fits && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && !text.contains("=?")
}

/// RFC 2047: base64 words of whole characters. The space between them is not part of the text.
fn encoded_words(text: &str) -> Vec<String> {
    chunks(text, ENCODED_WORD).map(|chunk| format!("=?utf-8?B?{}?=", STANDARD.encode(chunk))).collect()
}

/// Cuts into pieces of at most `size` bytes, between characters.
fn chunks(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (chunk, tail) = rest.split_at(rest.floor_char_boundary(size));
        rest = tail;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Text on one line: control characters become spaces, and spaces come singly and inside only.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Carol <carol@example.org>` (RFC 5322, section 3.4). Long names fold inside.
pub fn mailbox(address: &EmailAddress) -> String {
    let name = one_line(address.name.as_deref().unwrap_or_default());
    if name.is_empty() {
        return address.email.clone();
    }
    let is_atom = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
    let phrase = match () {
        () if !is_plain(&name) || name.len() > WIDTH - 20 => encoded_words(&name).join("\r\n "),
        () if name.chars().all(is_atom) => name,
        () => quoted(&name),
    };
    let last_line = phrase.rsplit("\r\n").next().map_or(0, str::len);
    let space = if last_line + address.email.len() + 4 > WIDTH { "\r\n " } else { " " };
    format!("{phrase}{space}<{}>", address.email)
}

/// An address that has no spelling in ASCII, as the name of an empty group, which any mail program shows and none writes to
/// (RFC 6857, section 3.1.8): `=?utf-8?B?…?=:;`.
fn group_of(address: &EmailAddress) -> String {
    format!("{}:;", encoded_words(&one_line(&recipients::format(address))).join("\r\n "))
}

/// A quoted string (RFC 5322, section 3.2.4).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// A Message-ID that may be written back: printable ASCII without brackets, short enough for a line.
pub fn is_message_id(id: &str) -> bool {
    (1..=900).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>')
}

/// One parameter: a quoted string, or RFC 2231's numbered and percent-encoded pieces.
fn parameter(key: &str, value: &str) -> Vec<String> {
    let value = one_line(value);
    if value.len() <= WIDTH - 20 && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        let is_token = !value.is_empty() && value.bytes().all(is_attribute_char);
        return vec![if is_token { format!("{key}={value}") } else { format!("{key}={}", quoted(&value)) }];
    }
    // 16 bytes become at most 48 characters: with key, number and charset they fit a line.
    let pieces: Vec<&str> = chunks(&value, 16).collect();
    if let [only] = pieces.as_slice() {
        return vec![format!("{key}*=utf-8''{}", percent(only))];
    }
    let numbered = pieces.iter().enumerate().map(|(number, piece)| {
        let charset = if number == 0 { "utf-8''" } else { "" };
        format!("{key}*{number}*={charset}{}", percent(piece))
    });
    numbered.collect()
}

/// RFC 2231's attribute-char, in the stricter form of RFC 5987 (section 3.2.1).
fn is_attribute_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte)
}

fn percent(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if is_attribute_char(byte) {
            encoded.push(char::from(byte));
        } else {
            let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            encoded.push('%');
            encoded.extend(digits.map(char::from));
        }
    }
    encoded
}

/// A media type that may stand in `Content-Type`: two tokens. Composite types need a structure that a file does
/// not promise (RFC 2046, section 5), so they, and what is no media type, become plain bytes.
pub fn media_type(given: &str) -> &str {
    let is_token = |part: &str| (1..=127).contains(&part.len()) && part.bytes().all(is_attribute_char);
    match given.split_once('/') {
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) && !is_composite(kind) => given,
        _ => "application/octet-stream",
    }
}

fn is_composite(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("multipart") || kind.eq_ignore_ascii_case("message")
}

/// A file name for a recipient: no folders, no control characters, not longer than file systems take.
pub fn file_name(given: &str) -> String {
    let plain: String =
        given.chars().map(|c| if matches!(c, '/' | '\\') || c.is_control() { '_' } else { c }).collect();
    let trimmed = plain.trim();
    trimmed[..trimmed.floor_char_boundary(MAX_FILE_NAME)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MimeHeaders as _;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Header)) -> String {
        let mut header = Header::default();
        write(&mut header);
        String::from_utf8(header.into_bytes()).unwrap()
    }

    /// One field, folded: ASCII, lines that are short, and no line that begins another field.
    fn assert_one_field(header: &str) {
        assert!(header.is_ascii() && header.ends_with("\r\n"), "{header:?}");
        let lines: Vec<&str> = header.strip_suffix("\r\n").unwrap().split("\r\n").collect();
        assert!(
            lines.iter().all(|line| line.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())),
            "{header:?}"
        );
        assert!(lines.iter().skip(1).all(|line| line.starts_with(' ') && !line.trim().is_empty()), "{header:?}");
        assert!(lines.iter().all(|line| line.len() <= 998), "{header:?}");
    }

    #[test]
    fn plain_text_stays_plain_and_folds() {
        assert_eq!(written(|header| header.text("Subject", "Lunch at noon")), "Subject: Lunch at noon\r\n");
        let long = written(|header| header.text("Subject", &"word ".repeat(40)));
        assert!(long.lines().all(|line| line.len() <= 78));
    }

    #[test]
    fn a_line_end_cannot_begin_another_field() {
        let header = written(|header| header.text("Subject", "Hi\r\nBcc: everybody@example.org"));
        assert_eq!(header, "Subject: Hi Bcc: everybody@example.org\r\n");
        let mallory = EmailAddress::named("M\r\nBcc: x@example.org", "m@example.org");
        let evil = EmailAddress::bare("m@example.org>\r\nBcc: <x@example.org");
        let header = written(|header| header.addresses("To", &[mallory, evil]));
        assert_eq!(header, "To: \"M Bcc: x@example.org\" <m@example.org>\r\n");
    }

    #[test]
    fn a_long_file_name_is_split_as_rfc_2231_says() {
        let name = "Übersicht über die Mittagessen im November.pdf";
        let header = written(|header| header.parameters("Content-Disposition", "attachment", &[("filename", name)]));
        assert_one_field(&header);
        let message = format!("{header}\r\n");
        let parsed = mail_parser::MessageParser::new().parse(message.as_bytes()).unwrap();
        assert_eq!(parsed.attachment_name(), Some(name));
    }

    #[test]
    fn composite_and_broken_media_types_become_bytes() {
        assert_eq!(media_type("application/pdf"), "application/pdf");
        for given in ["multipart/mixed", "Message/rfc822", "text", "text/html; charset=x", "a/b\r\nBcc: x", ""] {
            assert_eq!(media_type(given), "application/octet-stream", "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn any_subject_comes_back(subject in "\\PC{0,120}|[ -~\u{e4}\u{1f600}]{0,300}|.{0,60}") {
            let header = written(|header| header.text("Subject", &subject));
            assert_one_field(&header);
            let message = format!("{header}\r\n");
            let parsed = mail_parser::MessageParser::new().parse_headers(message.as_bytes()).unwrap();
            prop_assert_eq!(parsed.subject().unwrap_or_default(), one_line(&subject));
        }

        #[test]
        fn any_name_comes_back(name in ".{0,80}", at in 1usize..4) {
            let people: Vec<_> = (0..at).map(|n| EmailAddress::named(name.clone(), format!("p{n}@example.org"))).collect();
            let header = written(|header| header.addresses("To", &people));
            assert_one_field(&header);
            let message = format!("{header}\r\n");
            let parsed = mail_parser::MessageParser::new().parse_headers(message.as_bytes()).unwrap();
            let read: Vec<_> = parsed.to().unwrap().iter().map(|a| (a.name().unwrap_or_default().to_owned(), a.address().unwrap().to_owned())).collect();
            let meant: Vec<_> = people.iter().map(|a| (one_line(&name), a.email.clone())).collect();
            prop_assert_eq!(read, meant);
        }

        #[test]
        fn whatever_is_put_into_a_field_it_stays_one_field(
            text in "(?s).{0,40}|[a-z<>@;,:=\"\r\n \t\\x00-]{0,60}",
        ) {
            let address = [EmailAddress::named(text.clone(), text.clone()), EmailAddress::bare("a@example.org")];
            let headers = [
                written(|header| header.text("Subject", &text)),
                written(|header| header.addresses("To", &address)),
                written(|header| header.words("X-Gatepost-Kind", &["a", &text])),
                written(|header| header.message_ids("References", [text.as_str(), "b@example.org"])),
                written(|header| header.parameters("Content-Type", media_type(&text), &[("name", &text)])),
            ];
            for header in headers {
                assert_one_field(&header);
            }
        }

        #[test]
        fn any_file_name_comes_back(name in ".{0,120}") {
            let name = file_name(&name);
            let header = written(|header| header.parameters("Content-Disposition", "attachment", &[("filename", &name)]));
            assert_one_field(&header);
            let message = format!("{header}\r\n");
            let parsed = mail_parser::MessageParser::new().parse(message.as_bytes()).unwrap();
            prop_assert_eq!(parsed.attachment_name().unwrap_or_default(), one_line(&name));
        }
    }
}
