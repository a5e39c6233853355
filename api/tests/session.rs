//! Signing in and staying signed in, on real servers: who may, who may not, in which words, and for how long.

mod common;

use std::time::{Duration, Instant};

use common::{Answer, Browser, Node};
use farm::{Farm, Home, Options, Server};
use gatepost::config::{Config, Directory};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

/// Who the node says is signed in.
async fn who(browser: &Browser) -> String {
    let answer = browser.get("/session").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["username"].as_str().expect("a name").to_owned()
}

/// The session cookie's `NAME=VALUE` from a sign-in.
async fn cookie_of(node: &Node, name: &str) -> String {
    let answer = node.browser().sign_in(name, &format!("{name}-secret")).await;
    answer.header("set-cookie").split(';').next().expect("a cookie").to_owned()
}

/// A node that asks the directory each time.
fn forgetful(farm: &Farm) -> Config {
    let mut config = common::config(farm);
    if let Directory::Ldap(ldap) = &mut config.directory {
        ldap.fresh = Duration::ZERO;
    }
    config
}

/// Asks who is signed in with a cookie put in by hand.
async fn who_with(node: &Node, cookie: &str) -> Answer {
    Answer::to(node.browser().request(Method::GET, "/session").header("cookie", cookie)).await
}

#[tokio::test]
async fn each_person_signs_in_at_their_own_server() {
    let node = Node::start(Farm::shared()).await;
    for name in ["alice", "bob", "carol"] {
        let browser = node.sign_in(name).await;
        let session = browser.get("/session").await.json();
        assert_eq!(session["username"], name);
        assert_eq!(session["email"], format!("{name}@example.org"));
        assert_eq!(session["capabilities"]["submission"], true);
        assert!(session["limits"]["maxWindow"].as_u64() >= Some(50));
    }
}

#[tokio::test]
async fn the_address_signs_in_as_well_as_the_name_and_case_and_blanks_do_not_matter() {
    let node = Node::start(Farm::shared()).await;
    for name in ["alice@example.org", "Alice", " alice "] {
        let browser = node.browser();
        assert_eq!(browser.sign_in(name, "alice-secret").await.status, StatusCode::CREATED, "{name:?}");
        assert_eq!(who(&browser).await, "alice");
    }
}

#[tokio::test]
async fn one_request_carries_all_that_the_first_screen_shows() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.sign_in("bob").await;
    let session = browser.get("/session?include=mailboxes,identities,inbox").await.json();
    let is_inbox = |mailbox: &serde_json::Value| mailbox["role"] == "inbox";
    assert!(session["mailboxes"]["list"].as_array().expect("mailboxes").iter().any(is_inbox));
    assert_eq!(session["identities"]["list"][0]["email"], "bob@example.org");
    assert_eq!(session["inbox"]["position"], 0);

    let wrong = browser.get("/session?include=everything").await;
    wrong.assert_problem(ProblemType::InvalidProperties);
}

#[tokio::test]
async fn somebody_unknown_and_a_wrong_password_are_answered_in_the_same_words_and_not_at_once() {
    let node = Node::start(Farm::shared()).await;
    let began = Instant::now();
    let unknown = node.browser().sign_in("nobody-here", "x").await;
    let unknown_took = began.elapsed();
    let began = Instant::now();
    let wrong = node.browser().sign_in("alice", "wrong").await;
    let wrong_took = began.elapsed();
    unknown.assert_problem(ProblemType::WrongCredentials);
    wrong.assert_problem(ProblemType::WrongCredentials);
    assert_eq!(unknown.text, wrong.text);
    assert!(unknown.header("set-cookie").is_empty() && wrong.header("set-cookie").is_empty());
    let floor = Duration::from_millis(400);
    assert!(unknown_took >= floor && wrong_took >= floor, "{unknown_took:?} {wrong_took:?}");
}

#[tokio::test]
async fn cyrus_says_wrong_password_as_plainly() {
    let node = Node::start(Farm::shared()).await;
    node.browser().sign_in("carol", "wrong").await.assert_problem(ProblemType::WrongCredentials);
}

#[tokio::test]
async fn dave_is_told_that_his_mail_is_elsewhere() {
    let node = Node::start(Farm::shared()).await;
    let answer = node.browser().sign_in("dave", "dave-secret").await;
    answer.assert_problem(ProblemType::MailForwarded);
    assert!(answer.problem().detail.contains("forwarded"));
}

