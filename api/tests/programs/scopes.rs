//! Each route of the description, with tokens of every kind: what a token was not given for, it does not get.

use std::collections::BTreeSet;

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use gatepost_shared::token::Scope;
use reqwest::Method;
use serde_json::json;

use crate::common::{Answer, Node};
use crate::program::Program;
use crate::routes::{request, routes};

#[tokio::test]
async fn each_route_refuses_a_token_without_its_scope_and_says_which_one_it_lacks() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let owner = Program::of(&node, &farm.newcomer(Home::Mail01));
    let mut refused = 0;
    for route in routes(&node).await.iter().filter(|route| !route.is_open) {
        let named: BTreeSet<String> = route.scopes.iter().flatten().cloned().collect();
        if route.scopes.iter().any(BTreeSet::is_empty) {
            continue;
        }
        let others: Vec<&str> =
            Scope::ALL.map(Scope::name).into_iter().filter(|scope| !named.contains(*scope)).collect();
        let (token, id) = owner.makes_token(&others).await;
        let answer = Answer::to(request(&Program::with_token(&node, &token), route)).await;
        answer.assert_problem(ProblemType::Forbidden);
        let detail = answer.problem().detail;
        assert!(
            named.is_empty() || named.iter().any(|scope| detail.contains(scope.as_str())),
            "{}: {detail}",
            route.id
        );
        owner.delete(&format!("/tokens/{id}")).await;

        let nobody = Answer::to(request(&Program::stranger(&node), route)).await;
        nobody.assert_problem(ProblemType::NotSignedIn);
        refused += 1;
    }
    assert!(refused > 15, "{refused} routes were tried");
}

#[tokio::test]
async fn each_reading_route_takes_a_token_with_its_scope() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let owner = Program::of(&node, &farm.newcomer(Home::Mail02));
    for route in routes(&node).await.iter().filter(|route| route.method == Method::GET && !route.scopes.is_empty()) {
        for scopes in &route.scopes {
            let scopes: Vec<&str> =
                if scopes.is_empty() { vec!["settings"] } else { scopes.iter().map(String::as_str).collect() };
            let (token, id) = owner.makes_token(&scopes).await;
            // Until the answer begins: that of `/events` never ends.
            let status = request(&Program::with_token(&node, &token), route).send().await.expect("an answer").status();
            assert!(status != 401 && status != 403 && !status.is_server_error(), "{}: {status}", route.id);
            owner.delete(&format!("/tokens/{id}")).await;
        }
    }
}

#[tokio::test]
async fn no_token_makes_lists_or_revokes_tokens() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let (token, id) = Program::of(&node, &farm.newcomer(Home::Mail02)).makes_token(&Scope::ALL.map(Scope::name)).await;
    let program = Program::with_token(&node, &token);
    program
        .post("/tokens", &json!({"name": "child", "scopes": ["mail.read"]}))
        .await
        .assert_problem(ProblemType::Forbidden);
    program.get("/tokens").await.assert_problem(ProblemType::Forbidden);
    program.delete(&format!("/tokens/{id}")).await.assert_problem(ProblemType::Forbidden);
}

#[tokio::test]
async fn the_first_paint_holds_no_more_than_the_token_may_read() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let (token, _) = Program::of(&node, &farm.newcomer(Home::Mail02)).makes_token(&["settings"]).await;
    let program = Program::with_token(&node, &token);
    assert_eq!(program.get("/session").await.status, 200);
    for part in ["mailboxes", "inbox", "identities"] {
        program.get(&format!("/session?include={part}")).await.assert_problem(ProblemType::Forbidden);
    }
}

#[tokio::test]
async fn what_a_token_may_not_read_it_cannot_send_to_itself() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let person = farm.newcomer(Home::Mail01);
    farm.deliver(&person, b"Subject: secret plan\r\n\r\nnobody must know\r\n").expect("a letter");
    let (token, _) = Program::of(&node, &person).makes_token(&["mail.send"]).await;
    let file = json!({"blobId": "BAAAAAQAAAAcBMUlOQk9Y", "name": "x", "type": "text/plain", "size": 18});
    let message =
        json!({"from": {"email": person.address}, "to": [{"email": "x@elsewhere.test"}], "attachments": [file]});
    let request = Program::with_token(&node, &token).request(Method::POST, "/api/v1/submissions");
    let answer =
        Answer::to(request.header("idempotency-key", "0d9a3c1e-5b7f-4e52-9c1d-3f6a8b2e7d41").json(&message)).await;
    answer.assert_problem(ProblemType::Forbidden);
    assert!(answer.problem().detail.contains("mail.read"), "{}", answer.text);
}
