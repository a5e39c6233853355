//! Suggestions: from contacts, sent mail and the directory, merged; without the directory, and with hostile questions.

use std::time::Instant;

use farm::{Farm, Home, Options, Server};
use gatepost::config::{Config, Directory};
use serde_json::{Value, json};

use crate::scene::common::config;
use crate::scene::{HOMES, Node, Owner};

impl Owner {
    async fn asks(&self, typed: &str) -> Value {
        let typed = percent_encoding::utf8_percent_encode(typed, percent_encoding::NON_ALPHANUMERIC);
        let answer = self.get(&format!("/suggestions?q={typed}")).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        answer.json()
    }

    async fn suggested(&self, typed: &str) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = self.asks(typed).await["list"].as_array().expect("a list").clone();
        list.iter().map(|one| (text(&one["email"]), text(&one["source"]))).collect()
    }

    fn has_sent(&self, to: &str) {
        let raw = format!("From: me@example.org\r\nTo: {to}\r\nCc: copied@far.test\r\nSubject: x\r\n\r\nHi\r\n");
        Farm::shared().append(&self.person, "Sent", raw.as_bytes(), "\\Seen").expect("a sent message");
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(email, source)| ((*email).to_owned(), (*source).to_owned())).collect()
}

#[tokio::test]
async fn contacts_come_first_then_whom_one_has_written_to_then_the_directory() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        owner.adds_person("Caro Mio", "caro@far.test").await;
        owner.has_sent("\"=?utf-8?q?C=C3=A2rl?=\" <carl@far.test>, Caro <CARO@far.test>");
        owner.has_sent("carl@far.test, cara@far.test");
        let expected = [
            ("caro@far.test", "contacts"),
            ("carl@far.test", "sent"),
            ("cara@far.test", "sent"),
            ("carol@example.org", "directory"),
        ];
        assert_eq!(owner.suggested("car").await, pairs(&expected), "{home:?}");
        let list = owner.asks("cârl").await["list"].clone();
        assert_eq!(list[0]["name"], "Cârl", "{list}");
        owner.has_sent("carx@far.test");
        assert!(owner.suggested("car").await.contains(&("carx@far.test".to_owned(), "sent".to_owned())), "{home:?}");
        assert_eq!(owner.suggested("copi").await, pairs(&[("copied@far.test", "sent")]));
        assert_eq!(owner.suggested("").await[0].0, "copied@far.test", "nothing typed: whom one writes to most");
        let found = owner.read("/contacts?source=directory&q=chevalier").await;
        assert_eq!(found["list"][0]["emails"][0]["address"], "carol@example.org");

        let began = Instant::now();
        for _ in 0..10 {
            owner.asks("caro").await;
        }
        eprintln!("{home:?}: a suggestion in {:?}", began.elapsed() / 10);
    }
}

#[tokio::test]
async fn a_group_stands_for_its_members() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail02).await;
    let one = owner.adds_person("Zoe", "zoe@far.test").await;
    let two = owner.adds_person("Zack", "zack@far.test").await;
    owner.post("/contacts", &json!({"kind": "group", "name": {"full": "Quartet"}, "members": [one, two]})).await;
    let found = owner.asks("quart").await["list"].clone();
    assert_eq!(
        found[0]["members"],
        json!([{"name": "Zoe", "email": "zoe@far.test"}, {"name": "Zack", "email": "zack@far.test"}])
    );
}

#[tokio::test]
async fn no_question_leaves_its_place() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    for typed in ["*", "a*", "*)(uid=*", "(|(mail=*))", "\\2a", "\0", "\r\nA1 LOGOUT", "\u{202e}x", "%2a", "cn=*"] {
        let found = owner.asks(typed).await;
        assert_eq!(found["list"], json!([]), "{typed:?}");
    }
    for query in ["limit=0", "limit=51", &format!("q={}", "x".repeat(201))] {
        let refused = owner.get(&format!("/suggestions?{query}")).await;
        refused.assert_problem(gatepost_shared::problem::ProblemType::InvalidProperties);
    }
}

#[tokio::test]
async fn where_the_directory_is_not_to_be_searched_it_is_not() {
    let farm = Farm::shared();
    let mut config: Config = config(farm);
    if let Directory::Ldap(ldap) = &mut config.directory {
        ldap.suggest = false;
    }
    let node = Node::with(config).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    assert_eq!(owner.asks("carol").await, json!({"list": []}));
    assert_eq!(owner.read("/contacts?source=directory&q=carol").await["list"], json!([]));
}

#[tokio::test]
async fn without_the_directory_the_mailbox_still_suggests() {
    // A farm of its own: its directory is going to stop.
    let farm = Farm::start(&Options::default()).expect("a farm");
    let node = Node::start(&farm).await;
    let person = farm.newcomer(Home::Mail01);
    let owner = Owner { browser: node.sign_in(&person.name).await, person };
    owner.adds_person("Bobby", "bobby@far.test").await;
    assert_eq!(owner.asks("bob").await["list"].as_array().map(Vec::len), Some(2));
    for server in [Server::Replica, Server::Provider] {
        farm.stop_server(server);
    }
    let found = owner.asks("bobb").await;
    assert_eq!((&found["list"][0]["email"], &found["missing"]), (&json!("bobby@far.test"), &json!(["directory"])));
}