#[tokio::test]
async fn what_cannot_be_a_name_or_a_password_is_refused_before_anybody_is_asked() {
    let node = Node::start(Farm::shared()).await;
    let long = "x".repeat(2000);
    for (name, password) in [
        ("alice", ""),
        ("", "x"),
        ("alice", long.as_str()),
        (long.as_str(), "x"),
        ("a\r\nb", "x"),
        ("alice", "a\r\nA1 LOGOUT"),
    ] {
        let answer = node.browser().sign_in(name, password).await;
        answer.assert_problem(ProblemType::InvalidProperties);
    }
    let answer = node.browser().post("/session", &json!({"username": "alice"})).await;
    answer.assert_problem(ProblemType::InvalidProperties);
}

#[tokio::test]
async fn ten_wrong_passwords_of_alice_delay_nobody_else_nor_alice_from_elsewhere() {
    let mut config = common::config(Farm::shared());
    config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let node = Node::with(config).await;
    let from = |address: &'static str, name: &str, password: &str| {
        let request = node.browser().request(Method::POST, "/session").header("x-forwarded-for", address);
        Answer::to(request.json(&json!({"username": name, "password": password})))
    };
    let office = "192.0.2.7";
    let guesses = futures::future::join_all((0..10).map(|_| from(office, "alice", "wrong"))).await;
    let braked = guesses.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!(braked, 5);

    let refused = from(office, "alice", "alice-secret").await;
    refused.assert_problem(ProblemType::RateLimit);
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=21).contains(&wait), "{wait}");

    let began = Instant::now();
    assert_eq!(from(office, "bob", "bob-secret").await.status, StatusCode::CREATED);
    assert_eq!(from("198.51.100.1", "alice", "alice-secret").await.status, StatusCode::CREATED);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_tells_nothing() {
    let node = Node::start(Farm::shared()).await;
    let answer = node.browser().sign_in("alice", "alice-secret").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
    assert!(cookie.len() < 4096);
    assert!(!cookie.contains("alice") && !answer.text.contains("alice-secret"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn nothing_is_written_while_nothing_changes() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.sign_in("alice").await;
    assert!(browser.get("/session").await.header("set-cookie").is_empty());
}

#[tokio::test]
async fn a_session_alternates_between_two_nodes_and_survives_a_restart() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    let browser = one.sign_in("carol").await;
    for _ in 0..3 {
        assert_eq!(who(&browser.at(&one)).await, "carol");
        assert_eq!(who(&browser.at(&two)).await, "carol");
    }
    one.kill();
    assert_eq!(who(&browser.at(&two)).await, "carol");
    two.stop().await;
    let reborn = Node::start(farm).await;
    assert_eq!(who(&browser.at(&reborn)).await, "carol");
}

#[tokio::test]
async fn a_node_with_other_keys_knows_nobody() {
    let farm = Farm::shared();
    let mut config = common::config(farm);
    config.session.keys.clear();
    let (node, stranger) = (Node::start(farm).await, Node::with(config).await);
    let browser = node.sign_in("alice").await;
    browser.at(&stranger).get("/session").await.assert_problem(ProblemType::NotSignedIn);
}

#[tokio::test]
async fn a_cookie_that_was_changed_or_is_too_old_is_no_session() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let cookie = cookie_of(&node, "alice").await;
    assert_eq!(who_with(&node, &cookie).await.status, StatusCode::OK);

    let middle = cookie.len() / 2;
    let other = if cookie.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let changed = format!("{}{other}{}", &cookie[..middle], &cookie[middle + 1..]);
    who_with(&node, &changed).await.assert_problem(ProblemType::NotSignedIn);
    who_with(&node, &cookie[..middle]).await.assert_problem(ProblemType::NotSignedIn);

    let mut config = common::config(farm);
    config.session.absolute = Duration::ZERO;
    let impatient = Node::with(config).await;
    who_with(&impatient, &cookie).await.assert_problem(ProblemType::NotSignedIn);
}

#[tokio::test]
async fn signing_out_ends_the_session_also_for_whoever_kept_the_cookie() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.browser();
    let kept = browser.sign_in("alice", "alice-secret").await.header("set-cookie").to_owned();
    let answer = browser.delete("/session").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{}", answer.header("set-cookie"));

    browser.get("/session").await.assert_problem(ProblemType::NotSignedIn);
    let kept = kept.split(';').next().unwrap();
    who_with(&node, kept).await.assert_problem(ProblemType::NotSignedIn);
    assert_eq!(browser.delete("/session").await.status, StatusCode::NO_CONTENT, "twice is as good as once");
}

#[tokio::test]
async fn signing_out_closes_the_connections_to_the_mail_server() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.sign_in("bob").await;
    assert_eq!(node.state.relay.open_connections(), 1);
    browser.delete("/session").await;
    wait_until(|| node.state.relay.open_connections() == 0).await;
}

