//! Tokens: made once, taken by every node, listed, revoked, over.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::Method;
use serde_json::json;

use crate::common::{Answer, Node};
use crate::program::Program;

#[tokio::test]
async fn a_token_works_on_every_node_until_it_is_revoked() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let (one, two) = (Node::start(farm).await, Node::start(farm).await);
        let person = farm.newcomer(home);
        let owner = Program::of(&one, &person);
        let (token, id) = owner.makes_token(&["mail.read"]).await;

        let program = Program::with_token(&one, &token);
        assert_eq!(program.get("/session").await.json()["username"], person.name.as_str());
        assert_eq!(program.get("/mailboxes").await.status, 200);
        assert_eq!(program.at(&two).get("/mailboxes").await.status, 200);

        let listed = owner.get("/tokens").await.json();
        assert_eq!(listed["list"][0]["id"], id.as_str());
        assert_eq!(listed["list"][0]["scopes"], json!(["mail.read"]));
        assert!(!listed.to_string().contains(&token), "a token is shown once");

        assert_eq!(owner.delete(&format!("/tokens/{id}")).await.status, 204);
        program.get("/mailboxes").await.assert_problem(ProblemType::NotSignedIn);
        owner.delete(&format!("/tokens/{id}")).await.assert_problem(ProblemType::NotFound);
        assert_eq!(owner.get("/tokens").await.json()["list"], json!([]));
        // A node that has not seen the token lately asks, and knows at once.
        let third = Node::start(farm).await;
        program.at(&third).get("/mailboxes").await.assert_problem(ProblemType::NotSignedIn);
    }
}

#[tokio::test]
async fn a_token_is_refused_when_it_is_changed_of_another_farm_or_of_nobody() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let (token, _) = Program::of(&node, &farm.newcomer(Home::Mail02)).makes_token(&["mail.read"]).await;
    let middle = token.len() / 2;
    let other = if token.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let changed = format!("{}{other}{}", &token[..middle], &token[middle + 1..]);
    for wrong in [changed.as_str(), &token[..middle], "gatepost_", "x", &"A".repeat(6000)] {
        let answer = Program::with_token(&node, wrong).get("/mailboxes").await;
        answer.assert_problem(ProblemType::NotSignedIn);
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""));
    }
    let mut config = crate::common::config(farm);
    config.session.keys.clear();
    let stranger = Node::with(config).await;
    Program::with_token(&stranger, &token).get("/mailboxes").await.assert_problem(ProblemType::NotSignedIn);
}

#[tokio::test]
async fn a_token_has_a_name_a_scope_and_an_end() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let owner = Program::of(&node, &farm.newcomer(Home::Mail02));
    for (wanted, wrong) in [
        (json!({"name": " ", "scopes": ["mail.read"]}), "name"),
        (json!({"name": "x".repeat(101), "scopes": ["mail.read"]}), "name"),
        (json!({"name": "a\nb", "scopes": ["mail.read"]}), "name"),
        (json!({"name": "x", "scopes": []}), "scopes"),
        (json!({"name": "x", "scopes": ["mail.read"], "expiresIn": 59}), "expiresIn"),
        (json!({"name": "x", "scopes": ["mail.read"], "expiresIn": 4_000_000_000_u32}), "expiresIn"),
    ] {
        let answer = owner.post("/tokens", &wanted).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(answer.problem().invalid_properties, [wrong], "{wanted}");
    }
    for wanted in
        [json!({"name": "x", "scopes": ["everything"]}), json!({"name": "x"}), json!({"scopes": ["settings"]})]
    {
        owner.post("/tokens", &wanted).await.assert_problem(ProblemType::InvalidProperties);
    }
    let made = owner.post("/tokens", &json!({"name": " bell ", "scopes": ["settings"], "expiresIn": 60})).await;
    assert_eq!(made.header("cache-control"), "no-store");
    assert_eq!(made.json()["info"]["name"], "bell");
    let place = made.header("location").to_owned();
    assert_eq!(Answer::to(owner.request(Method::DELETE, &place)).await.status, 204);
}

#[tokio::test]
async fn a_browser_makes_tokens_too() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let person = farm.newcomer(Home::Mail01);
    let browser = node.sign_in(&person.name).await;
    let made = browser.post("/tokens", &json!({"name": "a script", "scopes": ["mail.read", "mail.send"]})).await.json();
    let program = Program::with_token(&node, made["token"].as_str().expect("a token"));
    assert_eq!(program.get("/identities").await.status, 200);
}

#[tokio::test]
async fn the_token_of_one_person_is_in_nobody_elses_list() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let (one, other) = (farm.newcomer(Home::Mail01), farm.newcomer(Home::Mail01));
    let (token, id) = Program::of(&node, &one).makes_token(&["mail.read"]).await;
    let other = Program::of(&node, &other);
    assert_eq!(other.get("/tokens").await.json()["list"], json!([]));
    other.delete(&format!("/tokens/{id}")).await.assert_problem(ProblemType::NotFound);
    assert_eq!(Program::with_token(&node, &token).get("/mailboxes").await.status, 200);
}

#[tokio::test]
async fn where_a_request_with_a_token_comes_from_says_nothing() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let (token, _) = Program::of(&node, &farm.newcomer(Home::Mail02)).makes_token(&["mail.modify"]).await;
    let request = Program::with_token(&node, &token).request(Method::POST, "/api/v1/emails/set");
    let answer = Answer::to(request.header("origin", "https://tool.example").json(&json!({"update": {}}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}
