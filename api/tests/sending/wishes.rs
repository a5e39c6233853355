//! What a sender may wish of the delivery, where the sending server offers it, and what is said where it does not.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Node;
use crate::dock::Dock;
use crate::writer::{Writer, new_key};

const RICH: &str = "250-dock\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 FUTURERELEASE 86400 2040-01-01T00:00:00Z\r\n";

fn in_an_hour() -> String {
    let now = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_secs();
    gatepost_shared::date::UtcDate::from_seconds(i64::try_from(now).expect("a date") + 3600).to_string()
}

#[tokio::test]
async fn a_server_that_can_hold_notify_and_write_to_everybody_is_asked_to() {
    let farm = Farm::shared();
    let dock = Dock::offering(RICH, 0).await;
    let node = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &node, Home::Mail01).await;
    let session = alice.browser.get("/session").await.json();
    let can =
        json!({"maxDelayedSend": 86400, "deliveryNotices": true, "utf8Addresses": true, "maxSizeMessage": 100_000});
    assert_eq!(session["capabilities"]["sending"], can);
    assert_eq!(session["limits"]["maxSizeMessage"], 100_000, "what cannot be sent is not promised");

    let key = new_key();
    let draft = alice.draft(&["jörg@münchen.example", "carol@example.org"], "Later");
    let id = alice.saves(&key, &draft).await;
    let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
    assert_eq!(stored["draft"]["to"].as_array().map(Vec::len), Some(2), "{stored}");
    let until = in_an_hour();
    let path = format!("/drafts/{id}/submit?sendAt={until}&notify=success,delay&return=full");
    let answer = alice.with_key(Method::POST, &path, &key, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let sent = answer.json();
    assert_eq!((&sent["sendAt"], &sent["undoStatus"]), (&json!(until), &json!("final")), "held, and past recalling");
    let id = sent["emailId"].as_str().expect("a copy in Sent");
    let copy = alice.browser.get(&format!("/emails/{id}")).await.json();
    let to: Vec<_> = copy["to"].as_array().expect("people").iter().map(|one| one["email"].clone()).collect();
    assert_eq!(to, ["jörg@münchen.example", "carol@example.org"], "Sent says to whom it went");
    let heard = dock.heard.lock().expect("no panic").join("\n");
    let mail = heard.lines().find(|line| line.starts_with("MAIL")).expect("a sender");
    for wish in ["SMTPUTF8", "BODY=8BITMIME", "RET=FULL", "ENVID=", &format!("HOLDUNTIL={until}")] {
        assert!(mail.contains(wish), "{wish}: {mail}");
    }
    assert!(heard.contains("RCPT TO:<jörg@xn--mnchen-3ya.example> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;jörg@"), "{heard}");
}

#[tokio::test]
async fn postfix_says_what_it_can_and_what_it_cannot_is_refused_clearly() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail03).await;
    let sending = alice.browser.get("/session").await.json()["capabilities"]["sending"].clone();
    assert_eq!((sending["maxDelayedSend"].clone(), sending["deliveryNotices"].clone()), (json!(0), json!(true)));
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&["x@elsewhere.test"], "Not later")).await;
    let path = format!("/drafts/{id}/submit?sendAt={}", in_an_hour());
    let refused = alice.with_key(Method::POST, &path, &key, None).await;
    refused.assert_problem(ProblemType::InvalidProperties);
    assert!(refused.problem().detail.contains("later"), "{}", refused.text);
    for query in ["sendAt=tomorrow", "notify=always", "return=nothing"] {
        let wrong = alice.with_key(Method::POST, &format!("/drafts/{id}/submit?{query}"), &key, None).await;
        wrong.assert_problem(ProblemType::InvalidProperties);
    }
    // Word of the delivery is given: it comes to the sender.
    let answer = alice.with_key(Method::POST, &format!("/drafts/{id}/submit?notify=success"), &key, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}
