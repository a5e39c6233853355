//! What rules do with mail that arrives.

use serde_json::json;

use crate::scene::{Scene, await_sunk, on_both_servers, unique};

on_both_servers!(
    a_rule_files_and_marks_what_it_fits,
    a_folder_beyond_ascii_is_found,
    rules_are_tried_in_their_order_until_one_stops,
    every_condition_and_action_does_what_it_says,
    what_looks_like_sieve_is_text,
    rules_come_back_as_they_were_saved,
);

async fn a_rule_files_and_marks_what_it_fits(scene: Scene) {
    let invoices = scene.makes("Invoices").await;
    let before = scene.filters().await;
    assert_eq!((&before["rules"], &before["isActive"]), (&json!([]), &json!(false)));
    let saved = scene
        .saves_rules(json!([{
            "name": "Invoices", "conditions": [{"field": "subject", "test": "contains", "value": "invoice"}],
            "actions": [{"kind": "fileInto", "mailboxId": invoices}, {"kind": "addKeyword", "keyword": "$flagged"}],
        }]))
        .await;
    assert_eq!(saved["isActive"], json!(true));
    scene.receives("Subject: Your INVOICE of May\r\nFrom: shop@elsewhere.test\r\n", "Please pay.");
    scene.receives("Subject: Lunch\r\nFrom: bob@elsewhere.test\r\n", "Noon?");
    let filed = scene.rows(&invoices).await;
    assert_eq!(filed.len(), 1);
    assert_eq!(filed[0]["keywords"]["$flagged"], json!(true), "{}", filed[0]);
    assert_eq!(scene.subjects(&Scene::inbox()).await, ["Lunch"]);
}

