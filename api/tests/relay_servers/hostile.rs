//! Mail as the world sends it: broken, huge, nested, in old charsets. It is listed and it opens.

use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(
    messages_without_a_header_or_with_rubbish_open,
    a_header_of_five_megabytes_is_listed_and_opened,
    a_broken_structure_opens,
    a_hundred_levels_of_nesting_open,
    old_charsets_are_read,
);

async fn messages_without_a_header_or_with_rubbish_open(scene: Scene) {
    for raw in ["\r\nOnly a body.\r\n", "Subject: s\r\nFrom: @,<>;:\r\nDate: never\r\n\r\n"] {
        scene.receives("INBOX", raw);
        let email = scene.opens_newest().await;
        assert!(email.sent_at.is_none() && email.text_body.len() == 1, "{raw}");
    }
    assert_eq!(scene.rows(&inbox()).await.len(), 2);
}

/// Cyrus does not store such a message.
#[tokio::test]
async fn a_header_that_is_none_opens() {
    let scene = Scene::at(farm::Home::Mail01).await;
    scene.receives("INBOX", b"this is no header\r\n\0\xff: \x80\r\n\r\nbody\r\n");
    scene.opens_newest().await;
}

async fn a_header_of_five_megabytes_is_listed_and_opened(scene: Scene) {
    let long = format!("X-Filler: {}\r\n", "x".repeat(990)).repeat(5_000);
    let folded = format!("Subject: {}end\r\n", "word \r\n ".repeat(20_000));
    scene.receives("INBOX", format!("{long}{folded}\r\nbody\r\n"));
    scene.receives("INBOX", note("after it"));
    assert_eq!(scene.rows(&inbox()).await.len(), 2);
    let rows = scene.rows(&inbox()).await;
    let email = scene.mail.email(&rows[1].id, 1000).await.unwrap();
    assert_eq!(email.warnings.len(), 1, "{:?}", email.warnings);
    assert_eq!(email.body_values["1"].value.trim_end(), "body");
}

async fn a_broken_structure_opens(scene: Scene) {
    let broken = [
        // The boundary never comes.
        "Content-Type: multipart/mixed; boundary=never\r\nSubject: a\r\n\r\nno part at all\r\n",
        // The end never comes, and a part has a broken header.
        "Content-Type: multipart/mixed; boundary=b\r\nSubject: b\r\n\r\n--b\r\nContent-Type: text/plain; charset=\"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",
        // No boundary is named.
        "Content-Type: multipart/alternative\r\nSubject: c\r\n\r\ntext\r\n",
        // The type is none.
        "Content-Type: ;;;\r\nSubject: d\r\n\r\ntext\r\n",
        // A message in a message that breaks off.
        "Content-Type: message/rfc822\r\nSubject: e\r\n\r\nContent-Type: multipart/mixed; boundary=x\r\n",
    ];
    for raw in broken {
        scene.receives("INBOX", raw);
        scene.opens_newest().await;
    }
    assert_eq!(scene.subjects(&inbox()).await, ["e", "d", "c", "b", "a"]);
}

async fn a_hundred_levels_of_nesting_open(scene: Scene) {
    let mut raw = "Subject: deep\r\nMIME-Version: 1.0\r\n".to_owned();
    for level in 0..100 {
        raw += &format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
    }
    raw += "Content-Type: text/plain\r\n\r\nat the bottom\r\n";
    for level in (0..100).rev() {
        raw += &format!("--b{level}--\r\n");
    }
    scene.receives("INBOX", raw);
    assert_eq!(scene.subjects(&inbox()).await, ["deep"]);
    let email = scene.opens_newest().await;
    assert!(!email.warnings.is_empty());
    // A client's JSON parser can read it.
    let json = serde_json::to_string(&email).unwrap();
    assert_eq!(serde_json::from_str::<gatepost_shared::email::Email>(&json).unwrap(), email);
}

async fn old_charsets_are_read(scene: Scene) {
    let mut japanese =
        b"Subject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
            .to_vec();
    japanese.extend(b"\x1b$B$3$s$K$A$O\x1b(B\r\n");
    scene.receives("INBOX", japanese);
    let email = scene.opens_newest().await;
    assert_eq!(email.subject.as_deref(), Some("こんにちは"));
    assert_eq!(email.body_values["1"].value.trim_end(), "こんにちは");

    // Raw bytes in the header, as they should not be and often are.
    let mut russian = b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".to_vec();
    russian.extend(b"\xcf\xf0\xe8\xe2\xe5\xf2\r\n");
    scene.receives("INBOX", russian);
    let email = scene.opens_newest().await;
    assert_eq!(email.body_values["1"].value.trim_end(), "Привет");
    assert!(email.subject.is_some());
}
