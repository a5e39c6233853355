//! Being away.

use std::time::Duration;

use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{Scene, await_sunk, on_both_servers, sunk, unique};

on_both_servers!(
    who_writes_is_answered_once,
    an_answer_begins_and_ends_by_itself,
    a_rule_that_stops_does_not_keep_the_answer_back_and_one_that_throws_away_does,
    an_answer_that_makes_no_sense_is_refused_by_name,
);

async fn who_writes_is_answered_once(scene: Scene) {
    let untouched = scene.browser.get("/vacation").await.json();
    assert_eq!((&untouched["isEnabled"], &untouched["textBody"]), (&json!(false), &json!("")));
    let word = unique();
    let text = format!("I am away. {word}\n# [gatepost: end of rules]\n\"}} discard; \\\n.\n..\nSchöne Grüße");
    let wanted =
        json!({"isEnabled": true, "subject": "Away \"until\" May", "textBody": text, "addresses": [], "days": 3});
    let saved = scene.goes_away(&wanted).await;
    assert_eq!(saved, scene.browser.get("/vacation").await.json());
    assert_eq!((&saved["textBody"], &saved["days"]), (&json!(text), &json!(3)));
    scene.receives("Subject: Hello\r\nFrom: sender@elsewhere.test\r\n", "x");
    let answer = String::from_utf8_lossy(&await_sunk(&word).await.raw).into_owned();
    assert!(answer.contains("Away \"until\" May"), "{answer}");
    assert!(answer.contains("[gatepost: end of rules]") && answer.contains("Auto-Submitted: auto-replied"), "{answer}");
    scene.receives("Subject: Hello again\r\nFrom: sender@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&Scene::inbox()).await, ["Hello again", "Hello"]);
    // The second would have come by now: the first took no longer.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(sunk(&word).len(), 1);
}

async fn an_answer_begins_and_ends_by_itself(scene: Scene) {
    let (too_early, too_late, now) = (unique(), unique(), unique());
    let span = |from: &str, to: &str, word: &str| json!({"isEnabled": true, "fromDate": from, "toDate": to, "textBody": word, "days": 1});
    scene.goes_away(&span("2999-01-01T00:00:00Z", "2999-02-01T00:00:00Z", &too_early)).await;
    scene.receives("Subject: 1\r\nFrom: sender@elsewhere.test\r\n", "x");
    scene.goes_away(&span("2001-01-01T00:00:00Z", "2001-02-01T00:00:00Z", &too_late)).await;
    scene.receives("Subject: 2\r\nFrom: sender@elsewhere.test\r\n", "x");
    scene.goes_away(&span("2001-01-01T00:00:00Z", "2999-02-01T00:00:00Z", &now)).await;
    scene.receives("Subject: 3\r\nFrom: sender@elsewhere.test\r\n", "x");
    await_sunk(&now).await;
    assert!(sunk(&too_early).is_empty() && sunk(&too_late).is_empty());
}

async fn a_rule_that_stops_does_not_keep_the_answer_back_and_one_that_throws_away_does(scene: Scene) {
    let (folder, word) = (scene.makes("Lists").await, unique());
    let named = |word: &str| json!([{"field": "subject", "test": "contains", "value": word}]);
    scene.goes_away(&json!({"isEnabled": true, "textBody": word, "days": 1})).await;
    scene
        .saves_rules(json!([
            {"conditions": named("spam"), "actions": [{"kind": "discard"}], "stop": true},
            {"conditions": named("team"), "actions": [{"kind": "fileInto", "mailboxId": folder}], "stop": true},
        ]))
        .await;
    scene.receives("Subject: spam\r\nFrom: sender@elsewhere.test\r\n", "x");
    assert!(scene.rows(&Scene::inbox()).await.is_empty());
    scene.receives("Subject: team\r\nFrom: sender@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&folder).await, ["team"]);
    await_sunk(&word).await;
    assert_eq!(sunk(&word).len(), 1, "the mail that was thrown away was not answered");
    scene.goes_away(&json!({"isEnabled": false, "textBody": word})).await;
    assert_eq!(scene.filters().await["rules"].as_array().unwrap().len(), 2, "the rules stay");
}

async fn an_answer_that_makes_no_sense_is_refused_by_name(scene: Scene) {
    for (wrong, property) in [
        (json!({"isEnabled": true, "textBody": " "}), "textBody"),
        (json!({"isEnabled": true, "textBody": "x", "days": 0}), "days"),
        (json!({"isEnabled": false, "textBody": "", "addresses": ["a\r\nb@example.org"]}), "addresses"),
    ] {
        let answer = scene.browser.put("/vacation", &wrong).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(answer.problem().invalid_properties, [property]);
    }
    let stale = scene.puts_if("/vacation", "\"old\"", &json!({"isEnabled": false})).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
}
