//! The node around its endpoints: errors in one shape, headers, the application's files, figures, and stopping.

mod common;

use common::{Answer, Node};
use farm::Farm;
use gatepost::config::{Config, HttpsFiles, PublicUrl};
use gatepost::state::AppState;
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;

/// A node that needs no farm: nobody signs in here.
async fn node() -> Node {
    Node::with(Config::fixed(None, "imap://127.0.0.1:9", None).expect("a configuration")).await
}

#[tokio::test]
async fn every_error_of_the_api_is_a_problem() {
    let node = node().await;
    let browser = node.browser();
    browser.get("/nothing-here").await.assert_problem(ProblemType::NotFound);
    Answer::to(browser.request(Method::GET, "!/api/v2/session")).await.assert_problem(ProblemType::NotFound);
    browser.get("/session").await.assert_problem(ProblemType::NotSignedIn);
    browser.get("/session?unknown=1").await.assert_problem(ProblemType::NotSignedIn);

    let wrong_method = Answer::to(browser.request(Method::PATCH, "/session")).await;
    wrong_method.assert_problem(ProblemType::MethodNotAllowed);
    assert!(wrong_method.header("allow").contains("POST"), "{}", wrong_method.header("allow"));

    let post = || browser.request(Method::POST, "/session");
    let json = |body: &'static str| Answer::to(post().header("content-type", "application/json").body(body));
    json("{").await.assert_problem(ProblemType::BadRequest);
    json("{\"username\":1,\"password\":\"x\"}").await.assert_problem(ProblemType::InvalidProperties);
    json("{\"username\":\"a\",\"password\":\"x\",\"admin\":true}").await.assert_problem(ProblemType::InvalidProperties);
    Answer::to(post().body("username=a&password=b")).await.assert_problem(ProblemType::BadRequest);

    let large = format!("{{\"username\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    let large = Answer::to(post().header("content-type", "application/json").body(large)).await;
    large.assert_problem(ProblemType::TooLarge);
}

#[tokio::test]
async fn a_password_in_a_body_that_cannot_be_read_is_not_repeated_in_the_answer() {
    let node = node().await;
    let body = "{\"username\":\"alice\",\"password\":{\"value\":\"alice-secret\"}}";
    let request =
        node.browser().request(Method::POST, "/session").header("content-type", "application/json").body(body);
    assert!(!Answer::to(request).await.text.contains("alice-secret"));
}

#[tokio::test]
async fn browsers_are_told_what_to_forbid_everywhere() {
    let node = node().await;
    for path in ["!/", "!/api/v1/nothing", "!/healthz", "!/mail/inbox"] {
        let request = node.browser().request(Method::GET, path).header("accept", "text/html");
        let answer = Answer::to(request).await;
        let csp = answer.header("content-security-policy");
        assert!(
            csp.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"),
            "{path}: {csp}"
        );
        assert!(csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe-inline"), "{path}: {csp}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn the_shell_answers_every_place_of_the_application_and_is_asked_for_anew() {
    let node = node().await;
    let page = |path: &'static str| {
        Answer::to(node.browser().request(Method::GET, path).header("accept", "text/html,*/*;q=0.8"))
    };
    let shell = page("!/").await;
    assert_eq!(shell.status, StatusCode::OK);
    assert_eq!(shell.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(shell.header("cache-control"), "no-cache");
    assert_eq!(page("!/mail/INBOX/1").await.text, shell.text);

    let again = node.browser().request(Method::GET, "!/").header("if-none-match", shell.header("etag"));
    assert_eq!(Answer::to(again.header("accept", "text/html")).await.status, StatusCode::NOT_MODIFIED);

    let lost_script = page("!/gone-0123456789abcdef.js").await;
    lost_script.assert_problem(ProblemType::NotFound);
    let picture = Answer::to(node.browser().request(Method::GET, "!/x").header("accept", "image/png")).await;
    picture.assert_problem(ProblemType::NotFound);
    let written = Answer::to(node.browser().request(Method::POST, "!/")).await;
    written.assert_problem(ProblemType::MethodNotAllowed);
    for path in ["!/../Cargo.toml", "!/%2e%2e/Cargo.toml", "!/..%2fCargo.toml"] {
        assert!(!page(path).await.text.contains("[workspace]"), "{path}");
    }
}

#[tokio::test]
async fn the_api_describes_itself() {
    let node = node().await;
    let openapi = node.browser().get("/openapi.json").await.json();
    assert!(openapi["openapi"].as_str().expect("a version").starts_with("3.1"));
    assert_eq!(openapi["paths"]["/api/v1/session"]["post"]["operationId"], "signIn");
    let docs = node.browser().get("!/api/docs").await;
    assert_eq!(docs.header("content-type"), "text/html; charset=utf-8");
    let operations = openapi["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|path| path.as_object().expect("methods").values());
    let ids: Vec<&Value> = operations.map(|operation| &operation["operationId"]).collect();
    assert!(ids.iter().all(|id| id.is_string()), "{ids:?}");
    let unique: std::collections::BTreeSet<_> = ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(unique.len(), ids.len());
}

#[tokio::test]
async fn figures_are_for_those_whom_the_configuration_allows() {
    let node = node().await;
    let browser = node.browser();
    browser.get("/session").await;
    let figures = browser.get("!/metrics").await;
    assert_eq!(figures.status, StatusCode::OK);
    assert!(
        figures.text.contains("gatepost_requests_total{method=\"GET\",route=\"/api/v1/session\",status=\"401\"}"),
        "{}",
        figures.text
    );
    assert!(figures.text.contains("gatepost_request_seconds_bucket"));

    let mut config = Config::fixed(None, "imap://127.0.0.1:9", None).expect("a configuration");
    config.metrics = vec!["192.0.2.0/24".parse().expect("a block")];
    let other = Node::with(config).await;
    other.browser().get("!/metrics").await.assert_problem(ProblemType::NotFound);
}

#[tokio::test]
async fn a_node_that_stops_says_so_and_ends() {
    let node = node().await;
    let browser = node.browser();
    assert_eq!(browser.get("!/healthz").await.text, "ok\n");
    assert_eq!(browser.get("!/readyz").await.json()["ready"], true);
    let url = node.url.clone();
    node.stop().await;
    assert!(browser.client.get(format!("{url}/healthz")).send().await.is_err());
}

#[tokio::test]
async fn the_node_speaks_https_itself_and_its_cookie_is_for_https_only() {
    let farm = Farm::shared();
    let folder = farm.facts().ca.parent().expect("a folder").to_owned();
    let mut config = common::config(farm);
    config.https = Some(HttpsFiles { certificate: folder.join("mx.pem"), key: folder.join("mx.key") });
    config.public = PublicUrl { origin: "https://mx.example.org".to_owned(), is_https: true };
    gatepost::tls::install_provider();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    let state = AppState::new(config).expect("a node");
    let serving = tokio::spawn(gatepost::serve::serve(state.clone(), listener));

    let tls = gatepost::tls::client_config(Some(&farm.facts().ca)).expect("an authority");
    let name = "mx.example.org".try_into().expect("a name");
    let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let mut stream = TlsConnector::from(tls).connect(name, stream).await.expect("TLS");
    let body = "{\"username\":\"alice\",\"password\":\"alice-secret\"}";
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: mx.example.org\r\nContent-Type: application/json\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(answer.contains("set-cookie: __Host-gatepost="), "{answer}");
    assert!(answer.contains("; HttpOnly; SameSite=Strict; Secure; Path=/"), "{answer}");

    state.shutdown.cancel();
    serving.await.expect("no panic").expect("a clean stop");
}

#[tokio::test]
async fn json_is_compressed_for_those_who_ask() {
    let node = node().await;
    let request =
        |coding: &'static str| node.browser().request(Method::GET, "/openapi.json").header("accept-encoding", coding);
    assert_eq!(Answer::to(request("identity")).await.header("content-encoding"), "");
    let response = request("gzip").send().await.expect("an answer");
    assert_eq!(response.headers()["content-encoding"], "gzip");
}
