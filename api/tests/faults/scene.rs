//! Two people on two plain servers behind one node: one server will make trouble, the other must not be touched by it.

use std::path::Path;

use gatepost::config::Config;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use plain::Plain;
use reqwest::StatusCode;

use crate::common::{Answer, Browser, KEY, Node};

pub(crate) const NAME: &str = "alice";

/// A message with text, HTML and a file.
const LETTER: &str = "From: Bob <bob@example.org>\r\nSubject: kept\r\nMessage-ID: <kept@example.org>\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n\
    --q\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--q--\r\n";

/// Somebody with one message in the inbox, signed in, with connections that are warm and look at the inbox.
pub(crate) struct Scene {
    pub(crate) plain: Plain,
    pub(crate) node: Node,
    pub(crate) browser: Browser,
    pub(crate) email: EmailId,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let plain = Plain::start().await;
        for mailbox in ["Archive", "Drafts", "Sent", "Gatepost"] {
            plain.create(NAME, mailbox);
        }
        plain.put(NAME, "INBOX", LETTER.as_bytes(), "");
        let node = Node::with(config(&plain)).await;
        let browser = node.sign_in(NAME).await;
        let window = browser.get(&format!("/mailboxes/{}/emails", mailbox("INBOX"))).await;
        assert_eq!(window.status, StatusCode::OK, "{}", window.text);
        let email = window.json()["list"][0]["id"].as_str().expect("an id").parse().expect("an id");
        let scene = Self { plain, node, browser, email };
        // Downloads have a connection of their own: it is warm now, too.
        assert_eq!(scene.browser.get(&format!("/blobs/{}", scene.file())).await.text, "hello");
        scene
    }

    /// The id of the file in the message.
    pub(crate) fn file(&self) -> BlobId {
        BlobId::new(self.email.clone(), "2").expect("an id")
    }

    /// In how many places the message is, and whether it is whole wherever it is.
    pub(crate) fn copies(&self) -> usize {
        let places = ["INBOX", "Archive"].into_iter().flat_map(|name| self.plain.holds(NAME, name));
        let copies: Vec<_> = places.collect();
        assert!(copies.iter().all(|copy| copy.raw == LETTER), "a copy is not whole");
        copies.len()
    }

    pub(crate) async fn list(&self) -> Answer {
        self.browser.get(&format!("/mailboxes/{}/emails", mailbox("INBOX"))).await
    }
}

/// A node that waits a second for most answers.
fn config(plain: &Plain) -> Config {
    let text = format!(
        "[directory]\nkind = \"static\"\nimap = \"{}\"\ndomain = \"example.org\"\n[session]\nkeys = [\"{KEY}\"]\n\
        [limits]\nserver_seconds = 1\n",
        plain.url()
    );
    Config::parse(&text, Path::new("/")).expect("a valid configuration")
}

pub(crate) fn mailbox(name: &str) -> MailboxId {
    MailboxId::new(name).expect("a name")
}
