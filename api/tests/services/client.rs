//! What a client is told of the farm.

use farm::{Farm, Home};
use reqwest::StatusCode;
use serde_json::json;
use time::OffsetDateTime;

use crate::common::Node;
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn the_farm_has_a_name_before_anybody_signs_in() {
    let node = Node::start(Farm::shared()).await;
    let answer = node.browser().get("/client").await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"productName": "Gatepost"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_names_it_and_its_pages() {
    let section =
        "[client]\nproduct_name = \"Example Mail\"\npassword_url = \"https://accounts.example.org/password\"\n";
    let reader = Scene::with(Home::Mail01, section).await;
    let wanted = json!({"productName": "Example Mail", "passwordUrl": "https://accounts.example.org/password"});
    assert_eq!(reader.browser.get("/client").await.json(), wanted);
    assert_eq!(reader.browser.get("/session").await.json()["client"], wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_says_when_it_began_and_when_it_ends() {
    let reader = Scene::at(Home::Mail01).await;
    let session = reader.browser.get("/session").await.json();
    let moment = |name: &str| -> i64 {
        let text = session[name].as_str().unwrap_or_else(|| panic!("{name}: {session}"));
        text.parse::<gatepost_shared::date::UtcDate>().expect("a date").seconds()
    };
    let now = OffsetDateTime::now_utc().unix_timestamp();
    assert!((now - 60..=now).contains(&moment("beganAt")));
    assert_eq!(moment("endsAt") - moment("beganAt"), 7 * 24 * 3600);
    let node = Node::start(Farm::shared()).await;
    let name = &reader.person.name;
    let request =
        node.browser().request(reqwest::Method::GET, "/session").basic_auth(name, Some(format!("{name}-secret")));
    assert!(crate::common::Answer::to(request).await.json().get("beganAt").is_none(), "a password is no session");
}
