//! A stored message's header read back: into a draft to write on, or into the envelope that it is sent with.

use ::base64::Engine as _;
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftReference, recipients};
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders as _};

use super::compose::{RANGE_FIELD, REFERENCE_FIELD, UNFINISHED_FIELD, VERSION_FIELD};
use super::resent;

/// What a stored message's header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredHeader {
    /// The draft without its text and its attachments.
    pub draft: Draft,
    /// The Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Which version of the draft it is, where we have written it.
    pub version: Option<String>,
    /// Whether it says that its body may hold bytes outside ASCII.
    pub is_8bit: bool,
}

/// Reads the header of a stored draft, ours or another mail program's.
pub fn header(bytes: &[u8]) -> StoredHeader {
    let Some(message) = MessageParser::new().parse_headers(bytes) else {
        return StoredHeader::default();
    };
    let mut draft = Draft {
        from: people(message.from()).into_iter().next().unwrap_or_default(),
        to: people(message.to()),
        cc: people(message.cc()),
        bcc: people(message.bcc()),
        reply_to: people(message.reply_to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        in_reply_to: ids(message.in_reply_to()),
        references: ids(message.references()),
        reference: raw_words(&message, REFERENCE_FIELD).and_then(|words| reference(&words)),
        request_read_receipt: message.header_raw("Disposition-Notification-To").is_some(),
        ..Draft::default()
    };
    for word in raw_words(&message, UNFINISHED_FIELD).unwrap_or_default() {
        take_unfinished(&word, &mut draft);
    }
    if let Some(block) = resent::block_of(bytes) {
        let (draft, message_id) = resent::read(block);
        return StoredHeader { draft, message_id, version: None, is_8bit: is_8bit(&message) };
    }
    StoredHeader {
        draft,
        message_id: message.message_id().map(str::to_owned),
        version: raw_words(&message, VERSION_FIELD).and_then(|words| words.into_iter().next()),
        is_8bit: is_8bit(&message),
    }
}

fn is_8bit(message: &Message) -> bool {
    let encoding = message.content_transfer_encoding().unwrap_or_default().trim();
    encoding.eq_ignore_ascii_case("8bit") || encoding.eq_ignore_ascii_case("binary")
}

/// Which bytes of which size a part of an upload is, as [`RANGE_FIELD`] says: from, to (not included), of how many.
pub fn range(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let message = MessageParser::new().parse_headers(bytes)?;
    let (range, total) = message.header_raw(RANGE_FIELD)?.trim().split_once('/')?;
    let (from, to) = range.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?, total.parse().ok()?))
}

/// How a part is encoded, from its own header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartHeader {
    /// `Content-Transfer-Encoding` in lower case; none when the field is missing.
    pub encoding: Option<String>,
    /// The media type in lower case.
    pub media_type: Option<String>,
    /// The charset parameter, when it is a token.
    pub charset: Option<String>,
}

/// Reads the header of a part.
pub fn part_header(bytes: &[u8]) -> PartHeader {
    let Some(message) = MessageParser::new().parse_headers(bytes) else {
        return PartHeader::default();
    };
    let content_type = message.content_type();
    let media_type = content_type.map(|found| format!("{}/{}", found.ctype(), found.subtype().unwrap_or_default()));
    let charset = content_type.and_then(|found| found.attribute("charset"));
    PartHeader {
        encoding: message.content_transfer_encoding().map(|found| found.trim().to_ascii_lowercase()),
        media_type: media_type.map(|found| found.to_ascii_lowercase()),
        charset: charset.filter(|charset| charset.len() <= 40 && charset.is_ascii()).map(str::to_owned),
    }
}

pub(super) fn people(address: Option<&Address>) -> Vec<EmailAddress> {
    let addresses = address.into_iter().flat_map(Address::iter);
    let person = |found: &mail_parser::Addr| {
        let email = found.address().unwrap_or_default().trim().to_owned();
        let name = found.name().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        (!email.is_empty()).then_some(EmailAddress { name, email })
    };
    addresses.filter_map(person).collect()
}

fn ids(value: &HeaderValue) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// The words of one of our own fields.
fn raw_words(message: &Message, field: &'static str) -> Option<Vec<String>> {
    let text = message.header_raw(field)?;
    Some(text.split_ascii_whitespace().map(str::to_owned).collect())
}

fn reference(words: &[String]) -> Option<DraftReference> {
    let [action, email_id] = words else { return None };
    let action = match action.as_str() {
        "reply" => DraftAction::Reply,
        "forward" => DraftAction::Forward,
        "redirect" => DraftAction::Redirect,
        _ => return None,
    };
    Some(DraftReference { email_id: email_id.parse().ok()?, action })
}

/// What was typed where an address was to stand goes back to where it was.
fn take_unfinished(word: &str, draft: &mut Draft) {
    let Some((field, encoded)) = word.split_once('=') else { return };
    let decoded = ::base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(encoded).ok();
    let Some(typed) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) else { return };
    let typed = match recipients::parse(&typed).pop() {
        Some(Ok(address)) => address,
        _ => EmailAddress::bare(typed),
    };
    match field {
        "from" => draft.from = typed,
        "to" => draft.to.push(typed),
        "cc" => draft.cc.push(typed),
        "bcc" => draft.bcc.push(typed),
        "reply-to" => draft.reply_to.push(typed),
        _ => {}
    }
}
