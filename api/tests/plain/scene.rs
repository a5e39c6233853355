//! A node in front of a plain server, and a person at it.

use std::path::Path;
use std::time::Duration;

use gatepost::config::Config;
use gatepost_shared::id::MailboxId;
use plain::{Plain, Sink};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::{Answer, Browser, KEY, Node};

/// Somebody whose mail is on a plain server, signed in.
pub(crate) struct Reader {
    pub(crate) plain: Plain,
    pub(crate) sink: Sink,
    pub(crate) node: Node,
    pub(crate) browser: Browser,
}

/// Who it is.
pub(crate) const NAME: &str = "alice";

impl Reader {
    /// An account with an inbox and nothing else.
    pub(crate) async fn new() -> Self {
        let (plain, sink) = (Plain::start().await, Sink::start().await);
        let node = Node::with(config(&plain, &sink)).await;
        let browser = node.sign_in(NAME).await;
        Self { plain, sink, node, browser }
    }

    /// Puts a message into a mailbox, as delivery does.
    pub(crate) fn finds(&self, mailbox: &str, raw: &str) -> u32 {
        self.plain.put(NAME, mailbox, raw.replace('\n', "\r\n").as_bytes(), "")
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    }

    pub(crate) async fn rows(&self, mailbox: &str) -> Vec<Value> {
        let window = self.get(&format!("/mailboxes/{}/emails", id(mailbox))).await;
        window["list"].as_array().expect("rows").clone()
    }

    pub(crate) async fn subjects(&self, mailbox: &str) -> Vec<String> {
        let subject = |row: &Value| row["subject"].as_str().unwrap_or_default().to_owned();
        self.rows(mailbox).await.iter().map(subject).collect()
    }

    /// Patches one email.
    pub(crate) async fn patches(&self, email: &str, patch: &Value) -> Value {
        self.sets(&json!({"update": {email: patch}})).await
    }

    pub(crate) async fn sets(&self, change: &Value) -> Value {
        let answer = self.browser.post("/emails/set", change).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// A request that must not be made twice.
    pub(crate) async fn with_key(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Answer {
        let request = self.browser.request(method, path).header("idempotency-key", key);
        Answer::to(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Every story ends so: nothing was sent that IMAP4rev1 does not know.
    pub(crate) fn asked_for_nothing_newer(&self) {
        assert_eq!(self.plain.refused(), Vec::<String>::new());
    }
}

/// One server for everybody, which is asked for news every second.
pub(crate) fn config(plain: &Plain, sink: &Sink) -> Config {
    let text = format!(
        "[directory]\nkind = \"static\"\nimap = \"{}\"\nsubmission = \"{}\"\ndomain = \"example.org\"\n\
        [session]\nkeys = [\"{KEY}\"]\n[limits]\npoll_seconds = 1\n",
        plain.url(),
        sink.url()
    );
    Config::parse(&text, Path::new("/")).expect("a valid configuration")
}

pub(crate) fn id(mailbox: &str) -> String {
    MailboxId::new(mailbox).expect("a name").to_string()
}

pub(crate) fn letter(subject: &str) -> String {
    format!(
        "From: Bob <bob@example.org>\nTo: alice@example.org\nSubject: {subject}\nMessage-ID: <{subject}@example.org>\n\nHello.\n"
    )
}

pub(crate) fn id_of(row: &Value) -> String {
    row["id"].as_str().expect("an id").to_owned()
}

/// How long the node may take to tell of news.
pub(crate) const NEWS: Duration = Duration::from_secs(10);
