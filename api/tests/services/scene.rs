//! Somebody at their browser, whom no other test knows.

use std::path::Path;
use std::time::{Duration, Instant};

use farm::{Farm, Home, Person, Sunk};
use gatepost::config::Config;
use gatepost_shared::id::MailboxId;
use serde_json::Value;

use crate::common::{Answer, Browser, Node, config_text};

/// Tells each story on Dovecot and on Cyrus.
macro_rules! on_both_servers {
    ($($story:ident),+ $(,)?) => {
        mod on_dovecot {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story(farm::Home::Mail01).await; })+
        }
        mod on_cyrus {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story(farm::Home::Mail03).await; })+
        }
    };
}
pub(crate) use on_both_servers;

/// How long mail may take through Postfix on a busy machine.
const DELIVERY: Duration = Duration::from_secs(40);

/// Somebody at their browser.
pub(crate) struct Scene {
    pub(crate) person: Person,
    pub(crate) browser: Browser,
    _node: Node,
}

impl Scene {
    pub(crate) async fn at(home: Home) -> Self {
        Self::with(home, "").await
    }

    /// At a node whose configuration has more sections.
    pub(crate) async fn with(home: Home, sections: &str) -> Self {
        let farm = Farm::shared();
        let trusted = "[mail]\nauthserv_ids = [\"mx.example.org\"]";
        let text = format!("{}\n{sections}", config_text(farm).replacen("[mail]", trusted, 1));
        let node = Node::with(Config::parse(&text, Path::new("/")).expect("a valid configuration")).await;
        let person = farm.newcomer(home);
        let browser = node.sign_in(&person.name).await;
        Self { person, browser, _node: node }
    }

    /// Puts a message into the inbox as it is; its id.
    pub(crate) async fn finds(&self, raw: &str) -> String {
        Farm::shared().append(&self.person, "INBOX", raw.as_bytes(), "").expect("a stored message");
        self.inbox().await[0]["id"].as_str().expect("an id").to_owned()
    }

    /// The rows of the inbox, the newest first.
    pub(crate) async fn inbox(&self) -> Vec<Value> {
        let inbox = MailboxId::new("INBOX").expect("a mailbox name");
        self.browser.get(&format!("/mailboxes/{inbox}/emails")).await.json()["list"].as_array().expect("rows").clone()
    }

    /// Waits until an email with this subject is in the inbox, and opens it.
    pub(crate) async fn receives(&self, subject: &str) -> Value {
        let deadline = Instant::now() + DELIVERY;
        loop {
            if let Some(row) = self.inbox().await.into_iter().find(|row| row["subject"] == subject) {
                return self.opens(row["id"].as_str().expect("an id")).await;
            }
            assert!(Instant::now() < deadline, "\"{subject}\" has not come to {}", self.person.name);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(crate) async fn opens(&self, id: &str) -> Value {
        self.browser.get(&format!("/emails/{id}")).await.json()
    }

    pub(crate) async fn does(&self, id: &str, what: &str, body: &Value) -> Answer {
        self.browser.post(&format!("/emails/{id}/{what}"), body).await
    }
}

/// A word that stands nowhere else.
pub(crate) fn unique() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    format!("word{now:x}x{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// What has reached this address in the outside world.
pub(crate) fn sunk(to: &str) -> Vec<Sunk> {
    let all = Farm::shared().sink_messages().expect("the sink");
    all.into_iter().filter(|sunk| sunk.to.iter().any(|one| one == to)).collect()
}

/// Waits until something has.
pub(crate) async fn await_sunk(to: &str) -> Sunk {
    let deadline = Instant::now() + DELIVERY;
    loop {
        if let Some(found) = sunk(to).pop() {
            return found;
        }
        assert!(Instant::now() < deadline, "nothing has reached {to}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
