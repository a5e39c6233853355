//! Mail that breaks every rule: none of it harms the list that it stands in, and each can be opened and saved.

use std::time::{Duration, Instant};

use gatepost_shared::email::{Email, WarningKind};
use reqwest::StatusCode;

use crate::scene::{HOMES, Reader, shown};

/// A message with these header lines, CRLF after each.
fn message(fields: &[&str], body: &[u8]) -> Vec<u8> {
    let head: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    [head.as_bytes(), b"\r\n", body].concat()
}

const MIME: &str = "MIME-Version: 1.0";

/// What breaks, the message, and what must be seen of it.
fn corpus() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let mixed = "Content-Type: multipart/mixed; boundary=b";
    let thousands: String = (0..10_000).map(|_| "--b\r\n\r\nx\r\n").collect();
    let deep: String = (0..300)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
        .collect();
    let forwards = "Content-Type: message/rfc822\r\n\r\n".repeat(150);
    let long_header = format!("X-Long: {}", "x".repeat(1_000_000));
    let many_headers: Vec<String> = (0..20_000).map(|number| format!("X-{number}: y")).collect();
    let many_headers: Vec<&str> = many_headers.iter().map(String::as_str).chain(["Subject: many headers"]).collect();
    let crowd = format!("To: {}", vec!["a@b.example"; 20_000].join(",\r\n "));
    vec![
        (
            "a multipart that is cut off",
            message(&["Subject: cut", MIME, mixed], b"--b\r\nContent-Type: text/plain\r\n\r\nhalf a"),
            "half a",
        ),
        (
            "a part header that is cut off",
            message(&["Subject: cut2", MIME, mixed], b"--b\r\nContent-Type: text/pl"),
            "",
        ),
        (
            "no boundary parameter",
            message(&["Subject: none", MIME, "Content-Type: multipart/mixed"], b"--b\r\n\r\ntext\r\n--b--\r\n"),
            "",
        ),
        (
            "an empty boundary",
            message(
                &["Subject: empty", MIME, "Content-Type: multipart/mixed; boundary=\"\""],
                b"--\r\n\r\ntext\r\n----\r\n",
            ),
            "",
        ),
        ("an empty multipart", message(&["Subject: hollow", MIME, mixed], b"--b--\r\n"), ""),
        ("8-bit headers", message(&["Subject: Gr\u{fc}\u{df}e"], b"text"), "text"),
        ("an empty message", b"\r\n".to_vec(), ""),
        ("NUL", message(&["Subject: nul"], b"before\0after"), "before"),
        ("headers only", b"Subject: alone\r\nFrom: a@b.example\r\n".to_vec(), ""),
        ("a header line of 1 MB", message(&[&long_header, "Subject: late"], b"still read"), "still read"),
        ("20,000 headers", message(&many_headers, b"under many"), "under many"),
        ("20,000 recipients", message(&[&crowd, "Subject: crowd"], b"for all"), "for all"),
        ("10,000 parts", message(&["Subject: parts", MIME, mixed], format!("{thousands}--b--\r\n").as_bytes()), "x"),
        ("300 levels", message(&["Subject: deep", MIME], deep.as_bytes()), ""),
        (
            "150 messages in messages",
            message(
                &["Subject: forwards", MIME, "Content-Type: message/rfc822"],
                format!("{forwards}Subject: end\r\n\r\nend").as_bytes(),
            ),
            "",
        ),
        (
            "a date before all calendars",
            message(&["Subject: old", "Date: Mon, 01 Jan 1601 00:00:00 +0000"], b"old"),
            "old",
        ),
        (
            "a date after all calendars",
            message(&["Subject: new", "Date: Fri, 31 Dec 9999 23:59:59 -1200"], b"new"),
            "new",
        ),
        ("a date that is none", message(&["Subject: odd", "Date: 99 Foo 20266 99:99:99 +9999"], b"odd"), "odd"),
        ("no colon, no name, folded nothing", message(&[" folded", ": x", "nonsense"], b"no header"), ""),
        (
            "base64 that is none",
            message(&["Subject: b64", MIME, "Content-Transfer-Encoding: base64"], b"!!!! = ===\r\n\xff"),
            "",
        ),
        (
            "quoted-printable that is none",
            message(&["Subject: qp", MIME, "Content-Transfer-Encoding: quoted-printable"], b"=ZZ =\xff= end"),
            "end",
        ),
        (
            "an encoding that nobody knows",
            message(&["Subject: cte", MIME, "Content-Transfer-Encoding: x-uue"], b"as it is"),
            "as it is",
        ),
        ("types that are none", message(&["Subject: types", MIME, "Content-Type: ;;;=\"/\\"], b"typeless"), ""),
        (
            "addresses that are none",
            message(&["From: <<>>,(((,\"", "To: @,;:", "Reply-To: =?x?q?=?=", "Subject: who"], b"nobody"),
            "nobody",
        ),
        (
            "encoded words that are none",
            message(&["Subject: =?utf-8?B?////?= =?x?y?z?= =?utf-8?q?=ZZ?="], b"words"),
            "words",
        ),
        ("one line of 400 KB", message(&["Subject: line"], "w".repeat(400_000).as_bytes()), "wwww"),
    ]
}

