//! Identities: the directory says who, the person says how.

use farm::{Farm, Home, Person};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{HOMES, Node, Owner, assert_changed_meanwhile};

#[tokio::test]
async fn an_address_gets_a_name_and_signatures_and_another_becomes_the_default() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in HOMES {
        let (name, alias) = (format!("desk{home:?}").to_lowercase(), format!("help{home:?}").to_lowercase());
        let person = farm.add_person(Person::new(&name, "The Desk", home).also(&alias)).expect("a person");
        let owner = Owner { browser: node.sign_in(&name).await, person };
        let path = format!("/identities/{alias}@example.org");
        let changed = owner
            .patch(&path, &json!({
                "name": "Help, at once", "isDefault": true, "textSignature": "-- \nHelp",
                "htmlSignature": "<p onclick=x()>Help<script>alert(1)</script> <a href='javascript:x'>a</a> <b>now</b></p>",
                "bcc": [{"email": "archive@example.org"}],
            }))
            .await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
        let html = changed.json()["htmlSignature"].as_str().expect("HTML").to_owned();
        assert!(html.contains("<b>now</b>") && !html.contains("script") && !html.contains("onclick"), "{html}");

        let list = owner.read("/identities").await["list"].clone();
        assert_eq!((&list[0]["name"], &list[0]["isDefault"]), (&json!("The Desk"), &json!(false)));
        assert_eq!((&list[1]["name"], &list[1]["isDefault"]), (&json!("Help, at once"), &json!(true)));
        assert_eq!(list[1]["bcc"], json!([{"email": "archive@example.org"}]));
        let tag = owner.get(&path).await.header("etag").to_owned();
        assert_eq!(owner.patch_if(&path, &tag, &json!({"name": "H"})).await.status, StatusCode::OK);
        assert_changed_meanwhile(&owner.patch_if(&path, &tag, &json!({"name": "I"})).await);
    }
}

#[tokio::test]
async fn nobody_speaks_for_an_address_that_is_not_theirs() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    let stranger = owner.patch("/identities/alice@example.org", &json!({"name": "Me"})).await;
    stranger.assert_problem(ProblemType::NotFound);
    let path = format!("/identities/{}", owner.person.address);
    for (patch, property) in [
        (json!({"name": "a\r\nBcc: x@y.z"}), "name"),
        (json!({"replyTo": [{"email": "nonsense"}]}), "replyTo"),
        (json!({"textSignature": "x".repeat(17_000)}), "textSignature"),
    ] {
        let answer = owner.patch(&path, &patch).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(answer.problem().invalid_properties, [property]);
    }
}

#[tokio::test]
async fn a_draft_without_a_name_is_written_under_that_of_the_identity() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        let address = &owner.person.address;
        owner.patch(&format!("/identities/{address}"), &json!({"name": "Jörg, at home"})).await;
        for (number, from, name) in [
            (1, json!({"email": address}), json!("Jörg, at home")),
            (2, json!({"email": address, "name": "Said so"}), json!("Said so")),
            (3, json!({"email": "alice@example.org"}), json!(null)),
        ] {
            let draft = json!({"from": from, "to": [{"email": "x@far.test"}], "subject": "S", "textBody": "T"});
            let key = format!("{number:08}-0000-4000-8000-{:012}", std::process::id());
            let request = owner.request(reqwest::Method::POST, "/drafts").header("idempotency-key", key).json(&draft);
            let saved = crate::scene::Answer::to(request).await;
            assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text);
            let kept = owner.read(&format!("/emails/{}", saved.json()["id"].as_str().expect("an id"))).await;
            assert_eq!(kept["from"][0]["name"], name, "{home:?}: {kept}");
        }
    }
}
