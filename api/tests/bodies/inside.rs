//! Messages inside messages, and files inside Outlook's pack.

use gatepost_shared::email::{Email, WarningKind};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;

use crate::scene::{HOMES, Reader, shown};

/// A forwarded newsletter with a picture and a file, in which another message lies.
const FORWARD: &str = "From: Bob <bob@example.org>\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=out\r\n\r\n\
    --out\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n\
    --out\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=news.eml\r\n\r\n\
    From: =?utf-8?q?J=C3=BCrgen?= <j@shop.example>\r\nReply-To: x@evil.example\r\nSubject: =?utf-8?q?Angebot_f=C3=BCr_Sie?=\r\nMIME-Version: 1.0\r\n\
    Authentication-Results: example.org; dmarc=pass header.from=shop.example\r\n\
    Content-Type: multipart/mixed; boundary=in\r\n\r\n\
    --in\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <p>Gr=FC=DFe <img src=3D\"cid:dot@x\">\r\n\
    --in\r\nContent-Type: image/gif\r\nContent-ID: <dot@x>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=\r\n\
    --in\r\nContent-Type: message/rfc822\r\n\r\n\
    From: deep@example.org\r\nSubject: The innermost\r\n\r\nAt the bottom.\r\n\
    --in--\r\n--out--\r\n";

#[tokio::test]
async fn a_message_inside_is_opened_like_any_other() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let outer = reader.opens(FORWARD.as_bytes()).await;
        let part = outer.attachments[0].part_id.clone().expect("a part");
        assert_eq!((outer.attachments[0].name.as_deref(), part.as_str()), (Some("news.eml"), "2"), "{home:?}");

        let inner: Email = reader.read(&format!("/emails/{}?part={part}", outer.id)).await;
        assert_eq!(inner.subject.as_deref(), Some("Angebot für Sie"), "{home:?}");
        assert_eq!(inner.from[0].name.as_deref(), Some("Jürgen"));
        assert!(shown(&inner).contains("Grüße"), "{home:?}: {inner:?}");
        assert_eq!(inner.authentication, None, "nobody has checked what somebody has enclosed");
        assert!(inner.warnings.iter().any(|warning| warning.kind == WarningKind::ReplyToElsewhere));
        let raw = reader.browser.get(&format!("/blobs/{}", inner.blob_id)).await;
        assert!(raw.text.starts_with("From: =?utf-8?q?J=C3=BCrgen?="), "{home:?}: {}", raw.text);

        let document = reader.browser.get(&format!("/emails/{}/html?part={part}", outer.id)).await;
        assert!(document.text.contains("<p>Grüße"), "{home:?}: {}", document.text);
        let picture =
            document.text.split("src=\"/api/v1").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
        let picture = reader.browser.get(picture).await;
        assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/gif"), "{home:?}");

        let deepest =
            inner.attachments.iter().find(|part| part.media_type == "message/rfc822").expect("another message");
        let deepest = deepest.part_id.as_deref().expect("a part");
        let deepest: Email = reader.read(&format!("/emails/{}?part={deepest}", outer.id)).await;
        assert_eq!(
            (deepest.subject.as_deref(), shown(&deepest).trim()),
            (Some("The innermost"), "At the bottom."),
            "{home:?}"
        );
    }
}

#[tokio::test]
async fn a_part_that_is_no_message_is_not_opened_as_one() {
    let reader = Reader::at(HOMES[0]).await;
    let id = reader.receives(FORWARD.as_bytes()).await;
    for (part, kind) in [
        ("1", ProblemType::NotFound),
        ("9.9", ProblemType::NotFound),
        ("HEADER", ProblemType::InvalidProperties),
        ("1%0d", ProblemType::InvalidProperties),
    ] {
        reader.browser.get(&format!("/emails/{id}?part={part}")).await.assert_problem(kind);
        reader.browser.get(&format!("/emails/{id}/html?part={part}")).await.assert_problem(kind);
    }
}

/// A pack with a text and one file, built by the rules of [MS-OXTNEF].
fn winmail() -> Vec<u8> {
    let attribute = |level: u8, id: u32, data: &[u8]| {
        let length = u32::try_from(data.len()).expect("a small attribute");
        [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &[0, 0]].concat()
    };
    [
        &0x223E_9F78_u32.to_le_bytes()[..],
        &[1, 0],
        &attribute(1, 0x0006_9007, &1252_u32.to_le_bytes()),
        &attribute(1, 0x0002_800C, b"Gr\xfc\xdfe\0"),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"plan.txt\0"),
        &attribute(2, 0x0006_800F, b"step one, step two"),
    ]
    .concat()
}

fn outlook(text: &str, pack: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let pack = base64::engine::general_purpose::STANDARD.encode(pack);
    format!(
        "From: Bob <bob@example.org>\r\nSubject: tnef\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{pack}\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn outlook_s_pack_is_opened() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let email = reader.opens(&outlook("", &winmail())).await;
        let files: Vec<_> = email.attachments.iter().filter_map(|part| part.name.as_deref()).collect();
        assert_eq!(files, ["plan.txt"], "{home:?}");
        assert!(shown(&email).contains("Grüße"), "{home:?}: {email:?}");
        let path = format!("/blobs/{}", email.attachments[0].blob_id.as_ref().expect("a file"));
        assert_eq!(reader.browser.get(&path).await.text, "step one, step two");
        let piece =
            crate::common::Answer::to(reader.browser.request(reqwest::Method::GET, &path).header("range", "bytes=5-7"))
                .await;
        assert_eq!((piece.status, piece.text.as_str()), (StatusCode::PARTIAL_CONTENT, "one"));

        let own_text = reader.opens(&outlook("My own words", &winmail())).await;
        assert_eq!(shown(&own_text).trim(), "My own words");
    }
}

#[tokio::test]
async fn a_broken_pack_is_a_file_and_a_warning() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let email = reader.opens(&outlook("Hello", b"no pack")).await;
        assert_eq!(email.attachments[0].name.as_deref(), Some("winmail.dat"), "{home:?}");
        assert_eq!(email.warnings[0].kind, WarningKind::TnefUnread);
        assert_eq!(email.warnings[0].values["name"], "winmail.dat");
        let missing = email.attachments[0].blob_id.clone().expect("a file");
        let missing = gatepost_shared::id::BlobId::new(missing.email().clone(), "2/1").expect("an id");
        reader.browser.get(&format!("/blobs/{missing}")).await.assert_problem(ProblemType::NotFound);
    }
}
