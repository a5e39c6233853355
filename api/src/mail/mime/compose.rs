//! A draft written as a message: a stream whose size is known before the first byte, so that an attachment of
//! any size passes through a node without being held there.
//!
//! Attachments come ready encoded (`attachment`); this file knows no server.

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftAttachment, recipients};

use super::header::{self, Header};
use super::{Octets, exact, quoted_printable};
use crate::mail::text::flowed;

/// The field that remembers what a draft answers or forwards.
pub const REFERENCE_FIELD: &str = "X-Gatepost-Reference";

/// The field that keeps recipients which are no addresses yet: half-typed text is text, too.
pub const UNFINISHED_FIELD: &str = "X-Gatepost-Unfinished";

/// What a message needs besides the draft: given, so that composing reads no clock and no dice.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// `Date`, in seconds since 1970.
    pub date: i64,
    /// Parts the parts: nobody else may be able to guess it, or an attachment could end itself early.
    pub boundary: String,
}

impl Stamp {
    /// A stamp of this moment.
    pub fn now(message_id: String) -> Self {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let mut dice = [0_u8; 16];
        // Without randomness the time is left: enough against accidents, and no reason to lose a draft.
        if getrandom::fill(&mut dice).is_err() {
            dice = since_1970.as_nanos().to_be_bytes();
        }
        // `=_` can stand neither in base64 nor in quoted-printable (RFC 2045, section 6.7).
        let boundary = dice.iter().fold("=_gatepost_".to_owned(), |text, byte| format!("{text}{byte:02x}"));
        Self { message_id, date: i64::try_from(since_1970.as_secs()).unwrap_or_default(), boundary }
    }
}

/// A part ready to stand in a message: its header, and its body in its transfer encoding.
pub struct Part {
    /// The header without the empty line.
    pub header: Vec<u8>,
    /// The encoded body.
    pub body: Octets,
    /// Whether the body may hold bytes outside ASCII: then the whole message must say so, too.
    pub is_8bit: bool,
}

/// A file's body with the name of its transfer encoding.
pub struct Encoded {
    /// `base64`, `quoted-printable`, `8bit`.
    pub encoding: &'static str,
    /// The media type, when it is not the attachment's own.
    pub media_type: Option<&'static str>,
    /// The charset of a text.
    pub charset: Option<String>,
    /// The encoded body.
    pub body: Octets,
}

impl Part {
    /// A file as an attachment.
    pub fn attachment(attachment: &DraftAttachment, encoded: Encoded) -> Self {
        let name = header::file_name(&attachment.name);
        let media_type = encoded.media_type.unwrap_or_else(|| header::media_type(&attachment.media_type));
        let charset = encoded.charset.as_deref().map(|charset| ("charset", charset));
        let mut part = Header::default();
        part.parameters("Content-Type", media_type, charset.as_slice());
        part.parameters("Content-Disposition", "attachment", &[("filename", &name)]);
        part.words("Content-Transfer-Encoding", &[encoded.encoding]);
        Self { header: part.into_bytes(), body: encoded.body, is_8bit: encoded.encoding == "8bit" }
    }

    /// The text that the person typed.
    fn text(text: &str) -> Self {
        let flowed = flowed::flow(text);
        // Long words and letters outside ASCII need an encoding; most text does not, and stays readable.
        let is_simple = flowed.is_ascii() && flowed.lines().all(|line| line.len() <= 78);
        let (encoding, body) =
            if is_simple { ("7bit", flowed) } else { ("quoted-printable", quoted_printable::encode(&flowed)) };
        let mut part = Header::default();
        part.parameters("Content-Type", "text/plain", &[("charset", "utf-8"), ("format", "flowed")]);
        part.words("Content-Transfer-Encoding", &[encoding]);
        Self { header: part.into_bytes(), body: whole(body), is_8bit: false }
    }
}

/// Writes the message. The text is part `1`; the attachments, in their order, are parts `2` and on.
pub fn message(draft: &Draft, stamp: &Stamp, attachments: Vec<Part>) -> Octets {
    let mut top = message_header(draft, stamp);
    let text = Part::text(&draft.text_body);
    if attachments.is_empty() {
        let mut bytes = top.into_bytes();
        bytes.extend_from_slice(&text.header);
        bytes.extend_from_slice(b"\r\n");
        return joined(vec![whole(bytes), text.body]);
    }
    top.parameters("Content-Type", "multipart/mixed", &[("boundary", &stamp.boundary)]);
    if attachments.iter().any(|part| part.is_8bit) {
        // RFC 2045, section 6.4: a multipart is at least as wide as its widest part.
        top.words("Content-Transfer-Encoding", &["8bit"]);
    }
    let mut pieces = vec![whole(top.into_bytes())];
    for part in std::iter::once(text).chain(attachments) {
        let mut frame = format!("\r\n--{}\r\n", stamp.boundary).into_bytes();
        frame.extend_from_slice(&part.header);
        frame.extend_from_slice(b"\r\n");
        pieces.push(whole(frame));
        pieces.push(part.body);
    }
    pieces.push(whole(format!("\r\n--{}--\r\n", stamp.boundary)));
    joined(pieces)
}

