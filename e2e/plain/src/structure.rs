//! ENVELOPE and BODYSTRUCTURE (RFC 3501, section 7.4.2), and the words in a message that a search looks at.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{Addr, Address, DateTime, HeaderValue, Message, MessageParser, MimeHeaders as _};
use time::{Date, Month};

use crate::mime::Part;

/// `("date" "subject" from sender reply-to to cc bcc "in-reply-to" "message-id")`.
pub(crate) fn envelope(header: &[u8], out: &mut Vec<u8>) {
    let Some(message) = MessageParser::default().parse_headers(header) else {
        out.extend_from_slice(b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        return;
    };
    out.push(b'(');
    nstring(message.header_raw("Date").map(str::trim), out);
    out.push(b' ');
    nstring(message.subject().map(encoded).as_deref(), out);
    let from = message.from();
    let fields =
        [from, message.sender().or(from), message.reply_to().or(from), message.to(), message.cc(), message.bcc()];
    for field in fields {
        out.push(b' ');
        addresses(field, out);
    }
    for name in ["In-Reply-To", "Message-ID"] {
        out.push(b' ');
        nstring(message.header_raw(name).map(str::trim), out);
    }
    out.push(b')');
}

fn addresses(field: Option<&Address<'_>>, out: &mut Vec<u8>) {
    let list: Vec<&Addr<'_>> = field.map(|field| field.iter().collect()).unwrap_or_default();
    if list.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for address in list {
        let email = address.address.as_deref().unwrap_or_default();
        let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
        out.push(b'(');
        nstring(address.name.as_deref().map(encoded).as_deref(), out);
        out.extend_from_slice(b" NIL ");
        nstring(Some(local), out);
        out.push(b' ');
        nstring(Some(domain), out);
        out.push(b')');
    }
    out.push(b')');
}

/// A text as it may stand in a header (RFC 2047).
fn encoded(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { format!("=?utf-8?B?{}?=", STANDARD.encode(text)) }
}

/// BODYSTRUCTURE, or BODY when it is not extended.
pub(crate) fn body(part: &Part, raw: &[u8], is_extended: bool, out: &mut Vec<u8>) {
    let header = MessageParser::default().parse_headers(part.header(raw));
    let header = header.as_ref();
    out.push(b'(');
    if part.is_multipart() && !part.children.is_empty() {
        for child in &part.children {
            body(child, raw, is_extended, out);
        }
        out.push(b' ');
        nstring(Some(&part.sub_type), out);
        if is_extended {
            out.push(b' ');
            parameters(&part.parameters, out);
            rest(header, out);
        }
        out.push(b')');
        return;
    }
    leaf(part, header, raw, out);
    let bytes = part.body(raw);
    let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
    if let Some(message) = part.message() {
        out.push(b' ');
        envelope(message.header(raw), out);
        out.push(b' ');
        body(message, raw, is_extended, out);
        out.extend_from_slice(format!(" {lines}").as_bytes());
    } else if part.main_type == "text" {
        out.extend_from_slice(format!(" {lines}").as_bytes());
    }
    if is_extended {
        // No MD5 of the body.
        out.extend_from_slice(b" NIL");
        rest(header, out);
    }
    out.push(b')');
}

/// Type, parameters, id, description, encoding, octets.
fn leaf(part: &Part, header: Option<&Message<'_>>, raw: &[u8], out: &mut Vec<u8>) {
    nstring(Some(&part.main_type), out);
    out.push(b' ');
    nstring(Some(&part.sub_type), out);
    out.push(b' ');
    parameters(&part.parameters, out);
    out.push(b' ');
    nstring(field(header, "Content-ID"), out);
    out.push(b' ');
    nstring(field(header, "Content-Description"), out);
    out.push(b' ');
    nstring(Some(field(header, "Content-Transfer-Encoding").unwrap_or("7BIT")), out);
    out.extend_from_slice(format!(" {}", part.body(raw).len()).as_bytes());
}

fn field<'a>(header: Option<&'a Message<'_>>, name: &'static str) -> Option<&'a str> {
    header?.header_raw(name).map(str::trim)
}

