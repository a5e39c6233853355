//! Finding: sorted and filtered lists, searches, conversations, without SORT, ESEARCH or THREAD.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::scene::{NAME, Reader, id, id_of, letter};

fn subjects(answer: &Value) -> Vec<String> {
    let rows = answer["list"].as_array().expect("rows");
    rows.iter().map(|row| row["subject"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_list_in_any_order_and_with_any_filter() {
    let reader = Reader::new().await;
    for subject in ["cherry", "apple", "banana"] {
        reader.finds("INBOX", &letter(subject));
    }
    reader.plain.put(NAME, "INBOX", letter("read").replace('\n', "\r\n").as_bytes(), "\\Seen \\Flagged");
    let list = async |query: &str| subjects(&reader.get(&format!("/mailboxes/{}/emails?{query}", id("INBOX"))).await);
    assert_eq!(list("sort=subject").await, ["apple", "banana", "cherry", "read"]);
    assert_eq!(list("sort=-subject&limit=2").await, ["read", "cherry"]);
    assert_eq!(list("isUnread=true").await, ["banana", "apple", "cherry"]);
    assert_eq!(list("isFlagged=true").await, ["read"]);
    assert_eq!(list("q=subject:banana").await, ["banana"]);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_search_in_all_mailboxes_with_letters_beyond_ascii() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("Grüße aus dem Süden"));
    reader.finds("Projects", &letter("viele Grüße"));
    reader.finds("Projects", &letter("nothing of the kind"));
    let answer = reader.browser.post("/emails/query", &json!({"q": "grüße"})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let mut found = subjects(&answer.json());
    found.sort();
    assert_eq!(found, ["Grüße aus dem Süden", "viele Grüße"]);
    assert_eq!(answer.json()["total"], 2);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn what_another_program_has_marked_as_deleted_does_not_show() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("kept"));
    reader.plain.put(NAME, "INBOX", letter("deleted elsewhere").as_bytes(), "\\Deleted");
    reader.finds("INBOX", &letter("kept, too"));
    let window = reader.get(&format!("/mailboxes/{}/emails", id("INBOX"))).await;
    assert_eq!((subjects(&window), &window["total"]), (vec!["kept, too".to_owned(), "kept".to_owned()], &json!(2)));
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_conversation_across_mailboxes_by_its_references() {
    let reader = Reader::new().await;
    reader.finds(
        "INBOX",
        "From: bob@example.org\nSubject: lunch\nMessage-ID: <1@x>\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nNoon?\n",
    );
    reader.finds("Sent", "From: alice@example.org\nSubject: Re: lunch\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\nReferences: <1@x>\nDate: Mon, 23 Nov 2026 09:10:00 +0000\n\nYes.\n");
    reader.finds("INBOX", "From: bob@example.org\nSubject: Re: lunch\nMessage-ID: <3@x>\nReferences: <1@x> <2@x>\nDate: Mon, 23 Nov 2026 09:20:00 +0000\n\nGood.\n");
    reader.finds("INBOX", &letter("something else"));
    let first = reader.rows("INBOX").await.into_iter().find(|row| row["subject"] == "lunch").expect("the row");
    let thread = reader.get(&format!("/emails/{}/thread", id_of(&first))).await;
    assert_eq!(thread["list"].as_array().map(Vec::len), Some(3), "{thread}");
    reader.asked_for_nothing_newer();
}
