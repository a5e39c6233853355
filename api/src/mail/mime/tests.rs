//! Stories of a message's way: written, read by a stranger, read back.

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftAttachment, DraftReference};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::compose::{self, Encoded, Part, Stamp};
use super::{Octets, base64, parse};

fn stamp() -> Stamp {
    Stamp { message_id: "key@example.org".to_owned(), date: 1_795_426_200, boundary: "=_b".to_owned() }
}

fn original() -> EmailId {
    EmailId::new(MailboxId::new("INBOX").unwrap(), 1, 7).unwrap()
}

fn draft() -> Draft {
    Draft {
        from: EmailAddress::named("Alice", "alice@example.org"),
        to: vec![EmailAddress::named("Jörg, the \"Cook\"", "carol@example.org")],
        cc: vec![EmailAddress::bare("info@example.org")],
        bcc: vec![EmailAddress::bare("boss@elsewhere.example")],
        subject: "Mittagessen für alle".to_owned(),
        text_body: "Um zwölf?\n\nFrom here it is near.\n.\n".to_owned(),
        in_reply_to: vec!["7@example.org".to_owned()],
        references: vec!["6@example.org".to_owned(), "7@example.org".to_owned()],
        reference: Some(DraftReference { email_id: original(), action: DraftAction::Reply }),
        ..Draft::default()
    }
}

fn attachment(name: &str) -> DraftAttachment {
    DraftAttachment {
        blob_id: BlobId::new(original(), "2").unwrap(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 5,
    }
}

fn file(bytes: &'static [u8]) -> Encoded {
    let plain = Octets { size: bytes.len() as u64, bytes: stream::iter([Ok(Bytes::from_static(bytes))]).boxed() };
    Encoded { encoding: "base64", media_type: None, charset: None, body: base64::encode(plain) }
}

fn written(sized: Octets) -> Vec<u8> {
    let chunks: Vec<Bytes> = futures::executor::block_on(sized.bytes.try_collect()).unwrap();
    let bytes = chunks.concat();
    assert_eq!(bytes.len() as u64, sized.size, "the size that was announced");
    bytes
}

#[test]
fn a_stranger_reads_what_was_written() {
    let parts = vec![Part::attachment(&attachment("Menü.pdf"), file(b"%PDF-"))];
    let bytes = written(compose::message(&draft(), &stamp(), parts));
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("Mittagessen für alle"));
    assert_eq!(message.to().unwrap().first().unwrap().name(), Some("Jörg, the \"Cook\""));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-23T09:30:00Z");
    assert_eq!(message.body_text(0).unwrap(), "Um zwölf?\r\n\r\n From here it is near.\r\n.\r\n\r\n");
    let file = message.attachment(0).unwrap();
    assert_eq!((file.attachment_name(), file.contents()), (Some("Menü.pdf"), &b"%PDF-"[..]));
}

#[test]
fn a_draft_comes_back_as_it_was_left() {
    let mut left = draft();
    left.to.push(EmailAddress::bare("half-typ"));
    left.bcc.push(EmailAddress::bare("Bob, no address"));
    let bytes = written(compose::message(&left, &stamp(), vec![]));
    let stored = parse::header(&bytes);
    assert_eq!(stored.message_id.as_deref(), Some("key@example.org"));
    assert_eq!(stored.draft, Draft { text_body: String::new(), ..left });
}

#[test]
fn a_message_for_bcc_only_has_a_destination_and_no_recipient_in_it() {
    let secret = Draft { to: vec![], cc: vec![], ..draft() };
    let bytes = written(compose::message(&secret, &stamp(), vec![]));
    let stripped = super::strip::Strip::default().push(&Bytes::from(bytes.clone()));
    let text = String::from_utf8(stripped.to_vec()).unwrap();
    assert!(text.contains("To: undisclosed-recipients:;\r\n") && !text.contains("boss@"), "{text}");
    assert_eq!(parse::header(&bytes).draft.to, []);
}

#[test]
fn an_upload_is_a_message_of_one_part() {
    let plain = Octets { size: 5, bytes: stream::iter([Ok(Bytes::from_static(b"%PDF-"))]).boxed() };
    let bytes = written(compose::upload("application/pdf", "a.pdf", &stamp(), plain));
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.part(0).unwrap().contents(), b"%PDF-");
    let header = parse::part_header(&bytes);
    assert_eq!(header.encoding.as_deref(), Some("base64"));
    assert_eq!(header.media_type.as_deref(), Some("application/pdf"));
}

#[test]
fn a_file_that_is_shorter_than_announced_makes_no_message() {
    let short = Octets { size: 9, bytes: stream::iter([Ok(Bytes::from_static(b"%PDF-"))]).boxed() };
    let body = base64::encode(short);
    let parts = vec![Part::attachment(&attachment("a"), Encoded { body, ..file(b"") })];
    let message = compose::message(&draft(), &stamp(), parts);
    let chunks: Result<Vec<Bytes>, _> = futures::executor::block_on(message.bytes.try_collect());
    assert!(chunks.is_err());
}

proptest! {
    #[test]
    fn nothing_typed_can_add_a_header(subject in ".*", name in ".*", text in ".*", file_name in ".*", typed in ".*") {
        let evil = Draft {
            subject,
            to: vec![EmailAddress::named(name, "carol@example.org"), EmailAddress::bare(typed.clone())],
            text_body: text,
            in_reply_to: vec![typed.clone()],
            references: vec![typed],
            ..draft()
        };
        let evil_file = DraftAttachment { media_type: file_name.clone(), ..attachment(&file_name) };
        let bytes = written(compose::message(&evil, &stamp(), vec![Part::attachment(&evil_file, file(b"x"))]));
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text.is_ascii());
        prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
        let names: Vec<&str> = text.split_once("\r\n\r\n").unwrap().0.split("\r\n").filter(|line| !line.starts_with(' ')).map(|line| line.split_once(':').unwrap().0).collect();
        let known = ["From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "User-Agent", "X-Gatepost-Reference", "X-Gatepost-Unfinished", "MIME-Version", "Content-Type"];
        prop_assert!(names.iter().all(|name| known.contains(name)), "{:?}", names);
        prop_assert_eq!(MessageParser::new().parse(text.as_bytes()).unwrap().parts.len(), 3);
    }
}
