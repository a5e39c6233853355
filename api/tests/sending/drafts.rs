//! Drafts: kept as they were left, written on, thrown away; and what is no draft is left alone.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::{Answer, Node};
use crate::writer::{Writer, new_key};

#[tokio::test]
async fn a_draft_is_kept_as_it_was_left_and_written_on() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let key = new_key();
        let upload =
            alice.browser.request(Method::POST, "/blobs?name=M%C3%BCsli.txt").header("content-type", "text/plain");
        let upload = Answer::to(upload.body("one\ntwo")).await;
        assert_eq!(upload.status, StatusCode::CREATED, "{}", upload.text);
        let mut draft = alice.draft(&["carol@example.org", "half-typ"], "Notes — für später");
        draft["textBody"] = json!(format!("{}\n\n> quoted\n>> twice\n\n-- \nAlice\n", "long line ".repeat(20).trim()));
        draft["bcc"] = json!([{"email": "boss@example.org"}]);
        let blob = upload.json()["blobId"].clone();
        draft["attachments"] = json!([{"blobId": blob, "name": "Müsli.txt", "type": "text/plain", "size": 7}]);
        let id = alice.saves(&key, &draft).await;

        let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
        assert_eq!(stored["idempotencyKey"], json!(key));
        for property in ["from", "subject", "textBody", "bcc"] {
            assert_eq!(stored["draft"][property], draft[property], "{property} on {home:?}");
        }
        assert_eq!(stored["draft"]["to"], json!([{"email": "carol@example.org"}, {"email": "half-typ"}]));
        assert_eq!(stored["draft"]["attachments"][0]["name"], "Müsli.txt");

        // The next version takes its file from the last one.
        let mut next = stored["draft"].clone();
        next["subject"] = json!("Next");
        let saved = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&next)).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        let file = saved.json()["attachments"][0]["blobId"].as_str().expect("a blob").to_owned();
        assert_eq!(alice.browser.get(&format!("/blobs/{file}")).await.text, "one\ntwo", "{home:?}");
        assert_eq!(alice.subjects("drafts").await, ["Next"]);

        // Somebody else threw the draft away: the text is saved all the same.
        let id = saved.json()["id"].as_str().expect("an id").to_owned();
        assert_eq!(alice.browser.delete(&format!("/drafts/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(alice.browser.delete(&format!("/drafts/{id}")).await.status, StatusCode::NO_CONTENT);
        let mut last = alice.draft(&[], "Last");
        last["textBody"] = json!("kept");
        let saved = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&last)).await;
        assert_eq!(saved.json()["warnings"].as_array().map(Vec::len), Some(1), "{}", saved.text);
        assert_eq!(alice.subjects("drafts").await, ["Last"]);
    }
}

#[tokio::test]
async fn mail_that_is_no_draft_is_neither_replaced_nor_deleted_nor_sent() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    farm.deliver(&alice.person, b"From: x@elsewhere.test\r\nSubject: Precious\r\n\r\n").expect("delivered");
    let row = alice.receives("Precious").await;
    let path = format!("/drafts/{}", row["id"].as_str().expect("an id"));
    let draft = alice.draft(&["carol@example.org"], "Evil");
    alice.with_key(Method::PUT, &path, &new_key(), Some(&draft)).await.assert_problem(ProblemType::NotFound);
    alice.browser.delete(&path).await.assert_problem(ProblemType::NotFound);
    alice
        .with_key(Method::POST, &format!("{path}/submit"), &new_key(), None)
        .await
        .assert_problem(ProblemType::NotFound);
    assert_eq!(alice.subjects("inbox").await, ["Precious"]);
    let keyless = alice.browser.post("/submissions", &draft).await;
    keyless.assert_problem(ProblemType::BadRequest);
}

#[tokio::test]
async fn of_two_tabs_that_save_at_once_one_wins_and_the_other_is_told_what_is_there() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in [Home::Mail01, Home::Mail03] {
        let here = Writer::new(farm, &one, home).await;
        let there = here.at(&two);
        let key = new_key();
        let mut id = here.saves(&key, &here.draft(&["carol@example.org"], "Begun")).await;
        for round in 0..5 {
            let path = format!("/drafts/{id}");
            let (mine, yours) = (
                here.draft(&["carol@example.org"], &format!("Mine {round}")),
                here.draft(&["carol@example.org"], &format!("Yours {round}")),
            );
            let (first, second) = tokio::join!(
                here.with_key(Method::PUT, &path, &key, Some(&mine)),
                there.with_key(Method::PUT, &path, &key, Some(&yours)),
            );
            let (winner, loser, subject) = if first.status == StatusCode::OK {
                (first, second, mine["subject"].clone())
            } else {
                (second, first, yours["subject"].clone())
            };
            assert_eq!(winner.status, StatusCode::OK, "{home:?}: {}", winner.text);
            assert_eq!(loser.status, StatusCode::CONFLICT, "{home:?} {round}: {} {}", winner.text, loser.text);
            loser.assert_problem(ProblemType::StateMismatch);
            assert_eq!(json!(here.subjects("drafts").await), json!([subject]), "{home:?}");
            id = winner.json()["id"].as_str().expect("an id").to_owned();

            // Later the other tab, which knows the old one only, is told what is there now, and saves over it.
            let late = there.with_key(Method::PUT, &path, &key, Some(&yours)).await;
            if subject == yours["subject"] {
                assert_eq!(late.json()["id"], json!(id), "saved already: {}", late.text);
            } else {
                late.assert_problem(ProblemType::StateMismatch);
                assert_eq!(late.json()["currentId"], json!(id), "{home:?}: {}", late.text);
                let over = there.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&yours)).await;
                assert_eq!(over.status, StatusCode::OK, "{}", over.text);
                id = over.json()["id"].as_str().expect("an id").to_owned();
            }
            assert_eq!(json!(here.subjects("drafts").await), json!([yours["subject"]]), "{home:?}");
        }
    }
}
