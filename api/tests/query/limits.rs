//! What is too much, or makes no sense, is refused with words.

use farm::Home;
use gatepost_shared::problem::ProblemType;
use serde_json::{Value, json};

use crate::scene::{Scene, inbox};

#[tokio::test]
async fn lists_that_cannot_be_given() {
    let scene = Scene::at(Home::Mail01).await;
    for (page, kind, word) in [
        ("limit=0", ProblemType::InvalidProperties, "rows"),
        ("limit=201", ProblemType::InvalidProperties, "200"),
        ("sort=colour", ProblemType::InvalidProperties, "receivedAt"),
        ("sort=size,-size", ProblemType::InvalidProperties, "once"),
        ("position=1&cursor=x", ProblemType::InvalidProperties, "one of"),
        ("anchorOffset=1", ProblemType::InvalidProperties, "anchor"),
        ("anchor=nonsense", ProblemType::BadRequest, "email id"),
        ("cursor=nonsense", ProblemType::InvalidProperties, "cursor"),
        ("hasKeyword=a%20b", ProblemType::InvalidProperties, "keyword"),
        ("isUnread=perhaps", ProblemType::BadRequest, "isUnread"),
        ("colour=red", ProblemType::BadRequest, "colour"),
        ("q=before:christmas", ProblemType::InvalidProperties, "2026-11-23"),
        ("q=in:nowhere", ProblemType::InvalidProperties, "no such mailbox"),
        ("q=x&utcOffset=9999", ProblemType::InvalidProperties, "offset"),
    ] {
        let answer = scene.browser.get(&format!("/mailboxes/{}/emails?{page}", inbox())).await;
        answer.assert_problem(kind);
        assert!(answer.text.contains(word), "{page}: {}", answer.text);
    }
}

#[tokio::test]
async fn searches_that_cannot_be_made() {
    let scene = Scene::at(Home::Mail03).await;
    let deep = (0..13).fold(json!({}), |inner, _| json!({"operator": "NOT", "conditions": [inner]}));
    let many: Vec<Value> = (0..101).map(|number| json!({"subject": number.to_string()})).collect();
    let mailboxes: Vec<String> = (0..201)
        .map(|number| gatepost_shared::id::MailboxId::new(format!("m{number}")).expect("a name").to_string())
        .collect();
    let moments: Vec<Value> = (10..31).map(|day| json!({"before": format!("2026-01-{day}T00:00:00Z")})).collect();
    for (query, word) in [
        (json!({"limit": 0}), "rows"),
        (json!({"limit": 201}), "200"),
        (json!({"limit": 51, "snippets": true}), "50"),
        (json!({"position": 4990}), "5000"),
        (json!({"colour": "red"}), "colour"),
        (json!({"filter": {"colour": "red"}}), "colour"),
        (json!({"filter": deep}), "deep"),
        (json!({"filter": {"operator": "OR", "conditions": many}}), "100"),
        (json!({"filter": {"operator": "OR", "conditions": moments}}), "20 points in time"),
        (json!({"filter": {"subject": "x".repeat(999)}}), "998"),
        (json!({"filter": {"subject": " "}}), "nothing to look for"),
        (json!({"mailboxIds": mailboxes}), "200 mailboxes"),
        (json!({"q": "x ".repeat(1001)}), "2000 bytes"),
        (json!({"q": "x ".repeat(200)}), "too long"),
        (json!({"q": "larger:huge"}), "5M"),
        (json!({"sort": [{"property": "size"}, {"property": "size"}]}), "once"),
        (json!({"sort": [{"property": "colour"}]}), "colour"),
        (json!({"utcOffset": 2000, "q": "x"}), "offset"),
    ] {
        let answer = scene.browser.post("/emails/query", &query).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert!(answer.text.contains(word), "{query}: {}", answer.text);
    }
    for query in [json!({"sort": [{"property": "size"}]}), json!({"position": 5})] {
        let request =
            scene.browser.request(reqwest::Method::POST, "/emails/query").header("accept", "application/x-ndjson");
        crate::common::Answer::to(request.json(&query)).await.assert_problem(ProblemType::InvalidProperties);
    }
}
