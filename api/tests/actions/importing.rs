//! Messages from elsewhere, stored as they are.

use gatepost_shared::email::Email;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mutation::ImportedEmail;
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};

use crate::common::Answer;
use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(
    a_message_is_stored_with_its_marks_and_its_date,
    a_file_with_the_line_ends_of_its_system_is_a_message,
    a_large_message_passes_byte_for_byte,
    what_cannot_be_stored_is_refused,
);

async fn import(scene: &Scene, query: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = scene.browser.request(Method::POST, &format!("/emails/import?{query}"));
    Answer::to(request.header("content-type", "message/rfc822").body(body)).await
}

fn imported(answer: &Answer) -> ImportedEmail {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    serde_json::from_str(&answer.text).expect("an ImportedEmail")
}

async fn a_message_is_stored_with_its_marks_and_its_date(scene: Scene) {
    let query = format!("mailboxId={}&keywords=$seen,holiday&receivedAt=2001-02-03T04:05:06Z", inbox());
    let stored = imported(&import(&scene, &query, note("from afar")).await);
    let email: Email = scene.read(&format!("/emails/{}", stored.id.as_ref().unwrap())).await;
    assert_eq!(email.subject.as_deref(), Some("from afar"));
    assert_eq!(email.received_at.to_string(), "2001-02-03T04:05:06Z");
    assert!(email.keywords.is_seen() && email.keywords.has("holiday"));
    let raw = scene.browser.get(&format!("/blobs/{}", stored.blob_id.unwrap())).await;
    assert_eq!((raw.text, stored.size), (note("from afar"), note("from afar").len() as u64));
}

async fn a_file_with_the_line_ends_of_its_system_is_a_message(scene: Scene) {
    let unix = note("from a file").replace("\r\n", "\n");
    imported(&import(&scene, &format!("mailboxId={}", inbox()), unix).await);
    assert_eq!(scene.subjects(&inbox()).await, ["from a file"]);
}

async fn a_large_message_passes_byte_for_byte(scene: Scene) {
    let large = format!("{}{}", note("large"), "0123456789abcdef0123456789abcdef\r\n".repeat(100_000));
    let stored = imported(&import(&scene, &format!("mailboxId={}", inbox()), large.clone()).await);
    let raw = scene.browser.get(&format!("/emails/{}/raw", stored.id.unwrap())).await;
    assert!(raw.text == large, "{} bytes of {}", raw.text.len(), large.len());
}

async fn what_cannot_be_stored_is_refused(scene: Scene) {
    let nowhere = MailboxId::new("Nowhere").unwrap();
    let inbox = inbox();
    for (query, kind) in [
        (format!("mailboxId={nowhere}"), ProblemType::NotFound),
        ("mailboxId=x".to_owned(), ProblemType::InvalidProperties),
        (format!("mailboxId={inbox}&keywords=a%20b"), ProblemType::InvalidProperties),
        (format!("mailboxId={inbox}&receivedAt=yesterday"), ProblemType::InvalidProperties),
        (format!("mailboxId={inbox}&colour=red"), ProblemType::BadRequest),
        ("keywords=x".to_owned(), ProblemType::BadRequest),
    ] {
        import(&scene, &query, note("x")).await.assert_problem(kind);
    }
    let request = scene.browser.request(Method::POST, &format!("/emails/import?mailboxId={inbox}"));
    let nothing = Answer::to(request.header("content-type", "message/rfc822").header("content-length", 0)).await;
    nothing.assert_problem(ProblemType::InvalidProperties);
    let request = scene.browser.request(Method::POST, &format!("/emails/import?mailboxId={inbox}"));
    let not_a_message = Answer::to(request.header("content-type", "text/plain").body(note("x"))).await;
    not_a_message.assert_problem(ProblemType::BadRequest);
    if scene.is_cyrus() {
        // Cyrus looks into what it stores; Dovecot stores anything.
        let answer = import(&scene, &format!("mailboxId={inbox}"), "no header at all\r\n\r\n\0").await;
        answer.assert_problem(ProblemType::InvalidProperties);
    }
    // Announced larger than it is: the connection ends, and nothing is stored.
    let lines = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(note("half")))]);
    let request = scene.browser.request(Method::POST, &format!("/emails/import?mailboxId={inbox}"));
    let request = request.header("content-type", "message/rfc822").header("content-length", 5000);
    let broken = request.body(reqwest::Body::wrap_stream(lines)).send().await;
    assert!(broken.is_err() || broken.unwrap().status() == StatusCode::BAD_REQUEST);
    assert!(scene.rows(&inbox).await.is_empty());
}