#[tokio::test]
async fn broken_mail_is_listed_opened_and_saved() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let corpus = corpus();
        let (mut stored, mut faults) = (0, Vec::new());
        for (what, raw, text) in &corpus {
            if !reader.takes(raw) {
                continue;
            }
            stored += 1;
            let id = reader.rows().await.swap_remove(0).id;
            let started = Instant::now();
            let email: Email = reader.read(&format!("/emails/{id}")).await;
            let html = reader.browser.get(&format!("/emails/{id}/html")).await.status;
            let raw = reader.browser.get(&format!("/emails/{id}/raw")).await.status;
            let is_html_fine = html == StatusCode::OK || html == StatusCode::NOT_FOUND;
            let is_soon = started.elapsed() < Duration::from_secs(20);
            if !(shown(&email).contains(text) && is_html_fine && raw == StatusCode::OK && is_soon) {
                let text: String = shown(&email).chars().take(100).collect();
                faults.push(format!("{what}: {text:?}, HTML {html}, raw {raw}, {:?}", started.elapsed()));
            }
        }
        assert!(faults.is_empty(), "{home:?}: {faults:#?}");
        let rows = reader.rows().await;
        assert_eq!(rows.len(), stored, "{home:?}: every message has its row");
        assert!(stored > corpus.len() * 3 / 4, "{home:?} took only {stored}");
        assert!(rows.iter().all(|row| !row.is_unreadable));
    }
}

#[tokio::test]
async fn too_many_parts_are_said_to_be_too_many() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let parts: String = (0..3_000).map(|_| "--b\r\n\r\nx\r\n").collect();
        let raw = message(
            &["Subject: parts", MIME, "Content-Type: multipart/mixed; boundary=b"],
            format!("{parts}--b--\r\n").as_bytes(),
        );
        let email = reader.opens(&raw).await;
        assert!(
            email.warnings.iter().any(|warning| warning.kind == WarningKind::PartsCut),
            "{home:?}: {:?}",
            email.warnings
        );
        assert!(email.body_structure.sub_parts.len() <= 1000);
    }
}

#[tokio::test]
async fn names_cannot_turn_the_direction_of_what_is_read() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let raw = message(
            &[
                "Subject: =?utf-8?B?YeKArmI=?=",
                MIME,
                "Content-Type: application/x; name*=utf-8''invoice%E2%80%AEfdp.exe",
            ],
            b"MZ",
        );
        let email = reader.opens(&raw).await;
        assert_eq!(email.subject.as_deref(), Some("ab"), "{home:?}");
        assert_eq!(email.attachments[0].name.as_deref(), Some("invoicefdp.exe"), "{home:?}");
    }
}

#[tokio::test]
async fn long_text_is_cut_and_the_rest_can_be_had() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let line = "0123456789 abcdefghi\r\n";
        let body = line.repeat(50_000);
        let email = reader.opens(&message(&["Subject: long"], body.as_bytes())).await;
        let value = &email.body_values["1"];
        assert!(value.is_truncated && value.value.len() <= 512 * 1024, "{home:?}");
        let blob = email.text_body[0].blob_id.as_ref().expect("the whole text");
        assert_eq!(reader.browser.get(&format!("/blobs/{blob}")).await.text.len(), body.len(), "{home:?}");
    }
}