/// Disposition, language, location.
fn rest(header: Option<&Message<'_>>, out: &mut Vec<u8>) {
    match header.and_then(|header| header.content_disposition()) {
        None => out.extend_from_slice(b" NIL"),
        Some(disposition) => {
            out.extend_from_slice(b" (");
            nstring(Some(disposition.ctype()), out);
            out.push(b' ');
            let attributes = disposition.attributes.iter().flatten();
            let list: Vec<_> = attributes.map(|one| (one.name.to_string(), one.value.to_string())).collect();
            parameters(&list, out);
            out.push(b')');
        }
    }
    out.extend_from_slice(b" NIL NIL");
}

fn parameters(list: &[(String, String)], out: &mut Vec<u8>) {
    if list.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for (place, (name, value)) in list.iter().enumerate() {
        if place > 0 {
            out.push(b' ');
        }
        nstring(Some(name), out);
        out.push(b' ');
        nstring(Some(&encoded(value)), out);
    }
    out.push(b')');
}

fn nstring(text: Option<&str>, out: &mut Vec<u8>) {
    let Some(text) = text else {
        out.extend_from_slice(b"NIL");
        return;
    };
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        out.extend_from_slice(super::verbs::quoted(text).as_bytes());
    } else {
        out.extend_from_slice(format!("{{{}}}\r\n{text}", text.len()).as_bytes());
    }
}

/// A header field's text with encoded words decoded; empty when the field is there without one.
pub(crate) fn header_text(header: &[u8], name: &str) -> Option<String> {
    let message = MessageParser::default().parse_headers(header)?;
    let values: Vec<String> = message.header_values(name.to_owned()).map(value_text).collect();
    let raw = message.header_raw(name.to_owned()).map(ToOwned::to_owned);
    raw.map(|raw| format!("{} {raw}", values.join(" ")))
}

fn value_text(value: &HeaderValue<'_>) -> String {
    match value {
        HeaderValue::Address(field) => {
            let text = |one: &Addr<'_>| {
                format!("{} <{}>", one.name.as_deref().unwrap_or_default(), one.address.as_deref().unwrap_or_default())
            };
            field.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        other => other.as_text_list().map(|list| list.join(" ")).unwrap_or_default(),
    }
}

/// The decoded text of all text parts.
pub(crate) fn body_text(raw: &[u8]) -> String {
    let Some(message) = MessageParser::default().parse(raw) else { return String::new() };
    let texts = message.parts.iter().filter_map(mail_parser::MessagePart::text_contents);
    texts.collect::<Vec<_>>().join("\n")
}

/// The header and the text parts.
pub(crate) fn whole_text(raw: &[u8]) -> String {
    let header = Part::of(raw);
    let header = header.header(raw);
    let decoded = ["Subject", "From", "To", "Cc"].map(|name| header_text(header, name).unwrap_or_default()).join("\n");
    format!("{}\n{decoded}\n{}", String::from_utf8_lossy(header), body_text(raw))
}

/// The day in the Date field, whatever its time zone (RFC 3501, section 6.4.4, SENTON).
pub(crate) fn sent_on(raw: &[u8]) -> Option<Date> {
    let message = MessageParser::default().parse_headers(Part::of(raw).header(raw))?;
    let DateTime { year, month, day, .. } = *message.date()?;
    Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(raw: &[u8]) -> String {
        let mut out = Vec::new();
        body(&Part::of(raw), raw, true, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text() {
        let told = structure(b"Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n");
        assert_eq!(told, r#"("text" "plain" ("charset" "utf-8") NIL NIL "7BIT" 7 1 NIL NIL NIL NIL)"#);
    }

    #[test]
    fn an_attachment() {
        let told = structure(
            b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nhi\r\n--q\r\nContent-Type: image/png\r\n\
            Content-Disposition: attachment; filename=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--q--\r\n",
        );
        assert_eq!(
            told,
            r#"(("text" "plain" NIL NIL NIL "7BIT" 2 0 NIL NIL NIL NIL)("image" "png" NIL NIL NIL "base64" 4 NIL ("attachment" ("filename" "a.png")) NIL NIL) "mixed" ("boundary" "q") NIL NIL NIL)"#
        );
    }

    #[test]
    fn an_envelope() {
        let mut out = Vec::new();
        envelope(b"From: =?utf-8?q?J=C3=B6rg?= <j@x.org>\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\n", &mut out);
        let told = String::from_utf8(out).unwrap();
        assert!(told.starts_with(r#"(NIL "Hi" (("=?utf-8?B?SsO2cmc=?=" NIL "j" "x.org"))"#), "{told}");
        assert!(told.ends_with(r#"NIL NIL NIL NIL "<1@x>")"#), "{told}");
    }
}