/// A file as a message of one part: how an upload is stored until a draft takes it.
pub fn upload(media_type: &str, name: &str, stamp: &Stamp, file: Octets) -> Octets {
    let mut top = Header::default();
    top.words("Message-ID", &[&format!("<{}>", stamp.message_id)]);
    top.text("Subject", "An upload: a file on its way into a message");
    top.text("Date", &date(stamp.date));
    top.words("MIME-Version", &["1.0"]);
    let body = super::base64::encode(file);
    top.parameters("Content-Type", header::media_type(media_type), &[]);
    top.parameters("Content-Disposition", "attachment", &[("filename", &header::file_name(name))]);
    top.words("Content-Transfer-Encoding", &["base64"]);
    let mut bytes = top.into_bytes();
    bytes.extend_from_slice(b"\r\n");
    joined(vec![whole(bytes), body])
}

fn message_header(draft: &Draft, stamp: &Stamp) -> Header {
    let mut header = Header::default();
    header.addresses("From", std::slice::from_ref(&draft.from));
    header.addresses("To", &draft.to);
    header.addresses("Cc", &draft.cc);
    header.addresses("Bcc", &draft.bcc);
    if draft.to.is_empty() && draft.cc.is_empty() && !draft.bcc.is_empty() {
        // Without Bcc no destination field would be left, which looks broken to many a filter.
        header.words("To", &["undisclosed-recipients:;"]);
    }
    header.text("Subject", &draft.subject);
    header.text("Date", &date(stamp.date));
    header.message_ids("Message-ID", [stamp.message_id.as_str()]);
    header.message_ids("In-Reply-To", draft.in_reply_to.iter().map(String::as_str));
    header.message_ids("References", draft.references.iter().map(String::as_str));
    header.words("User-Agent", &[concat!("Gatepost/", env!("CARGO_PKG_VERSION"))]);
    if let Some(reference) = &draft.reference {
        let action = match reference.action {
            DraftAction::Reply => "reply",
            DraftAction::Forward => "forward",
        };
        header.words(REFERENCE_FIELD, &[action, &reference.email_id.to_string()]);
    }
    let unfinished = unfinished(draft);
    header.words(UNFINISHED_FIELD, &unfinished.iter().map(String::as_str).collect::<Vec<_>>());
    header.words("MIME-Version", &["1.0"]);
    header
}

/// Recipients that are no addresses yet, as words: `to=BASE64` with what was typed.
fn unfinished(draft: &Draft) -> Vec<String> {
    use ::base64::Engine as _;
    let encode = |field: &str, address: &EmailAddress| {
        let typed = recipients::format(address);
        // 36 bytes are 48 characters: a word that folds. What nobody would type is cut.
        let cut = &typed[..typed.floor_char_boundary(480)];
        format!("{field}={}", ::base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(cut))
    };
    [("from", std::slice::from_ref(&draft.from)), ("to", &draft.to), ("cc", &draft.cc), ("bcc", &draft.bcc)]
        .into_iter()
        .flat_map(|(field, people)| people.iter().map(move |address| (field, address)))
        .filter(|(_, address)| !address.email.is_empty() && recipients::validate(&address.email).is_err())
        .map(|(field, address)| encode(field, address))
        .collect()
}

/// RFC 5322, section 3.3.
fn date(seconds: i64) -> String {
    mail_parser::DateTime::from_timestamp(seconds).to_rfc822()
}

fn whole(bytes: impl Into<Bytes>) -> Octets {
    let bytes = bytes.into();
    Octets { size: bytes.len() as u64, bytes: stream::iter([Ok(bytes)]).boxed() }
}

/// One after the other, each exactly as long as it promised.
fn joined(pieces: Vec<Octets>) -> Octets {
    let size = pieces.iter().map(|piece| piece.size).sum();
    let bytes = stream::iter(pieces).flat_map(|piece| exact::exactly(piece.size, piece.bytes)).boxed();
    Octets { size, bytes }
}
