//! The drawer on a server that speaks IMAP4rev1 and nothing more, and one whose connections break at any command of a
//! write.

use std::path::Path;

use gatepost::config::Config;
use gatepost_shared::problem::ProblemType;
use plain::{Act, Plain, Trouble};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::scene::common::KEY;
use crate::scene::{Answer, Browser, Node};

async fn node(plain: &Plain) -> Node {
    let text = format!(
        "[directory]\nkind = \"static\"\nimap = \"{}\"\ndomain = \"example.org\"\n[session]\nkeys = [\"{KEY}\"]\n",
        plain.url()
    );
    Node::with(Config::parse(&text, Path::new("/")).expect("a valid configuration")).await
}

async fn patch(browser: &Browser, patch: Value) -> Answer {
    Answer::to(browser.request(Method::PATCH, "/settings").json(&patch)).await
}

#[tokio::test]
async fn two_nodes_need_nothing_but_imap4rev1() {
    let plain = Plain::start().await;
    let (one, two) = (node(&plain).await, node(&plain).await);
    let here = one.sign_in("alice").await;
    let there = here.at(&two);
    for round in 0..5 {
        let key = |name: &str| json!({"imageSenders": {format!("{name}{round}@x.org"): true}});
        let (a, b) = tokio::join!(patch(&here, key("a")), patch(&there, key("b")));
        assert_eq!((a.status, b.status), (StatusCode::OK, StatusCode::OK), "{} {}", a.text, b.text);
        let contact = |name: &str| json!({"name": {"full": format!("{name}{round}")}});
        let (ann, bob) = (contact("Ann"), contact("Bob"));
        tokio::join!(here.post("/contacts", &ann), there.post("/contacts", &bob));
    }
    let settings = here.get("/settings").await.json();
    assert_eq!(settings["imageSenders"].as_object().map(serde_json::Map::len), Some(10));
    assert_eq!(there.get("/contacts").await.json()["total"], 10);
    assert_eq!(there.get("/settings").await.json(), settings);
    assert_eq!(there.get("/suggestions?q=an").await.json()["list"], json!([]), "without addresses nobody is suggested");
    assert_eq!(plain.refused(), Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_that_breaks_in_a_write_loses_nothing_and_writes_nothing_twice() {
    for at in ["STATUS", "SELECT", "APPEND", "UID SEARCH", "UID FETCH", "UID STORE", "EXPUNGE", "LIST", "CREATE"] {
        for act in [Act::Cut, Act::CutInAnswer] {
            let plain = Plain::start().await;
            let node = node(&plain).await;
            let alice = node.sign_in("alice").await;
            assert_eq!(patch(&alice, json!({"theme": "dark"})).await.status, StatusCode::OK);
            plain.makes(Trouble::once(at, act.clone()));
            let answer = patch(&alice, json!({"density": "compact"})).await;
            plain.calms_down();
            let settings = alice.get("/settings").await.json();
            let what = format!("{at} {act:?}: {} {settings}", answer.text);
            assert_eq!(settings["theme"], "dark", "{what}");
            match answer.status {
                StatusCode::OK => assert_eq!(settings["density"], "compact", "{what}"),
                _ => answer.assert_problem(ProblemType::BackendUnavailable),
            }
            assert_eq!(patch(&alice, json!({"density": "comfortable"})).await.status, StatusCode::OK, "{what}");
            assert_eq!(plain.holds("alice", "Gatepost").len(), 1, "{what}: order is back");
        }
    }
}

#[tokio::test]
async fn a_full_mailbox_says_so_and_keeps_what_it_has() {
    let plain = Plain::start().await;
    let node = node(&plain).await;
    let alice = node.sign_in("alice").await;
    assert_eq!(patch(&alice, json!({"theme": "dark"})).await.status, StatusCode::OK);
    plain.makes(Trouble::once("APPEND", Act::Refuse("NO [OVERQUOTA] Quota exceeded".to_owned())));
    patch(&alice, json!({"theme": "light"})).await.assert_problem(ProblemType::OverQuota);
    assert_eq!(alice.get("/settings").await.json()["theme"], "dark");
}
