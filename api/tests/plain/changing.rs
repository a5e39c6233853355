//! Marks, moves, copies, deletions: what MOVE and UIDPLUS would do is done by COPY, STORE and a careful EXPUNGE.

use gatepost_shared::problem::ProblemType;
use serde_json::{Value, json};

use crate::scene::{NAME, Reader, id, id_of, letter};

/// The subjects of what a mailbox holds, as the server itself has it.
fn held(reader: &Reader, mailbox: &str) -> Vec<String> {
    let subject = |raw: &str| {
        let line = raw.lines().find_map(|line| line.strip_prefix("Subject: "));
        line.unwrap_or_default().to_owned()
    };
    reader.plain.holds(NAME, mailbox).iter().map(|message| subject(&message.raw)).collect()
}

#[tokio::test]
async fn marks_are_set_and_taken_away() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("one"));
    let email = id_of(&reader.rows("INBOX").await[0]);
    reader.patches(&email, &json!({"keywords/$seen": true, "keywords/$flagged": true, "keywords/urgent": true})).await;
    let flags = &reader.plain.holds(NAME, "INBOX")[0].flags;
    assert_eq!(flags.iter().map(String::as_str).collect::<Vec<_>>(), ["\\Flagged", "\\Seen", "urgent"]);
    reader.patches(&email, &json!({"keywords/$flagged": null})).await;
    assert_eq!(reader.rows("INBOX").await[0]["keywords"], json!({"$seen": true, "urgent": true}));
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_move_is_a_copy_and_then_a_deletion_of_exactly_these() {
    let reader = Reader::new().await;
    reader.plain.create(NAME, "Archive");
    for subject in ["one", "two", "three"] {
        reader.finds("INBOX", &letter(subject));
    }
    let rows = reader.rows("INBOX").await;
    let two = id_of(&rows[1]);
    let answer = reader.patches(&two, &json!({"mailboxIds": {id("Archive"): true}})).await;
    assert_eq!(answer["updated"], json!([two]));
    assert_eq!(
        (held(&reader, "INBOX"), held(&reader, "Archive")),
        (vec!["one".into(), "three".into()], vec!["two".into()])
    );
    assert_eq!(reader.subjects("INBOX").await, ["three", "one"]);
    // The server did not tell where the copy went: it was found.
    let moved = answer["moved"][&two].as_str().expect("the new id");
    assert_eq!(reader.get(&format!("/emails/{moved}")).await["subject"], "two");
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_deletion_does_not_take_what_another_program_has_marked() {
    let reader = Reader::new().await;
    reader.plain.put(NAME, "INBOX", letter("marked elsewhere").as_bytes(), "\\Deleted");
    reader.finds("INBOX", &letter("unwanted"));
    reader.finds("INBOX", &letter("kept"));
    let unwanted = reader.rows("INBOX").await;
    let unwanted = unwanted.iter().find(|row| row["subject"] == "unwanted").expect("the row");
    let answer = reader.sets(&json!({"destroy": [id_of(unwanted)]})).await;
    assert_eq!(answer["destroyed"], json!([id_of(unwanted)]), "{answer}");
    let left = held(&reader, "INBOX");
    assert!(left.contains(&"marked elsewhere".to_owned()), "EXPUNGE would have taken it, too: {left:?}");
}

#[tokio::test]
async fn a_deletion_is_for_ever_when_nothing_else_is_marked() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("unwanted"));
    reader.finds("INBOX", &letter("kept"));
    let rows = reader.rows("INBOX").await;
    reader.sets(&json!({"destroy": [id_of(&rows[1])]})).await;
    assert_eq!(held(&reader, "INBOX"), ["kept"]);
    let gone = reader.browser.get(&format!("/emails/{}", id_of(&rows[1]))).await;
    gone.assert_problem(ProblemType::NotFound);
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn many_at_once_each_with_its_result() {
    let reader = Reader::new().await;
    reader.plain.create(NAME, "Trash");
    for number in 0..30 {
        reader.finds("INBOX", &letter(&format!("letter {number}")));
    }
    let rows = reader.rows("INBOX").await;
    let mut update: serde_json::Map<String, Value> =
        rows.iter().take(20).map(|row| (id_of(row), json!({"mailboxIds": {id("Trash"): true}}))).collect();
    let lost =
        gatepost_shared::id::EmailId::new("MSU5CT1g".parse().expect("an id"), 8, 999).expect("an id").to_string();
    update.insert(lost.clone(), json!({"mailboxIds": {id("Trash"): true}}));
    let answer = reader.sets(&json!({"update": update})).await;
    assert_eq!(answer["updated"].as_array().map(Vec::len), Some(20), "{answer}");
    assert_eq!(answer["notUpdated"][&lost]["type"], "urn:gatepost:error:notFound");
    assert_eq!((held(&reader, "INBOX").len(), held(&reader, "Trash").len()), (10, 20));
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_move_into_a_mailbox_that_is_not_there_loses_nothing() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("one"));
    let email = id_of(&reader.rows("INBOX").await[0]);
    let answer = reader.patches(&email, &json!({"mailboxIds": {id("Nowhere"): true}})).await;
    assert_eq!(answer["notUpdated"][&email]["type"], "urn:gatepost:error:notFound", "{answer}");
    assert_eq!(held(&reader, "INBOX"), ["one"]);
}
