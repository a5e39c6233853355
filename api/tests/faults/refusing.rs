//! Real servers that refuse: a mailbox whose owner may only read it (Cyrus, ACL).

use farm::{Farm, Home};
use gatepost_shared::problem::{Problem, ProblemType};
use reqwest::StatusCode;
use serde_json::json;

use crate::common::{Node, config};

#[tokio::test]
async fn what_the_access_list_forbids_is_forbidden_and_nothing_changes() {
    let farm = Farm::shared();
    let person = farm.newcomer(Home::Mail03);
    let mut program = farm.imap(&person).expect("another program");
    program.create("Contracts").expect("a mailbox");
    program.append("Contracts", b"Subject: signed\r\n\r\nyes\r\n", "").expect("a message");
    let named = program.command("LIST \"\" \"*Contracts\"").expect("its name").remove(0);
    let name = named.rsplit(' ').next().expect("a name").to_owned();
    program.command(&format!("SETACL {name} {} lra", person.name)).expect("fewer rights");

    let node = Node::with(config(farm)).await;
    let browser = node.sign_in(&person.name).await;
    let tree = browser.get("/mailboxes").await.json();
    let mailbox = tree["list"].as_array().expect("a list").iter().find(|one| one["name"] == "Contracts").expect("it");
    assert_eq!(mailbox["myRights"]["maySetKeywords"], json!(false));
    let list = format!("/mailboxes/{}/emails", mailbox["id"].as_str().expect("an id"));
    let row = browser.get(&list).await.json()["list"][0].clone();
    let id = row["id"].as_str().expect("an id");
    for change in [json!({"update": {id: {"keywords/$flagged": true}}}), json!({"destroy": [id]})] {
        let answer = browser.post("/emails/set", &change).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let answer = answer.json();
        let told = answer["notUpdated"][id].as_object().or(answer["notDestroyed"][id].as_object()).expect("a problem");
        let problem: Problem = serde_json::from_value(json!(told)).expect("a problem");
        assert_eq!(problem.kind, ProblemType::Forbidden, "{problem:?}");
    }
    assert_eq!(browser.get(&list).await.json()["list"][0], row);
}
