//! A person with mail that the story needs, and a browser in which they are signed in.

use farm::{Farm, Home, Imap, Letter, Person};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::{FoundEmails, FoundLine, Window};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::common::{Answer, Browser, Node};

/// Tells each story on Dovecot and on Cyrus.
macro_rules! on_both_servers {
    ($($story:ident),+ $(,)?) => {
        mod on_dovecot {
            $(#[tokio::test] async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail01).await).await; })+
        }
        mod on_cyrus {
            $(#[tokio::test] async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail03).await).await; })+
        }
    };
}
pub(crate) use on_both_servers;

/// Somebody whom no other test knows, signed in.
pub(crate) struct Scene {
    pub(crate) person: Person,
    pub(crate) browser: Browser,
    _node: Node,
}

impl Scene {
    pub(crate) async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let (person, node) = (farm.newcomer(home), Node::start(farm).await);
        let browser = node.sign_in(&person.name).await;
        Self { person, browser, _node: node }
    }

    /// Another mail program of the same person.
    pub(crate) fn other_program(&self) -> Imap {
        Farm::shared().imap(&self.person).expect("another program signs in")
    }

    /// Puts letters into a mailbox, the first one first.
    pub(crate) fn has(&self, mailbox: &str, letters: impl IntoIterator<Item = Letter>) {
        self.other_program().append_all(mailbox, letters).expect("the letters are stored");
    }

    /// Letters with these subjects in the inbox, the last one the newest.
    pub(crate) fn receives(&self, subjects: &[&str]) {
        self.has("INBOX", subjects.iter().map(|subject| letter(subject)));
    }

    /// A window of the inbox: `?limit=5`.
    pub(crate) async fn inbox(&self, page: &str) -> Window {
        self.read(&format!("/mailboxes/{}/emails{page}", inbox())).await
    }

    /// The subjects of a window of the inbox.
    pub(crate) async fn subjects(&self, page: &str) -> Vec<String> {
        subjects(&self.inbox(page).await)
    }

    pub(crate) async fn read<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text))
    }

    /// Searches.
    pub(crate) async fn finds(&self, query: Value) -> FoundEmails {
        let answer = self.browser.post("/emails/query", &query).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{query}: {error}: {}", answer.text))
    }

    /// The subjects of what a search in everything finds, in alphabetical order.
    pub(crate) async fn found(&self, query: Value) -> Vec<String> {
        let found = self.finds(query).await;
        let mut subjects: Vec<String> = found.list.into_iter().filter_map(|row| row.subject).collect();
        subjects.sort();
        subjects
    }

    /// The lines of a search that streams.
    pub(crate) async fn streams(&self, query: &Value) -> Vec<FoundLine> {
        let request = self.browser.request(Method::POST, "/emails/query").header("accept", "application/x-ndjson");
        let answer = Answer::to(request.json(query)).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        let lines = answer.text.lines();
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
    }

    /// The mailbox of this name.
    pub(crate) async fn mailbox(&self, name: &str) -> MailboxId {
        let tree: Value = self.read("/mailboxes").await;
        let named = tree["list"].as_array().expect("a list").iter().find(|one| one["name"] == name);
        named.unwrap_or_else(|| panic!("no mailbox {name}"))["id"].as_str().expect("an id").parse().expect("a sound id")
    }
}

pub(crate) fn inbox() -> MailboxId {
    MailboxId::new("INBOX").expect("a name")
}

pub(crate) fn subjects(window: &Window) -> Vec<String> {
    window.list.iter().map(|row| row.subject.clone().unwrap_or_default()).collect()
}

pub(crate) fn ids(window: &Window) -> Vec<EmailId> {
    window.list.iter().map(|row| row.id.clone()).collect()
}

/// A plain letter with this subject.
pub(crate) fn letter(subject: &str) -> Letter {
    written("Bob Brandt <bob@example.org>", subject, "Hello.")
}

pub(crate) fn written(from: &str, subject: &str, text: &str) -> Letter {
    let raw = format!(
        "From: {from}\r\nTo: you@example.org\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:30:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    );
    Letter { raw: raw.into_bytes(), flags: String::new(), date: None }
}

/// A letter with a file.
pub(crate) fn with_file(subject: &str) -> Letter {
    with_file_named(subject, "a.pdf")
}

/// A letter with a file of this name.
pub(crate) fn with_file_named(subject: &str, name: &str) -> Letter {
    let raw = format!(
        "From: bob@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n\
         --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n"
    );
    Letter { raw: raw.into_bytes(), flags: String::new(), date: None }
}

/// What is said of a letter when it is stored.
pub(crate) trait Stored {
    fn marked(self, flags: &str) -> Self;
    fn arrived(self, date: &str) -> Self;
}

impl Stored for Letter {
    fn marked(mut self, flags: &str) -> Self {
        flags.clone_into(&mut self.flags);
        self
    }

    fn arrived(mut self, date: &str) -> Self {
        self.date = Some(date.to_owned());
        self
    }
}
