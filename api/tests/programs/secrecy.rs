//! The log tells nothing that is nobody's business: passwords, tokens, cookies, mail. Shown on the real binary at the most
//! talkative level there is, through a day of mail with its failures.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use farm::{Farm, Home, Person};
use reqwest::{Method, StatusCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::common::{self, Answer};

const BODY: &str = "The combination of the safe is 4711-0815";
const SUBJECT: &str = "Strictly between us two";
const TYPED: &str = "These words were only ever typed into a draft";
const SEARCHED: &str = "what-somebody-looks-for";

/// The binary with a log of everything.
struct Talkative {
    child: Child,
    url: String,
    log: Option<JoinHandle<String>>,
    _folder: tempfile::TempDir,
}

impl Talkative {
    fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gatepost.toml");
        std::fs::write(&path, format!("{config}\n[log]\nfilter = \"trace\"\n")).expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its word");
        let url = line.trim().strip_prefix("Gatepost is ready at ").expect("that it is ready").to_owned();
        let mut errors = child.stderr.take().expect("its log");
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).expect("its log to the end");
            log
        });
        Self { child, url, log: Some(log), _folder: folder }
    }

    fn log(mut self) -> String {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a signal");
        self.child.wait().expect("an end");
        self.log.take().expect("read once").join().expect("its log")
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        // Ended already, when all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser or program in front of the binary.
struct Client<'a> {
    http: reqwest::Client,
    node: &'a Talkative,
}

impl Client<'_> {
    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.node.url));
        let request = request.header("idempotency-key", "0d9a3c1e-5b7f-4e52-9c1d-3f6a8b2e7d42");
        Answer::to(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }
}

#[tokio::test]
async fn a_day_of_mail_at_the_most_talkative_level_leaves_no_secret_in_the_log() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let node = Talkative::start(&common::config_text(farm));
        let person = farm.newcomer(home);
        let http = reqwest::Client::builder().cookie_store(true).no_proxy().build().expect("a browser");
        let client = Client { http, node: &node };
        let mut secrets: Vec<String> = [&person.password, BODY, SUBJECT, TYPED, SEARCHED, "alice-secret", common::KEY]
            .map(ToOwned::to_owned)
            .to_vec();
        secrets.push(farm.facts().directory.bind_password.clone());

        failures(&client, &person).await;
        secrets.extend(a_day(farm, &client, &person).await);
        let log = node.log();
        assert!(log.contains("answered") && log.lines().count() > 20, "the log is not there:\n{log}");
        for secret in secrets {
            assert!(!log.contains(&secret), "{home:?}: the log tells {secret:?}");
        }
    }
}

#[tokio::test]
async fn a_mail_server_that_cannot_be_reached_is_told_without_the_password() {
    let node = Talkative::start("[directory]\nkind = \"static\"\nimap = \"imap://127.0.0.1:9\"");
    let client = Client { http: reqwest::Client::builder().no_proxy().build().expect("a client"), node: &node };
    let wanted = json!({"username": "alice", "password": "alice-secret"});
    assert_eq!(client.post("/session", &wanted).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let log = node.log();
    assert!(log.contains("127.0.0.1") && !log.contains("alice-secret"), "{log}");
}

/// What goes wrong in a day.
async fn failures(client: &Client<'_>, person: &Person) {
    let wrong = json!({"username": person.name, "password": "alice-secret"});
    assert_eq!(client.post("/session", &wrong).await.status, StatusCode::UNAUTHORIZED);
    let misshapen = json!({"username": person.name, "password": {"is": person.password}});
    assert_eq!(client.post("/session", &misshapen).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let url = format!("{}/api/v1/mailboxes", client.node.url);
    let basic = client.http.get(&url).basic_auth(&person.name, Some("alice-secret"));
    assert_eq!(Answer::to(basic).await.status, StatusCode::UNAUTHORIZED);
    let cookie = client.http.get(&url).header("cookie", "gatepost=alice-secret");
    assert_eq!(Answer::to(cookie).await.status, StatusCode::UNAUTHORIZED);
    for path in [format!("/emails/{}", person.password), format!("/session?include={}", person.password)] {
        client.get(&path).await;
    }
}

/// Reading, writing, sending; answers what else must not be told: cookies and tokens.
async fn a_day(farm: &Farm, client: &Client<'_>, person: &Person) -> Vec<String> {
    let letter = format!("From: Bob <bob@example.org>\r\nTo: you\r\nSubject: {SUBJECT}\r\n\r\n{BODY}\r\n");
    farm.append(person, "INBOX", letter.as_bytes(), "").expect("a letter");
    let signed_in = client.post("/session", &json!({"username": person.name, "password": person.password})).await;
    assert_eq!(signed_in.status, StatusCode::CREATED, "{}", signed_in.text);
    let cookie = signed_in.header("set-cookie").split(';').next().and_then(|pair| pair.split_once('='));
    let cookie = cookie.expect("a cookie").1.to_owned();

    let paint = client.get("/session?include=mailboxes,identities,inbox").await.json();
    let row = &paint["inbox"]["list"][0];
    assert_eq!(row["subject"], SUBJECT);
    let id = row["id"].as_str().expect("an id");
    assert!(client.get(&format!("/emails/{id}")).await.text.contains(BODY));
    assert!(client.get(&format!("/emails/{id}/raw")).await.text.contains(BODY));
    client.get(&format!("/emails/{id}?x={SEARCHED}")).await;
    client.post("/emails/query", &json!({"filter": {"text": SEARCHED}})).await;
    client.post("/emails/set", &json!({"update": {id: {"keywords/$seen": true}}})).await;

    let draft = json!({"from": {"email": person.address}, "to": [{"email": "bob@example.org"}], "subject": SUBJECT, "textBody": TYPED});
    let sent = client.post("/submissions", &draft).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    let mut refused = draft.clone();
    refused["to"] = json!([{"email": "nobody-at-all@example.org"}]);
    let request = client.http.post(format!("{}/api/v1/submissions", client.node.url));
    let request = request.header("idempotency-key", "0d9a3c1e-5b7f-4e52-9c1d-3f6a8b2e7d43").json(&refused);
    let refused = Answer::to(request).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);

    let made = client.post("/tokens", &json!({"name": "bell", "scopes": ["mail.read"]})).await.json();
    let token = made["token"].as_str().expect("a token").to_owned();
    let mailboxes = client.http.get(format!("{}/api/v1/mailboxes", client.node.url));
    assert_eq!(Answer::to(mailboxes.bearer_auth(&token)).await.status, StatusCode::OK);
    client.ask(Method::DELETE, "/session", None).await;
    vec![cookie, token]
}
