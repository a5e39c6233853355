//! Header fields for a person: addresses, subject, date, references; RFC 2047 and all charsets decoded.
//!
//! Broken headers give what can be read of them, never an error.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::recipients;
use gatepost_shared::mailto::Mailto;
use mail_parser::{Address, DateTime, HeaderName, HeaderValue, Message, MessageParser};

use super::text::{header, one_line};

/// The longest subject, name or address that is passed on, in bytes.
const MAX_LINE: usize = 2000;

/// The most addresses of one field that are passed on.
const MAX_ADDRESSES: usize = 1000;

/// The most Message-IDs of one field that are passed on.
const MAX_IDS: usize = 500;

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Headers {
    pub(super) sent_at: Option<UtcDate>,
    pub(super) message_id: Vec<String>,
    pub(super) in_reply_to: Vec<String>,
    pub(super) references: Vec<String>,
    pub(super) sender: Vec<EmailAddress>,
    pub(super) from: Vec<EmailAddress>,
    pub(super) reply_to: Vec<EmailAddress>,
    pub(super) to: Vec<EmailAddress>,
    pub(super) cc: Vec<EmailAddress>,
    pub(super) bcc: Vec<EmailAddress>,
    pub(super) mail_followup_to: Vec<EmailAddress>,
    pub(super) list_post: Vec<EmailAddress>,
    pub(super) disposition_notification_to: Vec<EmailAddress>,
    pub(super) subject: Option<String>,
}

/// Reads header lines; `charset` is that of the body, for bytes that should have been encoded.
pub(super) fn parse(raw: &[u8], charset: Option<&str>) -> Headers {
    let raw = header(raw, charset);
    let Some(message) = MessageParser::default().parse_headers(&raw) else { return Headers::default() };
    Headers {
        sent_at: message.date().filter(|date| date.is_valid()).map(date),
        message_id: ids(&message, HeaderName::MessageId),
        in_reply_to: ids(&message, HeaderName::InReplyTo),
        references: ids(&message, HeaderName::References),
        sender: addresses(message.sender()),
        from: addresses(message.from()),
        reply_to: addresses(message.reply_to()),
        to: addresses(message.to()),
        cc: addresses(message.cc()),
        bcc: addresses(message.bcc()),
        mail_followup_to: other_addresses(&message, "Mail-Followup-To"),
        list_post: list_post(&message),
        disposition_notification_to: other_addresses(&message, "Disposition-Notification-To"),
        subject: message.subject().map(|subject| one_line(subject, MAX_LINE)),
    }
}

/// The addresses of a field that the parser does not know to be one of addresses.
fn other_addresses(message: &Message<'_>, field: &'static str) -> Vec<EmailAddress> {
    let Some(raw) = message.header_raw(field) else { return Vec::new() };
    // Read as the one that it knows: its folding stays as it is.
    let line = format!("To: {}\r\n\r\n", raw.trim());
    MessageParser::default().parse_headers(line.as_bytes()).map(|read| addresses(read.to())).unwrap_or_default()
}

/// The address to write to a list at: `<mailto:list@example.org?subject=x>`, of several URLs the first of that kind.
fn list_post(message: &Message<'_>) -> Vec<EmailAddress> {
    let raw = message.header_raw("List-Post").unwrap_or_default();
    let urls = raw.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0.trim()));
    let mut addresses = urls.filter_map(|url| Mailto::parse(url)?.to.into_iter().next());
    addresses.next().into_iter().collect()
}

/// A text that may hold encoded words (RFC 2047), as a person reads it.
pub(super) fn unstructured(raw: &[u8]) -> String {
    if let Some(plain) = plain(raw) {
        return one_line(plain, MAX_LINE);
    }
    let mut line = b"Subject: ".to_vec();
    line.extend(header(raw, None).into_iter().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { byte }));
    line.extend(b"\r\n\r\n");
    let message = MessageParser::default().parse_headers(&line);
    let subject = message.as_ref().and_then(Message::subject).unwrap_or_default();
    one_line(subject, MAX_LINE)
}

/// What holds no encoded word and no byte that would need a charset, as nearly every parameter does.
fn plain(raw: &[u8]) -> Option<&str> {
    let is_plain = raw.iter().fold(true, |all, byte| all & matches!(byte, 0x20..=0x7e));
    std::str::from_utf8(raw).ok().filter(|text| is_plain && !text.contains("=?"))
}

