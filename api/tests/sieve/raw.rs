//! The raw view: scripts as they are.

use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::Answer;
use crate::scene::{Scene, on_both_servers};

on_both_servers!(
    a_script_that_does_not_run_can_be_deleted,
    more_scripts_than_the_server_keeps_are_refused,
    a_script_is_kept_byte_for_byte,
    a_script_that_the_server_cannot_use_is_refused_in_its_words
);

async fn a_script_that_does_not_run_can_be_deleted(scene: Scene) {
    let path = "/filters/scripts/old";
    scene.another_program_writes("old", "keep;\r\n").await;
    let tag = scene.browser.get(path).await.header("etag").to_owned();
    scene.browser.delete(path).await.assert_problem(ProblemType::StateMismatch);
    scene.saves_rules(json!([])).await;
    let stale = scene.browser.request(Method::DELETE, path).header("if-match", tag);
    Answer::to(stale).await.assert_problem(ProblemType::PreconditionFailed);
    assert_eq!(scene.browser.delete(path).await.status, StatusCode::NO_CONTENT);
    scene.browser.delete(path).await.assert_problem(ProblemType::NotFound);
    let saved = scene.saves_rules(json!([])).await;
    assert!(saved.get("includes").is_none(), "what is gone is not included");
}

async fn more_scripts_than_the_server_keeps_are_refused(scene: Scene) {
    for number in 0..8 {
        let stored = scene.browser.put(&format!("/filters/scripts/number{number}"), &json!({"text": "keep;"})).await;
        if stored.status != StatusCode::OK {
            // Cyrus keeps five; Dovecot, as many as there is room for.
            stored.assert_problem(ProblemType::TooLarge);
            assert_eq!(number, 5);
            return;
        }
    }
}

async fn a_script_is_kept_byte_for_byte(scene: Scene) {
    let text = "# Größe\tund  Farbe \n\nkeep;\r\n# no end";
    let path = "/filters/scripts/by%20hand";
    let stored = scene.browser.put(path, &json!({"text": text})).await;
    assert_eq!(stored.status, StatusCode::OK, "{}", stored.text);
    let read = scene.browser.get(path).await;
    assert_eq!(read.json(), json!({"name": "by hand", "text": text, "isActive": false}));
    let tag = read.header("etag").to_owned();
    let active = scene.puts_if(path, &tag, &json!({"text": "stop;", "isActive": true})).await;
    assert_eq!(active.json()["isActive"], json!(true), "{}", active.text);
    let stale = scene.puts_if(path, &tag, &json!({"text": "discard;"})).await;
    stale.assert_problem(ProblemType::PreconditionFailed);
    scene
        .puts_if("/filters/scripts/none", &tag, &json!({"text": "keep;"}))
        .await
        .assert_problem(ProblemType::PreconditionFailed);
    let off = scene.browser.put(path, &json!({"text": "stop;", "isActive": false})).await;
    assert_eq!(off.json()["isActive"], json!(false), "{}", off.text);
    let listed = scene.filters().await["scripts"].clone();
    assert_eq!(listed, json!([{"name": "by hand", "isActive": false, "isGatepost": false}]));
    scene.browser.get("/filters/scripts/nothing").await.assert_problem(ProblemType::NotFound);
}

async fn a_script_that_the_server_cannot_use_is_refused_in_its_words(scene: Scene) {
    scene.saves_rules(json!([{"name": "1", "actions": [{"kind": "keep"}]}])).await;
    let before: Value = scene.script("gatepost").await;
    let refused = scene.browser.put("/filters/scripts/gatepost", &json!({"text": "keep;\r\nfrobnicate;\r\n"})).await;
    refused.assert_problem(ProblemType::ScriptRefused);
    let words = refused.problem().sieve_response.expect("the server's words");
    assert!(words.contains("line 2"), "{words}");
    assert_eq!(scene.script("gatepost").await, before);
    for name in ["a%2Fb", "a%00b", "%C3%A4", &"x".repeat(129)] {
        let answer = scene.browser.put(&format!("/filters/scripts/{name}"), &json!({"text": "keep;"})).await;
        answer.assert_problem(ProblemType::InvalidProperties);
    }
    let large = scene.browser.put("/filters/scripts/large", &json!({"text": "#".repeat(300_000)})).await;
    large.assert_problem(ProblemType::TooLarge);
}