#[tokio::test]
async fn signing_in_again_as_somebody_else_leaves_nothing_of_the_first() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.sign_in("alice").await;
    assert_eq!(browser.sign_in("bob", "bob-secret").await.status, StatusCode::CREATED);
    assert_eq!(who(&browser).await, "bob");
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.sign_in("alice").await;
    let url = format!("{}/api/v1/session", node.url);
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.test"),
        ("origin", "null"),
    ] {
        let answer = Answer::to(browser.client.delete(&url).header(header, value)).await;
        answer.assert_problem(ProblemType::CrossSite);
    }
    assert_eq!(who(&browser).await, "alice");
    let own = Answer::to(browser.client.delete(&url).header("origin", &node.url)).await;
    assert_eq!(own.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn programs_sign_in_by_http_basic_without_a_cookie() {
    let node = Node::start(Farm::shared()).await;
    let program = |name: &str, password: &str| {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Answer::to(client.get(format!("{}/api/v1/session", node.url)).basic_auth(name, Some(password)))
    };
    for _ in 0..2 {
        let answer = program("bob", "bob-secret").await;
        assert_eq!(answer.json()["username"], "bob");
        assert!(answer.header("set-cookie").is_empty());
    }
    program("bob", "wrong").await.assert_problem(ProblemType::WrongCredentials);
}

#[tokio::test]
async fn the_session_of_somebody_who_left_ends() {
    let farm = Farm::shared();
    let node = Node::with(forgetful(farm)).await;
    let guest = farm.newcomer(Home::Mail02);
    let browser = node.sign_in(&guest.name).await;
    assert_eq!(who(&browser).await, guest.name);
    farm.remove_person(&guest.name).expect("a person less");
    browser.get("/session").await.assert_problem(ProblemType::NotSignedIn);
    node.browser().sign_in(&guest.name, &guest.password).await.assert_problem(ProblemType::WrongCredentials);
}

#[tokio::test]
async fn with_the_provider_dead_people_sign_in_through_the_replica() {
    let farm = Farm::start(&Options::default()).expect("a farm");
    let node = Node::with(forgetful(&farm)).await;
    farm.stop_server(Server::Provider);
    for name in ["alice", "bob", "carol"] {
        assert_eq!(who(&node.sign_in(name).await).await, name);
    }
    node.browser().sign_in("bob", "wrong").await.assert_problem(ProblemType::WrongCredentials);
}

#[tokio::test]
async fn with_the_whole_directory_gone_nobody_is_told_that_their_password_is_wrong() {
    let farm = Farm::start(&Options::default()).expect("a farm");
    let node = Node::with(forgetful(&farm)).await;
    let alice = node.sign_in("alice").await;
    let carol = node.sign_in("carol").await;

    farm.stop_server(Server::Provider);
    farm.stop_server(Server::Replica);
    // Never seen by this node: it cannot know where to go.
    node.browser().sign_in("bob", "bob-secret").await.assert_problem(ProblemType::DirectoryUnavailable);
    // Seen: the node knows where, and the mail servers remember the password.
    for name in ["alice", "carol"] {
        let answer = node.browser().sign_in(name, &format!("{name}-secret")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.text);
    }
    // They cannot check one that they do not remember. Dovecot says so, Cyrus says "authentication failure".
    for name in ["alice", "carol"] {
        node.browser().sign_in(name, "another").await.assert_problem(ProblemType::DirectoryUnavailable);
    }
    // Who is signed in stays so.
    assert_eq!(who(&alice).await, "alice");
    assert_eq!(who(&carol).await, "carol");
}

#[tokio::test]
async fn what_is_under_way_finishes_when_the_node_stops() {
    let node = Node::start(Farm::shared()).await;
    let browser = node.browser();
    // Refusals are held back a moment: long enough to stop the node in the middle of one.
    let under_way = tokio::spawn(async move { browser.sign_in("alice", "wrong").await });
    wait_until(|| node.state.throttle.is_in_use()).await;
    node.stop().await;
    under_way.await.expect("an answer").assert_problem(ProblemType::WrongCredentials);
}

async fn wait_until(is_so: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < patience, "it did not happen");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn with_mail01_down_its_people_are_told_so_and_bob_notices_nothing() {
    let farm = Farm::start(&Options::default()).expect("a farm");
    let node = Node::start(&farm).await;
    farm.stop_server(Server::Mail01);
    let answer = node.browser().sign_in("alice", "alice-secret").await;
    answer.assert_problem(ProblemType::BackendUnavailable);
    assert!(answer.problem().retryable);
    let began = Instant::now();
    assert_eq!(who(&node.sign_in("bob").await).await, "bob");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
