//! What is refused, and what a farm without ManageSieve, or with one that is out of order, says.

use std::path::Path;

use farm::{Farm, Home};
use gatepost::config::Config;
use gatepost_shared::problem::ProblemType;
use reqwest::Method;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::common::{Answer, Node, config_text};
use crate::scene::{Scene, on_both_servers};

on_both_servers!(
    of_two_tabs_the_second_is_told,
    a_rule_that_makes_no_sense_is_named,
    a_token_may_not_send_mail_elsewhere
);

async fn of_two_tabs_the_second_is_told(scene: Scene) {
    let tag = scene.browser.get("/filters").await.header("etag").to_owned();
    let rule = |name: &str| json!({"rules": [{"name": name, "actions": [{"kind": "keep"}]}]});
    let (first, second) = (rule("one"), rule("other"));
    let (one, other) = tokio::join!(scene.puts_if("/filters", &tag, &first), scene.puts_if("/filters", &tag, &second));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{} {}", one.text, other.text);
    let kept = if one.status == 200 { "one" } else { "other" };
    assert_eq!(scene.filters().await["rules"][0]["name"], json!(kept));
}

async fn a_rule_that_makes_no_sense_is_named(scene: Scene) {
    let wrong = json!({"rules": [{"actions": [{"kind": "keep"}]}, {"actions": [{"kind": "fileInto"}]}]});
    let answer = scene.browser.put("/filters", &wrong).await;
    answer.assert_problem(ProblemType::InvalidProperties);
    assert_eq!(answer.problem().invalid_properties, ["rules[1].actions[0].mailboxId"]);
    let drawer = gatepost_shared::id::MailboxId::new("Gatepost").unwrap();
    let hidden = json!({"rules": [{"actions": [{"kind": "fileInto", "mailboxId": drawer}]}]});
    scene.browser.put("/filters", &hidden).await.assert_problem(ProblemType::NotFound);
    let unknown = scene.browser.put("/filters", &json!({"rules": [], "turbo": true})).await;
    unknown.assert_problem(ProblemType::InvalidProperties);
    assert_eq!(scene.filters().await["isActive"], json!(false), "nothing was written");
}

async fn a_token_may_not_send_mail_elsewhere(scene: Scene) {
    let made =
        scene.browser.post("/tokens", &json!({"name": "x", "scopes": ["settings", "mail.modify", "mail.send"]})).await;
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let with = |method, path| scene.browser.request(method, path).bearer_auth(&token);
    assert_eq!(Answer::to(with(Method::GET, "/filters")).await.status, 200);
    let rules = Answer::to(with(Method::PUT, "/filters").json(&json!({"rules": []}))).await;
    rules.assert_problem(ProblemType::Forbidden);
    let script = Answer::to(with(Method::PUT, "/filters/scripts/x").json(&json!({"text": "keep;"}))).await;
    script.assert_problem(ProblemType::Forbidden);
}

/// A node of the farm whose ManageSieve servers are all at `url`, or are none.
async fn node_with(url: Option<&str>) -> Node {
    let lines = config_text(Farm::shared());
    let lines = lines.lines().filter(|line| !line.starts_with("sieve =")).map(|line| match (line, url) {
        ("[mail]", Some(url)) => format!("[mail]\nsieve = \"{url}\"\n"),
        _ => format!("{line}\n"),
    });
    let text: String = lines.collect();
    Node::with(Config::parse(&text, Path::new("/")).expect("a valid configuration")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_farm_without_managesieve_says_so() {
    let (node, person) = (node_with(None).await, Farm::shared().newcomer(Home::Mail01));
    let browser = node.sign_in(&person.name).await;
    assert_eq!(browser.get("/session").await.json()["capabilities"]["filters"], json!(false));
    for path in ["/filters", "/vacation", "/filters/scripts/gatepost"] {
        browser.get(path).await.assert_problem(ProblemType::NotAvailable);
    }
    browser.put("/vacation", &json!({"isEnabled": false})).await.assert_problem(ProblemType::NotAvailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_out_of_order_is_an_outage_and_no_crash() {
    let person = Farm::shared().newcomer(Home::Mail01);
    for greeting in ["", "BYE \"too busy\"\r\n", "NO \"no\"\r\n", "\"SASL\" \"GSSAPI\"\r\nOK\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("sieve://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.write_all(greeting.as_bytes()).await;
            }
        });
        let node = node_with(Some(&url)).await;
        node.sign_in(&person.name).await.get("/filters").await.assert_problem(ProblemType::BackendUnavailable);
    }
}
