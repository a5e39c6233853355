//! A node that dies, a browser that goes away, a sending server that is not there.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Node;
use crate::dock::Dock;
use crate::writer::{Writer, new_key};

#[tokio::test]
async fn a_node_killed_in_mid_send_leaves_the_choice_to_the_person() {
    let farm = Farm::shared();
    let dock = Dock::open(1).await;
    let survivor = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &survivor, Home::Mail01).await;
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&["carol@example.org"], "Doubtful")).await;

    // The doomed node has a runtime of its own: shut down, every task of it stops where it stands, as by SIGKILL.
    let doomed = tokio::runtime::Runtime::new().expect("a runtime");
    let config = dock.config(farm);
    let node = doomed.spawn(async move { Node::with(config).await }).await.expect("a node");
    let request = alice.at(&node).browser.request(Method::POST, &format!("/drafts/{id}/submit"));
    let broken = tokio::spawn(request.header("idempotency-key", &key).send());
    dock.silent.notified().await;
    doomed.shutdown_background();
    assert!(broken.await.expect("no panic").is_err(), "the answer never came");

    let unknown = alice.submits(&key, &id).await;
    unknown.assert_problem(ProblemType::SubmissionUnknown);
    assert_eq!(dock.taken(), 1, "nothing was sent twice");
    let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
    assert_eq!(
        (stored["isSubmitPending"].clone(), stored["draft"]["subject"].clone()),
        (json!(true), json!("Doubtful"))
    );
    let overwriting = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&stored["draft"])).await;
    overwriting.assert_problem(ProblemType::SubmissionInProgress);

    // Nor is it thrown away by a click on another device: only who says so.
    let path = format!("/drafts/{id}");
    alice.browser.delete(&path).await.assert_problem(ProblemType::SubmissionInProgress);

    // "Send it again."
    let again = alice.with_key(Method::POST, &format!("/drafts/{id}/submit?force=true"), &key, None).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);
    assert_eq!(dock.taken(), 2);
    assert_eq!((alice.subjects("sent").await, alice.rows("drafts").await.len()), (vec!["Doubtful".to_owned()], 0));
}

#[tokio::test]
async fn a_browser_that_goes_away_and_a_node_that_stops_break_nothing_off() {
    let farm = Farm::shared();
    let dock = Dock::open(0).await;
    let node = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&["carol@example.org"], "Patient")).await;
    let request = alice.browser.request(Method::POST, &format!("/drafts/{id}/submit")).header("idempotency-key", &key);
    let request = tokio::spawn(request.send());
    while node.state.sender.under_way() == 0 {
        tokio::task::yield_now().await;
    }
    request.abort();
    node.stop().await;
    assert_eq!(dock.taken(), 1);
    let alice = alice.at(&Node::with(dock.config(farm)).await);
    assert_eq!((alice.subjects("sent").await, alice.rows("drafts").await.len()), (vec!["Patient".to_owned()], 0));
}

#[tokio::test]
async fn a_sending_server_that_is_down_is_said_to_be_and_the_draft_stays() {
    let farm = Farm::shared();
    let mut dock = Dock::open(0).await;
    // Nobody listens on a port that was just given back.
    dock.port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let node = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &node, Home::Mail03).await;
    let answer = alice
        .with_key(Method::POST, "/submissions", &new_key(), Some(&alice.draft(&["x@elsewhere.test"], "Later")))
        .await;
    answer.assert_problem(ProblemType::SubmissionUnavailable);
    assert!(answer.problem().detail.contains("not sent"), "{}", answer.text);
    assert_eq!(alice.rows("drafts").await[0]["keywords"], json!({"$draft": true, "$seen": true}));
}
