//! A person with a mailbox of their own on one of the farm's machines, signed in at a node.

use farm::{Farm, Home, Imap, Person};
use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::mutation::{EmailPatch, EmailsSet, SetEmails};
use gatepost_shared::query::{Collection, Window};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

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

/// Somebody whom no other test knows.
pub(crate) struct Scene {
    pub(crate) home: Home,
    pub(crate) person: Person,
    pub(crate) browser: Browser,
    _node: Node,
}

impl Scene {
    pub(crate) async fn at(home: Home) -> Self {
        Self::of(home, Farm::shared().newcomer(home)).await
    }

    /// Somebody who may store so many kilobytes.
    pub(crate) async fn with_quota(home: Home, kilobytes: u32) -> Self {
        Self::of(home, Farm::shared().newcomer_with_quota(home, kilobytes)).await
    }

    async fn of(home: Home, person: Person) -> Self {
        let node = Node::start(Farm::shared()).await;
        let browser = node.sign_in(&person.name).await;
        Self { home, person, browser, _node: node }
    }

    pub(crate) fn is_cyrus(&self) -> bool {
        self.home == Home::Mail03
    }

    /// The same person at another node, where nothing is known of what happens here.
    pub(crate) async fn elsewhere(&self) -> Browser {
        let node = Node::start(Farm::shared()).await;
        let browser = node.sign_in(&self.person.name).await;
        // It serves until the test ends.
        std::mem::forget(node);
        browser
    }

    /// Another mail program, signed in as the same person.
    pub(crate) fn other_program(&self) -> Imap {
        Farm::shared().imap(&self.person).expect("another program signs in")
    }

    /// Puts messages into a mailbox by another mail program.
    pub(crate) fn receives(&self, mailbox: &str, subjects: &[&str]) {
        let mut other = self.other_program();
        for subject in subjects {
            other.append(mailbox, note(subject).as_bytes(), "").expect("the message is stored");
        }
    }

    pub(crate) async fn mailboxes(&self) -> Vec<Mailbox> {
        self.read::<Collection<Mailbox>>("/mailboxes").await.list
    }

    /// The mailbox at this path, its parts parted by `/`.
    pub(crate) async fn mailbox(&self, path: &str) -> Mailbox {
        let all = self.mailboxes().await;
        let found = all.iter().find(|mailbox| mailbox.path.join("/") == path);
        found.cloned().unwrap_or_else(|| panic!("no mailbox {path} among {:?}", paths(&all)))
    }

    pub(crate) async fn role(&self, role: Role) -> MailboxId {
        let all = self.mailboxes().await;
        all.into_iter().find(|mailbox| mailbox.role == Some(role)).expect("a mailbox with this role").id
    }

    /// The newest rows of a mailbox.
    pub(crate) async fn rows(&self, mailbox: &MailboxId) -> Vec<EmailSummary> {
        self.read::<Window>(&format!("/mailboxes/{mailbox}/emails")).await.list
    }

    pub(crate) async fn subjects(&self, mailbox: &MailboxId) -> Vec<String> {
        self.rows(mailbox).await.into_iter().map(|row| row.subject.unwrap_or_default()).collect()
    }

    /// The ids of the inbox, by subject.
    pub(crate) async fn ids(&self, mailbox: &MailboxId) -> Vec<EmailId> {
        self.rows(mailbox).await.into_iter().map(|row| row.id).collect()
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text))
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.browser.request(Method::PATCH, path).json(body)).await
    }

    /// A new mailbox, which must be had.
    pub(crate) async fn makes(&self, body: &Value) -> Mailbox {
        let answer = self.browser.post("/mailboxes", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{body}: {}", answer.text);
        serde_json::from_str(&answer.text).expect("a mailbox")
    }

    pub(crate) async fn set(&self, change: &SetEmails) -> EmailsSet {
        let answer = self.browser.post("/emails/set", &serde_json::to_value(change).expect("JSON")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).expect("an EmailsSet")
    }

    pub(crate) async fn update(&self, ids: &[EmailId], patch: &EmailPatch) -> EmailsSet {
        self.set(&update(ids, patch)).await
    }
}

pub(crate) fn update(ids: &[EmailId], patch: &EmailPatch) -> SetEmails {
    SetEmails { update: ids.iter().map(|id| (id.clone(), patch.clone())).collect(), ..SetEmails::default() }
}

pub(crate) fn inbox() -> MailboxId {
    MailboxId::new("INBOX").expect("a name")
}

pub(crate) fn paths(mailboxes: &[Mailbox]) -> Vec<String> {
    mailboxes.iter().map(|mailbox| mailbox.path.join("/")).collect()
}

/// A short plain message.
pub(crate) fn note(subject: &str) -> String {
    format!(
        "From: Bob Brandt <bob@example.org>\r\nTo: you@example.org\r\nSubject: {subject}\r\n\
         Date: Mon, 23 Nov 2026 09:30:00 +0000\r\nMessage-ID: <{}@example.org>\r\n\r\nHello, this is {subject}.\r\n",
        subject.replace(' ', "-")
    )
}
