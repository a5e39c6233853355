//! Mailboxes made, renamed, moved and deleted; everything in one changed at once; what changed since.

use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Answer;
use crate::scene::{NAME, Reader, id, id_of, letter};

#[tokio::test]
async fn a_mailbox_from_its_making_to_its_end() {
    let reader = Reader::new().await;
    let made = reader.browser.post("/mailboxes", &json!({"name": "Entwürfe für später"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let first = made.json()["id"].as_str().expect("an id").to_owned();
    let below = reader.browser.post("/mailboxes", &json!({"name": "Inner", "parentId": first})).await;
    assert_eq!(below.status, StatusCode::CREATED, "{}", below.text);

    let patch = reader.browser.request(Method::PATCH, &format!("/mailboxes/{first}")).json(&json!({"name": "Later"}));
    let renamed = Answer::to(patch).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.text);
    assert_eq!(reader.plain.mailboxes(NAME), ["INBOX", "Later", "Later/Inner"]);

    for (name, status) in [("Later/Inner", 204), ("Later", 204), ("Later", 404)] {
        let deleted = reader.browser.delete(&format!("/mailboxes/{}", id(name))).await;
        assert_eq!(deleted.status.as_u16(), status, "{name}: {}", deleted.text);
    }
    assert_eq!(reader.plain.mailboxes(NAME), ["INBOX"]);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn everything_is_marked_as_read_and_the_trash_is_emptied() {
    let reader = Reader::new().await;
    for number in 0..30 {
        reader.finds("Trash", &letter(&format!("letter {number}")));
    }
    let read = reader.browser.post(&format!("/mailboxes/{}/mark-read", id("Trash")), &json!({})).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    assert!(reader.plain.holds(NAME, "Trash").iter().all(|message| message.flags.contains("\\Seen")));
    let emptied = reader.browser.post(&format!("/mailboxes/{}/empty", id("Trash")), &json!({})).await;
    assert_eq!(emptied.status, StatusCode::OK, "{}", emptied.text);
    assert_eq!(reader.plain.holds(NAME, "Trash").len(), 0);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn all_that_match_are_moved() {
    let reader = Reader::new().await;
    reader.plain.create(NAME, "Archive");
    for number in 0..10 {
        reader.finds("INBOX", &letter(if number % 2 == 0 { "even" } else { "odd" }));
    }
    let change = json!({
        "selector": {"mailboxId": id("INBOX"), "filter": {"subject": "even"}},
        "update": {"mailboxIds": {id("Archive"): true}},
    });
    let answer = reader.browser.post("/emails/set", &change).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["changed"], 5, "{}", answer.text);
    assert_eq!(reader.subjects("Archive").await, ["even"; 5]);
    assert_eq!(reader.subjects("INBOX").await, ["odd"; 5]);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn what_has_changed_cannot_be_told_and_is_said_so() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("one"));
    let path = format!("/mailboxes/{}/emails", id("INBOX"));
    let state = reader.get(&path).await["state"].as_str().expect("a state").to_owned();
    reader.finds("INBOX", &letter("two"));
    let changes = reader.browser.get(&format!("/mailboxes/{}/changes?since={state}", id("INBOX"))).await;
    changes.assert_problem(ProblemType::CannotCalculateChanges);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_message_is_imported() {
    let reader = Reader::new().await;
    let raw = letter("from elsewhere").replace('\n', "\r\n");
    let path = format!("/emails/import?mailboxId={}&keywords=$flagged", id("INBOX"));
    let request =
        reader.browser.request(Method::POST, &path).header("content-type", "message/rfc822").body(raw.clone());
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let row = reader.rows("INBOX").await.remove(0);
    assert_eq!((&row["subject"], &row["keywords"]), (&json!("from elsewhere"), &json!({"$flagged": true})));
    assert_eq!(reader.browser.get(&format!("/emails/{}/raw", id_of(&row))).await.text, raw);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_server_without_quota_has_none_to_show() {
    let reader = Reader::new().await;
    assert_eq!(reader.get("/quota").await["list"], json!([]));
    reader.asked_for_nothing_newer();
}
