//! A person with a mailbox of their own, signed in at a node, and what happens to their mail elsewhere.

use farm::{Farm, Home, Imap, Person};
use futures::StreamExt as _;
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use gatepost_shared::changes::MailboxChanges;
use gatepost_shared::event::StateChange;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::Window;
use gatepost_shared::thread::Conversation;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use crate::common::{Browser, Node};

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
    pub(crate) node: Node,
    pub(crate) browser: Browser,
}

impl Scene {
    pub(crate) async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let (person, node) = (farm.newcomer(home), Node::start(farm).await);
        let browser = node.sign_in(&person.name).await;
        Self { person, node, browser }
    }

    /// New mail from elsewhere.
    pub(crate) fn receives(&self, raw: &str) {
        Farm::shared().deliver(&self.person, raw.as_bytes()).expect("a delivered message");
    }

    /// A message that another mail program stores.
    pub(crate) fn finds(&self, mailbox: &str, raw: &str) {
        Farm::shared().append(&self.person, mailbox, raw.as_bytes(), "").expect("a stored message");
    }

    /// Another mail program of the same person, which looks at a mailbox.
    pub(crate) fn elsewhere(&self, mailbox: &str) -> Imap {
        let mut imap = Farm::shared().imap(&self.person).expect("a connection");
        imap.select(mailbox).expect("a mailbox");
        imap
    }

    pub(crate) async fn window(&self, mailbox: &MailboxId) -> Window {
        self.read(&format!("/mailboxes/{mailbox}/emails")).await
    }

    pub(crate) async fn newest(&self, mailbox: &MailboxId) -> EmailId {
        self.window(mailbox).await.list.remove(0).id
    }

    pub(crate) async fn changes(&self, mailbox: &MailboxId, since: &str) -> MailboxChanges {
        self.read(&format!("/mailboxes/{mailbox}/changes?since={since}")).await
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text))
    }

    /// The conversation of an email.
    pub(crate) async fn conversation(&self, id: &EmailId) -> Conversation {
        self.read(&format!("/emails/{id}/thread")).await
    }

    /// The email with this subject.
    pub(crate) async fn email(&self, mailbox: &MailboxId, subject: &str) -> EmailId {
        let rows = self.window(mailbox).await.list;
        let row = rows.into_iter().find(|row| row.subject.as_deref() == Some(subject));
        row.unwrap_or_else(|| panic!("no email {subject} in {}", mailbox.name())).id
    }

    /// The person's mail as the relay gives it, on connections of its own.
    pub(crate) async fn mail(&self) -> Mail {
        self.mail_with(Limits::default()).await
    }

    pub(crate) async fn mail_with(&self, limits: Limits) -> Mail {
        let farm = Farm::shared();
        let backend = &farm.facts().backends[self.person.backend.as_ref().expect("a mailbox")];
        let server = ServerAddress {
            host: backend.address.to_string(),
            port: backend.imaps,
            tls: TlsMode::Implicit,
            server_name: backend.tls_name.clone(),
        };
        let (user, password) = (self.person.name.clone(), self.person.password.clone().into());
        let tls = gatepost::tls::client_config(Some(&farm.facts().ca)).expect("the farm's authority");
        let signing_in = Relay::new(tls, limits).sign_in(Login { server, user, password, client: None }).await;
        signing_in.expect("the person signs in")
    }

    pub(crate) async fn listens(&self) -> Events {
        Events::of(self.browser.request(Method::GET, "/events")).await
    }
}

/// An event as it came.
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) change: StateChange,
}

/// A stream of events.
pub(crate) struct Events {
    bytes: futures::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    seen: String,
}

impl Events {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("a stream");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { bytes: response.bytes_stream().boxed(), seen: String::new() }
    }

    /// The next event that tells of changes.
    pub(crate) async fn next(&mut self) -> Event {
        let patience = std::time::Duration::from_secs(25);
        tokio::time::timeout(patience, self.read()).await.expect("an event in time")
    }

    async fn read(&mut self) -> Event {
        loop {
            while let Some(end) = self.seen.find("\n\n") {
                let event: String = self.seen.drain(..end + 2).collect();
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                if field("event: ") == "state" {
                    let change = serde_json::from_str(field("data: ")).expect("a change");
                    return Event { id: field("id: ").to_owned(), change };
                }
            }
            let chunk = self.bytes.next().await.expect("the stream goes on").expect("bytes");
            self.seen.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    /// The new state of this mailbox, when it is told; others may be told of before.
    pub(crate) async fn state_of(&mut self, mailbox: &MailboxId) -> String {
        loop {
            if let Some(state) = self.next().await.change.changed.remove(mailbox) {
                return state;
            }
        }
    }
}

pub(crate) fn inbox() -> MailboxId {
    mailbox("INBOX")
}

pub(crate) fn mailbox(name: &str) -> MailboxId {
    MailboxId::new(name).expect("a mailbox name")
}

/// A short message with this Message-ID that answers these others.
pub(crate) fn letter(id: &str, references: &str, subject: &str) -> String {
    let references = if references.is_empty() { String::new() } else { format!("References: {references}\r\n") };
    format!(
        "From: Bob Brandt <bob@example.org>\r\nTo: you@example.org\r\nSubject: {subject}\r\nMessage-ID: {id}\r\n\
         {references}Date: Mon, 23 Nov 2026 09:30:00 +0000\r\n\r\nHello, this is {subject}.\r\n"
    )
}

/// A short message that answers nothing.
pub(crate) fn note(subject: &str) -> String {
    letter(&format!("<{}@example.org>", subject.replace(' ', "-")), "", subject)
}