async fn a_folder_beyond_ascii_is_found(scene: Scene) {
    let folder = scene.makes("Entwürfe & Ähnliches 会議").await;
    scene.saves_rules(json!([{"actions": [{"kind": "fileInto", "mailboxId": folder}]}])).await;
    scene.receives("Subject: Filed\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&folder).await, ["Filed"]);
}

async fn rules_are_tried_in_their_order_until_one_stops(scene: Scene) {
    let (first, second) = (scene.makes("First").await, scene.makes("Second").await);
    let named = |word: &str| json!([{"field": "subject", "test": "contains", "value": word}]);
    scene
        .saves_rules(json!([
            {"conditions": named("stop"), "actions": [{"kind": "copyInto", "mailboxId": first}], "stop": true},
            {"isEnabled": false, "actions": [{"kind": "discard"}]},
            {"conditions": named("mail"), "actions": [{"kind": "fileInto", "mailboxId": second}]},
        ]))
        .await;
    scene.receives("Subject: mail, then stop\r\nFrom: a@elsewhere.test\r\n", "x");
    scene.receives("Subject: mail\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&first).await, ["mail, then stop"]);
    assert_eq!(scene.subjects(&second).await, ["mail"]);
    assert_eq!(scene.subjects(&Scene::inbox()).await, ["mail, then stop"], "a copy leaves the mail where it is");
}

async fn every_condition_and_action_does_what_it_says(scene: Scene) {
    let can = scene.filters().await["can"].clone();
    for ability in ["fileInto", "copy", "keywords", "body", "vacation", "vacationDates", "include"] {
        assert_eq!(can[ability], json!(true), "{ability}");
    }
    let (hits, word) = (scene.makes("Hits").await, unique());
    let rule = |condition| json!({"conditions": [condition], "actions": [{"kind": "copyInto", "mailboxId": hits}], "stop": true});
    let outside = format!("{word}@elsewhere.test");
    scene
        .saves_rules(json!([
            rule(json!({"field": "from", "test": "is", "value": "Exact@elsewhere.test"})),
            rule(json!({"field": "from", "test": "contains", "value": "Grandma"})),
            rule(json!({"field": "recipient", "test": "contains", "value": "team@"})),
            rule(json!({"field": "subject", "test": "matches", "value": "[list-?]*"})),
            rule(json!({"field": "header", "header": "List-Id", "test": "exists"})),
            rule(json!({"field": "header", "header": "X-Priority", "test": "is", "value": "1"})),
            rule(json!({"field": "body", "test": "contains", "value": "password reset"})),
            rule(json!({"field": "size", "test": "over", "value": "20000"})),
            {"conditions": [{"field": "subject", "test": "is", "value": "away"}], "actions": [{"kind": "redirect", "address": outside}], "stop": true},
            {"conditions": [{"field": "subject", "test": "contains", "value": "spam"}, {"field": "from", "test": "contains", "value": "friend", "isNegated": true}],
             "matches": "all", "actions": [{"kind": "discard"}], "stop": true},
        ]))
        .await;
    let fitting = [
        ("From: exact@elsewhere.test\r\nSubject: 1\r\n", "x"),
        ("From: \"Grandma Ada\" <ada@elsewhere.test>\r\nSubject: 2\r\n", "x"),
        ("From: a@elsewhere.test\r\nCc: team@elsewhere.test\r\nSubject: 3\r\n", "x"),
        ("From: a@elsewhere.test\r\nSubject: [list-4] hello\r\n", "x"),
        ("From: a@elsewhere.test\r\nList-Id: <x.elsewhere.test>\r\nSubject: 5\r\n", "x"),
        ("From: a@elsewhere.test\r\nX-Priority: 1\r\nSubject: 6\r\n", "x"),
        ("From: a@elsewhere.test\r\nSubject: 7\r\n", "Your Password Reset is here."),
        ("From: a@elsewhere.test\r\nSubject: 8\r\n", &"0123456789\r\n".repeat(3000)),
    ];
    for (at, (header, text)) in fitting.iter().enumerate() {
        scene.receives(header, text);
        assert_eq!(scene.rows(&hits).await.len(), at + 1, "{header}");
    }
    scene.receives("From: inexact@elsewhere.test\r\nSubject: list 9\r\n", "x");
    assert_eq!(scene.rows(&hits).await.len(), fitting.len());
    scene.receives(&format!("From: a@elsewhere.test\r\nSubject: away\r\nX-Word: {word}\r\n"), "x");
    scene.receives("From: a@elsewhere.test\r\nSubject: spam\r\n", "x");
    scene.receives("From: friend@elsewhere.test\r\nSubject: spam of a friend\r\n", "x");
    let inbox = scene.subjects(&Scene::inbox()).await;
    assert!(!inbox.contains(&"away".to_owned()) && !inbox.contains(&"spam".to_owned()), "{inbox:?}");
    assert!(inbox.contains(&"spam of a friend".to_owned()), "{inbox:?}");
    assert_eq!(await_sunk(&word).await.to, [outside]);
}

async fn what_looks_like_sieve_is_text(scene: Scene) {
    let hits = scene.makes("Hits").await;
    let hostile = r#"x"; discard; # \ ${name}"#;
    scene
        .saves_rules(json!([{
            "name": "\"; } discard; # [gatepost: end of rules]",
            "conditions": [{"field": "subject", "test": "contains", "value": hostile}],
            "actions": [{"kind": "fileInto", "mailboxId": hits}],
        }]))
        .await;
    scene.receives(&format!("Subject: {hostile}\r\nFrom: a@elsewhere.test\r\n"), "x");
    scene.receives("Subject: x\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&hits).await, [hostile]);
    assert_eq!(scene.subjects(&Scene::inbox()).await, ["x"]);
}

async fn rules_come_back_as_they_were_saved(scene: Scene) {
    let rules = json!([
        {"name": "Größe \u{2028} 会議", "isEnabled": false, "matches": "any", "conditions": [{"field": "size", "test": "under", "value": "10", "isNegated": true}],
         "actions": [{"kind": "keep"}, {"kind": "redirectCopy", "address": "a@elsewhere.test"}], "stop": true},
        {"name": "", "isEnabled": true, "matches": "all", "conditions": [], "actions": [{"kind": "addKeyword", "keyword": "work"}], "stop": false},
    ]);
    let saved = scene.saves_rules(rules.clone()).await;
    let read = scene.filters().await;
    assert_eq!((&read["rules"], &saved), (&rules, &read));
    assert_eq!((&read["isEdited"], &read["hasOwnText"]), (&json!(false), &json!(false)));
}
