//! Somebody with rules of their own, whom no other test knows.

use std::time::{Duration, Instant};

use farm::{Farm, Home, Person, Sunk};
use gatepost_shared::id::MailboxId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::{Answer, Browser, Node};

/// Tells each story on Dovecot and on Cyrus.
macro_rules! on_both_servers {
    ($($story:ident),+ $(,)?) => {
        mod on_dovecot {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail01).await).await; })+
        }
        mod on_cyrus {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail03).await).await; })+
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
        let (person, node) = (Farm::shared().newcomer(home), Node::start(Farm::shared()).await);
        let browser = node.sign_in(&person.name).await;
        Self { person, browser, _node: node }
    }

    /// A request with `If-Match`.
    pub(crate) async fn puts_if(&self, path: &str, tag: &str, body: &Value) -> Answer {
        Answer::to(self.browser.request(Method::PUT, path).header("if-match", tag).json(body)).await
    }

    /// Saves rules, which must go well; how they stand then.
    pub(crate) async fn saves_rules(&self, rules: Value) -> Value {
        let answer = self.browser.put("/filters", &json!({"rules": rules})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    pub(crate) async fn filters(&self) -> Value {
        let answer = self.browser.get("/filters").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// Saves a vacation answer, which must go well.
    pub(crate) async fn goes_away(&self, vacation: &Value) -> Value {
        let answer = self.browser.put("/vacation", vacation).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// What another mail program would do: writes a script, and makes the server run it.
    pub(crate) async fn another_program_writes(&self, name: &str, text: &str) {
        let body = json!({"text": text, "isActive": true});
        let answer = self.browser.put(&format!("/filters/scripts/{name}"), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    pub(crate) async fn script(&self, name: &str) -> Value {
        let answer = self.browser.get(&format!("/filters/scripts/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// Makes a mailbox; its id.
    pub(crate) async fn makes(&self, name: &str) -> String {
        let answer = self.browser.post("/mailboxes", &json!({"name": name})).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// A mail arrives; it is where it belongs when this returns.
    pub(crate) fn receives(&self, header: &str, text: &str) {
        let to = &self.person.address;
        let raw = format!(
            "{header}To: {to}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{}@elsewhere.test>\r\n\r\n{text}\r\n",
            unique()
        );
        Farm::shared().deliver(&self.person, raw.as_bytes()).expect("a delivered message");
    }

    pub(crate) async fn rows(&self, mailbox: &str) -> Vec<Value> {
        let answer = self.browser.get(&format!("/mailboxes/{mailbox}/emails")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()["list"].as_array().expect("rows").clone()
    }

    /// The subjects in a mailbox, the newest first.
    pub(crate) async fn subjects(&self, mailbox: &str) -> Vec<String> {
        let rows = self.rows(mailbox).await;
        rows.iter().map(|row| row["subject"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(crate) fn inbox() -> String {
        MailboxId::new("INBOX").expect("a mailbox name").to_string()
    }
}

/// A word that stands nowhere else.
pub(crate) fn unique() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    format!("word{now:x}x{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// What has reached the outside world with this word in it.
pub(crate) fn sunk(word: &str) -> Vec<Sunk> {
    let all = Farm::shared().sink_messages().expect("the sink");
    all.into_iter().filter(|sunk| String::from_utf8_lossy(&sunk.raw).contains(word)).collect()
}

/// Waits until something with this word has reached the outside world.
pub(crate) async fn await_sunk(word: &str) -> Sunk {
    let deadline = Instant::now() + DELIVERY;
    loop {
        if let Some(found) = sunk(word).pop() {
            return found;
        }
        assert!(Instant::now() < deadline, "nothing with {word} has reached the outside world");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
