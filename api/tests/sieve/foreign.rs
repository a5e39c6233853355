//! What other programs and the person themselves have written stays.

use serde_json::json;

use crate::scene::{Scene, on_both_servers};

on_both_servers!(
    another_programs_script_runs_after_the_rules_as_it_is,
    text_beside_gateposts_blocks_stays_byte_for_byte,
    what_somebody_changed_inside_is_told_and_kept,
);

const THEIRS: &str = "require [\"fileinto\"];\r\n# mine, all mine\r\nif header :contains \"subject\" \"theirs\" {\r\n\tfileinto \"Theirs\";\r\n}\r\n";

async fn another_programs_script_runs_after_the_rules_as_it_is(scene: Scene) {
    let (theirs, ours) = (scene.makes("Theirs").await, scene.makes("Ours").await);
    scene.another_program_writes("roundcube", THEIRS).await;
    let before = scene.filters().await;
    assert_eq!((&before["otherActive"], &before["isActive"]), (&json!("roundcube"), &json!(false)));
    let rule = json!({"conditions": [{"field": "subject", "test": "contains", "value": "ours"}], "actions": [{"kind": "fileInto", "mailboxId": ours}]});
    let saved = scene.saves_rules(json!([rule])).await;
    assert_eq!((&saved["includes"], &saved["isActive"]), (&json!("roundcube"), &json!(true)));
    assert!(saved.get("otherActive").is_none());
    scene.receives("Subject: theirs\r\nFrom: a@elsewhere.test\r\n", "x");
    scene.receives("Subject: ours\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.subjects(&theirs).await, ["theirs"]);
    assert_eq!(scene.subjects(&ours).await, ["ours"]);
    let stays = scene.saves_rules(json!([])).await;
    assert_eq!(stays["includes"], json!("roundcube"), "it goes on running when the rules are changed");
    scene.receives("Subject: theirs too\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.rows(&theirs).await.len(), 2);
    assert_eq!(scene.script("roundcube").await["text"], json!(THEIRS));
}

async fn text_beside_gateposts_blocks_stays_byte_for_byte(scene: Scene) {
    let theirs = scene.makes("Theirs").await;
    scene.another_program_writes("gatepost", THEIRS).await;
    scene.saves_rules(json!([{"name": "1", "actions": [{"kind": "keep"}]}])).await;
    let saved =
        scene.saves_rules(json!([{"name": "2", "actions": [{"kind": "addKeyword", "keyword": "$seen"}]}])).await;
    assert_eq!((&saved["hasOwnText"], &saved["isEdited"]), (&json!(true), &json!(false)));
    let text = scene.script("gatepost").await["text"].as_str().unwrap().to_owned();
    assert!(text.contains(THEIRS), "{text}");
    scene.receives("Subject: theirs\r\nFrom: a@elsewhere.test\r\n", "x");
    assert_eq!(scene.rows(&theirs).await.len(), 1);
    let more = format!("{text}# written below by hand\n");
    scene.another_program_writes("gatepost", &more).await;
    scene.saves_rules(json!([])).await;
    let text = scene.script("gatepost").await["text"].as_str().unwrap().to_owned();
    assert!(text.contains(THEIRS) && text.ends_with("# written below by hand\n"), "{text}");
}

async fn what_somebody_changed_inside_is_told_and_kept(scene: Scene) {
    scene.saves_rules(json!([{"name": "1", "actions": [{"kind": "keep"}]}])).await;
    let text = scene.script("gatepost").await["text"].as_str().unwrap().to_owned();
    let changed = text.replace("keep;", "stop;");
    scene.another_program_writes("gatepost", &changed).await;
    let read = scene.filters().await;
    assert_eq!((&read["isEdited"], &read["rules"][0]["name"]), (&json!(true), &json!("1")));
    let saved = scene.saves_rules(read["rules"].clone()).await;
    assert_eq!(saved["isEdited"], json!(false));
    assert_eq!(scene.script("gatepost").await["text"], json!(text));
    assert_eq!(scene.script("gatepost-last").await["text"], json!(changed));
}
