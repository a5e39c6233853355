//! The drawer: settings are messages, which this server finds by SEARCH and replaces without UIDPLUS.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::Answer;
use crate::scene::{NAME, Reader, config};

async fn changes_settings(reader: &Reader, patch: &Value) -> Value {
    let request = reader.browser.request(Method::PATCH, "/settings");
    let answer = Answer::to(request.json(patch).header("content-type", "application/merge-patch+json")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn settings_are_kept_for_the_next_node_and_do_not_pile_up() {
    let reader = Reader::new().await;
    for language in ["de", "fr", "pl"] {
        changes_settings(&reader, &json!({"language": language})).await;
    }
    changes_settings(&reader, &json!({"undoSeconds": 7})).await;
    let other = crate::common::Node::with(config(&reader.plain, &reader.sink)).await;
    let settings = other.sign_in(NAME).await.get("/settings").await.json();
    assert_eq!((&settings["language"], &settings["undoSeconds"]), (&json!("pl"), &json!(7)));
    let kept: usize = reader
        .plain
        .mailboxes(NAME)
        .iter()
        .filter(|name| name.starts_with("Gatepost"))
        .map(|name| reader.plain.holds(NAME, name).len())
        .sum();
    assert!(kept <= 3, "{kept} messages for one record");
    reader.asked_for_nothing_newer();
}