/// INTERNALDATE: ` 1-Nov-2026 13:27:58 +0000` (RFC 3501, section 9, date-time).
pub(super) fn internal_date(text: &str) -> Option<UtcDate> {
    DateTime::parse_rfc822(&text.trim().replacen('-', " ", 2)).filter(DateTime::is_valid).map(|parsed| date(&parsed))
}

fn date(date: &DateTime) -> UtcDate {
    UtcDate::from_seconds(date.to_timestamp())
}

fn addresses(field: Option<&Address<'_>>) -> Vec<EmailAddress> {
    let Some(field) = field else { return Vec::new() };
    let address = |address: &mail_parser::Addr<'_>| EmailAddress {
        name: address.name.as_deref().map(|name| one_line(name, MAX_LINE)).filter(|name| !name.is_empty()),
        email: one_line(address.address.as_deref().unwrap_or_default(), MAX_LINE),
    };
    let is_anything = |address: &EmailAddress| address.name.is_some() || !address.email.is_empty();
    match field {
        Address::List(list) => list.iter().take(MAX_ADDRESSES).map(address).filter(is_anything).collect(),
        Address::Group(groups) => {
            let of_group = |group: &mail_parser::Group<'_>| -> Vec<EmailAddress> {
                let members = group.addresses.iter().map(address).filter(is_anything);
                members.chain(named_by(group)).collect()
            };
            groups.iter().flat_map(of_group).take(MAX_ADDRESSES).collect()
        }
    }
}

/// The address that an empty group is called by, since it has no spelling in ASCII (RFC 6857, section 3.1.8).
fn named_by(group: &mail_parser::Group<'_>) -> Option<EmailAddress> {
    let name = group.name.as_deref().filter(|name| group.addresses.is_empty() && name.contains('@'))?;
    recipients::parse(&one_line(name, MAX_LINE)).pop()?.ok()
}

fn ids(message: &Message<'_>, field: HeaderName<'static>) -> Vec<String> {
    message
        .header_values(field)
        .filter_map(HeaderValue::as_text_list)
        .flatten()
        .map(|id| one_line(id, MAX_LINE))
        .filter(|id| !id.is_empty())
        .take(MAX_IDS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_real_mail() {
        let raw = "From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@example.jp>\r\nTo: Team: a@x.org, \"B, C\" <b@x.org>;\r\n\
            Subject: =?utf-8?q?Gr=C3=BC?=\r\n =?utf-8?q?=C3=9Fe?=\r\nDate: Mon, 23 Nov 2026 10:30:00 +0100\r\n\
            Message-ID: <1@x.org>\r\nReferences: <a@x> <b@x>\r\n\r\n";
        let headers = parse(raw.as_bytes(), None);
        assert_eq!(headers.from, [EmailAddress::named("山田", "yamada@example.jp")]);
        assert_eq!(headers.to, [EmailAddress::bare("a@x.org"), EmailAddress::named("B, C", "b@x.org")]);
        assert_eq!(headers.subject.as_deref(), Some("Grüße"));
        let raw =
            "To: a@x.org, =?utf-8?B?SsO2cmcgPGrDtnJnQHgub3JnPg==?=:;, b@x.org\r\nCc: undisclosed-recipients:;\r\n\r\n";
        let to =
            [EmailAddress::bare("a@x.org"), EmailAddress::named("Jörg", "jörg@x.org"), EmailAddress::bare("b@x.org")];
        let utf8 = parse(raw.as_bytes(), None);
        assert_eq!((utf8.to.as_slice(), utf8.cc), (&to[..], Vec::new()));
        assert_eq!(headers.sent_at.unwrap().to_string(), "2026-11-23T09:30:00Z");
        assert_eq!(
            (headers.message_id, headers.references),
            (vec!["1@x.org".to_owned()], vec!["a@x".to_owned(), "b@x".to_owned()])
        );
    }

    #[test]
    fn no_header_at_all_and_rubbish() {
        assert_eq!(parse(b"", None), Headers::default());
        assert_eq!(parse(b"\r\n", None), Headers::default());
        assert_eq!(parse(b"no colon here\r\n\x00\xff\r\n\r\n", None).subject, None);
        let raw = parse(b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\n\r\n", Some("windows-1251"));
        assert_eq!(raw.subject.as_deref(), Some("Привет"));
    }

    #[test]
    fn dates_of_the_server() {
        assert_eq!(internal_date(" 1-Nov-2026 13:27:58 +0100").unwrap().to_string(), "2026-11-01T12:27:58Z");
        assert_eq!(internal_date("nonsense"), None);
    }
}
