//! A draft written as a message: a stream whose size is known before the first byte, so that an attachment of
//! any size passes through a node without being held there.
//!
//! Attachments come ready encoded; this file knows no server.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftAttachment, recipients};

use super::address::in_ascii;
use super::entity::{Body, Composed, Entity};
use super::header::{self, Header};
use super::{Octets, quoted_printable};
use crate::mail::text::flowed;

/// The field that remembers what a draft answers or forwards.
pub const REFERENCE_FIELD: &str = "X-Gatepost-Reference";

/// The field that keeps recipients which are no addresses yet: half-typed text is text, too.
pub const UNFINISHED_FIELD: &str = "X-Gatepost-Unfinished";

/// The field that tells a version of a draft from another: how a save that is repeated knows its own work.
pub const VERSION_FIELD: &str = "X-Gatepost-Version";

/// The field that says which bytes of a file a part of an upload is.
pub const RANGE_FIELD: &str = "X-Gatepost-Range";

/// What a message needs besides the draft: given, so that composing reads no clock and no dice.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// `Date`, in seconds since 1970.
    pub date: i64,
    /// Parts the parts: nobody else may be able to guess it, or an attachment could end itself early.
    pub dice: String,
    /// Tells this version of the draft from others, for [`VERSION_FIELD`]; may be empty.
    pub version: String,
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
        let dice = dice.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self { message_id, date: i64::try_from(since_1970.as_secs()).unwrap_or_default(), dice, version: String::new() }
    }

    /// What parts the parts of one level. No level's may begin with another's (RFC 2046, section 5.1.2), so the level
    /// comes first; `=_` can stand neither in base64 nor in quoted-printable (RFC 2045, section 6.7).
    pub fn boundary(&self, level: &str) -> String {
        format!("=_{level}_{}", self.dice)
    }
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
    pub body: Body,
}

/// Writes the message: `mixed` of `related` of `alternative`, of which only those levels stand that have more than
/// one part. `files` are the draft's attachments, in their order. See [`sections`] for where they come to stand.
pub fn message(draft: &Draft, stamp: &Stamp, files: Vec<Encoded>) -> Composed {
    let mut texts = vec![text(&draft.text_body)];
    texts.extend(draft.html_body.as_deref().map(html));
    let mut related = vec![Entity::multipart("multipart/alternative", &stamp.boundary("a"), texts)];
    let mut mixed = Vec::new();
    for (place, (attachment, encoded)) in draft.attachments.iter().zip(files).enumerate() {
        let is_inline = draft.is_inline(place);
        let beside = if is_inline { &mut related } else { &mut mixed };
        beside.push(file(attachment, encoded, is_inline));
    }
    mixed.insert(0, Entity::multipart("multipart/related", &stamp.boundary("r"), related));
    Entity::multipart("multipart/mixed", &stamp.boundary("m"), mixed).under(message_header(draft, stamp))
}

/// The IMAP sections (RFC 3501, section 6.4.5) that the attachments have in the message, in their order.
pub fn sections(draft: &Draft) -> Vec<String> {
    let inline: Vec<bool> = (0..draft.attachments.len()).map(|place| draft.is_inline(place)).collect();
    // Where there are files, the texts with their pictures are the first part beside them.
    let around = if inline.iter().any(|is_inline| !is_inline) { "1." } else { "" };
    let (mut pictures, mut files) = (1, 1);
    let section = |is_inline: bool| {
        let (prefix, count) = if is_inline { (around, &mut pictures) } else { ("", &mut files) };
        *count += 1;
        format!("{prefix}{count}")
    };
    inline.into_iter().map(section).collect()
}

/// The text that the person typed, or that was made from their HTML.
pub fn text(text: &str) -> Entity {
    readable("text/plain", &[("charset", "utf-8"), ("format", "flowed")], flowed::flow(text))
}

/// The HTML, which has passed the editor's profile.
fn html(html: &str) -> Entity {
    let document = format!("<!DOCTYPE html>\n<html><body>\n{html}\n</body></html>\n");
    let document = document.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    readable("text/html", &[("charset", "utf-8")], document)
}

