//! Stories of a message's way: written, read by a stranger, read back.

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftAttachment, DraftReference};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::compose::{self, Encoded, Stamp};
use super::entity::{Body, Composed};
use super::{Octets, base64, parse};

fn stamp() -> Stamp {
    Stamp {
        message_id: "key@example.org".to_owned(),
        date: 1_795_426_200,
        dice: "b".to_owned(),
        version: String::new(),
    }
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
        cid: None,
    }
}

fn file(bytes: &'static [u8]) -> Encoded {
    let plain = Octets { size: bytes.len() as u64, bytes: stream::iter([Ok(Bytes::from_static(bytes))]).boxed() };
    Encoded { encoding: "base64", media_type: None, charset: None, body: Body::Made(base64::encode(plain)) }
}

fn written(composed: Composed) -> Vec<u8> {
    collected(composed.into_octets())
}

fn collected(sized: Octets) -> Vec<u8> {
    let chunks: Vec<Bytes> = futures::executor::block_on(sized.bytes.try_collect()).unwrap();
    let bytes = chunks.concat();
    assert_eq!(bytes.len() as u64, sized.size, "the size that was announced");
    bytes
}

#[test]
fn a_stranger_reads_what_was_written() {
    let draft = Draft { attachments: vec![attachment("Menü.pdf")], ..draft() };
    let bytes = written(compose::message(&draft, &stamp(), vec![file(b"%PDF-")]));
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
    let mut left = Draft { request_read_receipt: true, ..draft() };
    left.reply_to = vec![EmailAddress::bare("desk@example.org"), EmailAddress::bare("half")];
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
    let bytes = collected(compose::upload("application/pdf", "a.pdf", &stamp(), plain));
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.part(0).unwrap().contents(), b"%PDF-");
    let header = parse::part_header(&bytes);
    assert_eq!(header.encoding.as_deref(), Some("base64"));
    assert_eq!(header.media_type.as_deref(), Some("application/pdf"));
}

#[test]
fn a_file_that_is_shorter_than_announced_makes_no_message() {
    let short = Octets { size: 9, bytes: stream::iter([Ok(Bytes::from_static(b"%PDF-"))]).boxed() };
    let body = Body::Made(base64::encode(short));
    let draft = Draft { attachments: vec![attachment("a")], ..draft() };
    let message = compose::message(&draft, &stamp(), vec![Encoded { body, ..file(b"") }]).into_octets();
    let chunks: Result<Vec<Bytes>, _> = futures::executor::block_on(message.bytes.try_collect());
    assert!(chunks.is_err());
}

fn with_pictures(pictures: &[&str], files: usize) -> (Draft, Vec<Encoded>) {
    let html = pictures.iter().fold(String::new(), |html, cid| html + &format!("<img src=\"cid:{cid}\">"));
    let mut attachments: Vec<DraftAttachment> = (0..files).map(|number| attachment(&format!("{number}.pdf"))).collect();
    let picture = |cid: &&str| DraftAttachment { cid: Some((*cid).to_owned()), ..attachment(cid) };
    // Files and pictures may come in any order.
    attachments.splice(files.min(1)..files.min(1), pictures.iter().map(picture));
    let encoded = attachments.iter().map(|_| file(b"%PDF-")).collect();
    (Draft { html_body: Some(format!("<p>Für dich</p>{html}")), attachments, ..draft() }, encoded)
}

/// The shape of a message: `mixed(related(alternative(plain,html),png),pdf)`.
fn shape(message: &mail_parser::Message, part: u32) -> String {
    let part = message.part(part).unwrap();
    let kind = part.content_type().map_or("plain", |found| found.subtype().unwrap_or_default()).to_owned();
    match &part.body {
        mail_parser::PartType::Multipart(children) => {
            let children: Vec<String> = children.iter().map(|child| shape(message, *child)).collect();
            format!("{kind}({})", children.join(","))
        }
        _ => kind,
    }
}

#[test]
fn a_message_has_the_levels_that_it_needs_and_its_files_stand_where_it_says() {
    for (pictures, files, expected, sections) in [
        (&[][..], 0, "alternative(plain,html)", &[][..]),
        (&["p@x"], 0, "related(alternative(plain,html),pdf)", &["2"]),
        (&[], 1, "mixed(alternative(plain,html),pdf)", &["2"]),
        (&["p@x", "q@x"], 2, "mixed(related(alternative(plain,html),pdf,pdf),pdf,pdf)", &["2", "1.2", "1.3", "3"]),
    ] {
        let (draft, encoded) = with_pictures(pictures, files);
        let bytes = written(compose::message(&draft, &stamp(), encoded));
        let message = MessageParser::new().parse(&bytes).unwrap();
        assert_eq!(shape(&message, 0), expected);
        assert_eq!(compose::sections(&draft), sections, "{expected}");
        assert!(message.body_html(0).unwrap().contains("<p>Für dich</p>"));
        assert!(bytes.is_ascii());
        for cid in pictures {
            assert!(message.parts.iter().any(|part| part.content_id() == Some(cid)), "{cid}");
        }
    }
}

#[test]
fn a_picture_that_the_html_does_not_call_is_a_file() {
    let (mut draft, encoded) = with_pictures(&["p@x"], 0);
    draft.html_body = Some("<p>No picture</p>".to_owned());
    let bytes = written(compose::message(&draft, &stamp(), encoded));
    assert_eq!(shape(&MessageParser::new().parse(&bytes).unwrap(), 0), "mixed(alternative(plain,html),pdf)");
    assert_eq!(compose::sections(&draft), ["2"]);
}

proptest! {
    #[test]
    fn nothing_typed_can_add_a_header(subject in ".*", name in ".*", text in ".*", file_name in ".*", typed in ".*") {
        let evil = Draft {
            subject,
            to: vec![EmailAddress::named(name, "carol@example.org"), EmailAddress::bare(typed.clone())],
            text_body: text,
            in_reply_to: vec![typed.clone()],
            references: vec![typed.clone()],
            reply_to: vec![EmailAddress::bare(typed)],
            attachments: vec![DraftAttachment { media_type: file_name.clone(), ..attachment(&file_name) }],
            ..draft()
        };
        let bytes = written(compose::message(&evil, &stamp(), vec![file(b"x")]));
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text.is_ascii());
        prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
        let names: Vec<&str> = text.split_once("\r\n\r\n").unwrap().0.split("\r\n").filter(|line| !line.starts_with(' ')).map(|line| line.split_once(':').unwrap().0).collect();
        let known = ["From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "User-Agent", "Reply-To", "X-Gatepost-Reference", "X-Gatepost-Unfinished", "MIME-Version", "Content-Type"];
        prop_assert!(names.iter().all(|name| known.contains(name)), "{:?}", names);
        prop_assert_eq!(MessageParser::new().parse(text.as_bytes()).unwrap().parts.len(), 3);
    }
}
