//! Somebody at their browser, who writes, sends and receives.

#![expect(unreachable_pub, reason = "the words of the stories beside this file")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use farm::{Farm, Home, Person};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::{Answer, Browser, Node};

/// How long mail may take through Postfix on a busy machine.
pub const DELIVERY: Duration = Duration::from_secs(40);

/// A key that no other test has.
pub fn new_key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    format!("{now:024x}-{:04x}-{:08x}", COUNT.fetch_add(1, Ordering::Relaxed), std::process::id())
}

/// Somebody at their browser.
pub struct Writer {
    pub browser: Browser,
    pub person: Person,
}

impl Writer {
    /// A new person on this machine, signed in.
    pub async fn new(farm: &Farm, node: &Node, home: Home) -> Self {
        Self::sit_down(node, farm.newcomer(home)).await
    }

    pub async fn sit_down(node: &Node, person: Person) -> Self {
        Self { browser: node.sign_in(&person.name).await, person }
    }

    pub fn at(&self, node: &Node) -> Self {
        Self { browser: self.browser.at(node), person: self.person.clone() }
    }

    pub fn draft(&self, to: &[&str], subject: &str) -> Value {
        let to: Vec<Value> = to.iter().map(|email| json!({"email": email})).collect();
        let from = json!({"name": self.person.display_name, "email": self.person.address});
        json!({"from": from, "to": to, "subject": subject, "textBody": "Noon?\n"})
    }

    pub async fn with_key(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Answer {
        let request = self.browser.request(method, path).header("idempotency-key", key);
        Answer::to(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Saves a new draft; its id.
    pub async fn saves(&self, key: &str, draft: &Value) -> String {
        let answer = self.with_key(Method::POST, "/drafts", key, Some(draft)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    pub async fn submits(&self, key: &str, id: &str) -> Answer {
        self.with_key(Method::POST, &format!("/drafts/{id}/submit"), key, None).await
    }

    /// Sends a draft, which must go well.
    pub async fn sends(&self, draft: &Value) -> Value {
        let key = new_key();
        let answer = self.submits(&key, &self.saves(&key, draft).await).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.json()["warnings"], json!([]), "{}", answer.text);
        answer.json()
    }

    pub async fn mailbox(&self, role: &str) -> String {
        let tree = self.browser.get("/mailboxes").await.json();
        let mailboxes = tree["list"].as_array().expect("a list");
        let found = mailboxes.iter().find(|mailbox| mailbox["role"] == role).expect("the role");
        found["id"].as_str().expect("an id").to_owned()
    }

    /// The rows of the mailbox with this role, newest first.
    pub async fn rows(&self, role: &str) -> Vec<Value> {
        let path = format!("/mailboxes/{}/emails", self.mailbox(role).await);
        self.browser.get(&path).await.json()["list"].as_array().expect("rows").clone()
    }

    pub async fn subjects(&self, role: &str) -> Vec<String> {
        self.rows(role).await.iter().map(|row| row["subject"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until an email with this subject is in the inbox.
    pub async fn receives(&self, subject: &str) -> Value {
        let deadline = Instant::now() + DELIVERY;
        loop {
            if let Some(row) = self.rows("inbox").await.into_iter().find(|row| row["subject"] == subject) {
                return row;
            }
            assert!(Instant::now() < deadline, "\"{subject}\" has not come to {}", self.person.name);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub async fn email(&self, row: &Value) -> Value {
        self.browser.get(&format!("/emails/{}", row["id"].as_str().expect("an id"))).await.json()
    }

    pub async fn raw(&self, row: &Value) -> String {
        self.browser.get(&format!("/emails/{}/raw", row["id"].as_str().expect("an id"))).await.text
    }
}
