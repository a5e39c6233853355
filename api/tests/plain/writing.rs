//! Drafts, files and sending, without APPENDUID: what was stored is found by its Message-ID.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::Answer;
use crate::scene::{NAME, Reader, id_of, letter};

const KEY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn draft(subject: &str) -> Value {
    json!({"from": {"email": "alice@example.org"}, "to": [{"email": "bob@elsewhere.test"}], "subject": subject, "textBody": "Noon?\n"})
}

async fn saves(reader: &Reader, method: Method, path: &str, draft: &Value) -> String {
    let answer = reader.with_key(method, path, KEY, Some(draft)).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_draft_is_one_message_replaced_and_never_multiplied() {
    let reader = Reader::new().await;
    let mut id = saves(&reader, Method::POST, "/drafts", &draft("first words")).await;
    for subject in ["more words", "last words"] {
        id = saves(&reader, Method::PUT, &format!("/drafts/{id}"), &draft(subject)).await;
    }
    assert_eq!(reader.subjects("Drafts").await, ["last words"]);
    assert_eq!(reader.get(&format!("/drafts/{id}")).await["draft"]["subject"], "last words");
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_message_with_an_upload_is_sent_once_and_filed() {
    let reader = Reader::new().await;
    let file = "x".repeat(300_000);
    let upload = reader.browser.request(Method::POST, "/blobs").header("content-type", "text/plain").body(file.clone());
    let upload = Answer::to(upload).await;
    assert!(upload.status.is_success(), "{}", upload.text);
    let upload = upload.json();
    let mut message = draft("With a file");
    message["attachments"] =
        json!([{"blobId": upload["blobId"], "name": "x.txt", "type": "text/plain", "size": upload["size"]}]);
    let id = saves(&reader, Method::POST, "/drafts", &message).await;
    for is_replay in [false, true] {
        let answer = reader.with_key(Method::POST, &format!("/drafts/{id}/submit"), KEY, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.json()["isReplay"], json!(is_replay));
        assert_eq!(answer.json()["warnings"], json!([]));
    }
    let sent = reader.sink.messages();
    assert_eq!((sent.len(), sent[0].to.as_slice()), (1, &["bob@elsewhere.test".to_owned()][..]));
    assert_eq!(
        (reader.subjects("Sent").await, reader.subjects("Drafts").await.len()),
        (vec!["With a file".to_owned()], 0)
    );
    let row = reader.rows("Sent").await.remove(0);
    let email = reader.get(&format!("/emails/{}", id_of(&row))).await;
    let kept = email["attachments"][0]["blobId"].as_str().expect("a file").to_owned();
    assert_eq!(reader.browser.get(&format!("/blobs/{kept}")).await.text, file);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn an_answer_marks_what_it_answers() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("question"));
    let question = id_of(&reader.rows("INBOX").await[0]);
    let mut answer = draft("Re: question");
    answer["reference"] = json!({"emailId": question, "action": "reply"});
    let id = saves(&reader, Method::POST, "/drafts", &answer).await;
    let sent = reader.with_key(Method::POST, &format!("/drafts/{id}/submit"), KEY, None).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    assert!(reader.plain.holds(NAME, "INBOX")[0].flags.contains("\\Answered"));
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn the_drawer_is_made_once_and_does_not_show() {
    let reader = Reader::new().await;
    for _ in 0..2 {
        let upload = reader.browser.request(Method::POST, "/blobs").header("content-type", "text/plain").body("x");
        assert!(Answer::to(upload).await.status.is_success());
    }
    assert!(reader.plain.mailboxes(NAME).contains(&"Gatepost".to_owned()));
    let tree = reader.get("/mailboxes").await;
    assert!(tree["list"].as_array().expect("a list").iter().all(|mailbox| mailbox["name"] != "Gatepost"));
    reader.asked_for_nothing_newer();
}