/// Lines as they are where they may stand so. Long ones and letters outside ASCII need an encoding, whatever the
/// servers on the way can take: what is composed here is 7bit, so that nobody has to encode it anew (RFC 6152).
pub(super) fn readable(media_type: &'static str, parameters: &[(&'static str, &str)], lines: String) -> Entity {
    let is_simple = lines.is_ascii() && lines.lines().all(|line| line.len() <= 78);
    let (encoding, body) =
        if is_simple { ("7bit", lines) } else { ("quoted-printable", quoted_printable::encode(&lines)) };
    let mut header = Header::default();
    header.parameters("Content-Type", media_type, parameters);
    header.words("Content-Transfer-Encoding", &[encoding]);
    Entity::own(header, body)
}

/// A file, as an attachment or as a picture that the HTML calls by its Content-ID (RFC 2392).
fn file(attachment: &DraftAttachment, encoded: Encoded, is_inline: bool) -> Entity {
    let name = header::file_name(&attachment.name);
    let media_type = encoded.media_type.unwrap_or_else(|| header::media_type(&attachment.media_type));
    let charset = encoded.charset.as_deref().map(|charset| ("charset", charset));
    let disposition = if is_inline { "inline" } else { "attachment" };
    let mut header = Header::default();
    header.parameters("Content-Type", media_type, charset.as_slice());
    header.parameters("Content-Disposition", disposition, &[("filename", &name)]);
    if is_inline {
        header.message_ids("Content-ID", attachment.cid.as_deref());
    }
    header.words("Content-Transfer-Encoding", &[encoded.encoding]);
    Entity { header, pieces: vec![encoded.body], is_8bit: encoded.encoding == "8bit" }
}

/// A file as a message of one part: how an upload is stored until a draft takes it.
pub fn upload(media_type: &str, name: &str, stamp: &Stamp, file: Octets) -> Octets {
    upload_of(media_type, name, None, stamp, vec![Body::Made(super::base64::encode(file))]).into_octets()
}

/// The same from pieces in base64; with `range` it is a part of a file: `0-5700000/25000000`.
pub fn upload_of(media_type: &str, name: &str, range: Option<&str>, stamp: &Stamp, pieces: Vec<Body>) -> Composed {
    let mut top = Header::default();
    top.words("Message-ID", &[&format!("<{}>", stamp.message_id)]);
    top.text("Subject", "An upload: a file on its way into a message");
    top.text("Date", &date(stamp.date));
    top.words(RANGE_FIELD, range.as_slice());
    top.words("MIME-Version", &["1.0"]);
    let mut header = Header::default();
    header.parameters("Content-Type", header::media_type(media_type), &[]);
    header.parameters("Content-Disposition", "attachment", &[("filename", &header::file_name(name))]);
    header.words("Content-Transfer-Encoding", &["base64"]);
    Entity { header, pieces, is_8bit: false }.under(top)
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
    header.addresses("Reply-To", &draft.reply_to);
    header.text("Subject", &draft.subject);
    header.text("Date", &date(stamp.date));
    header.message_ids("Message-ID", [stamp.message_id.as_str()]);
    header.message_ids("In-Reply-To", draft.in_reply_to.iter().map(String::as_str));
    header.message_ids("References", draft.references.iter().map(String::as_str));
    if draft.request_read_receipt {
        header.addresses("Disposition-Notification-To", std::slice::from_ref(&draft.from));
    }
    header.words("User-Agent", &[concat!("Gatepost/", env!("CARGO_PKG_VERSION"))]);
    if let Some(reference) = &draft.reference {
        let action = match reference.action {
            DraftAction::Reply => "reply",
            DraftAction::Forward => "forward",
            DraftAction::Redirect => "redirect",
        };
        header.words(REFERENCE_FIELD, &[action, &reference.email_id.to_string()]);
    }
    if !stamp.version.is_empty() {
        header.words(VERSION_FIELD, &[&stamp.version]);
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
    let from = std::slice::from_ref(&draft.from);
    [("from", from), ("to", &draft.to), ("cc", &draft.cc), ("bcc", &draft.bcc), ("reply-to", &draft.reply_to)]
        .into_iter()
        .flat_map(|(field, people)| people.iter().map(move |address| (field, address)))
        .filter(|(_, address)| !address.email.is_empty() && in_ascii(&address.email).is_none())
        .map(|(field, address)| encode(field, address))
        .collect()
}

/// RFC 5322, section 3.3.
pub fn date(seconds: i64) -> String {
    mail_parser::DateTime::from_timestamp(seconds).to_rfc822()
}
