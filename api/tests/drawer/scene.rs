//! Somebody with a drawer, and what other programs do to it.

#[path = "../common/mod.rs"]
pub(crate) mod common;

use std::ops::Deref;

use farm::{Farm, Home, Imap, Letter, Person};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::Value;

pub(crate) use self::common::{Answer, Browser, Node};

/// The servers on which each story is told: Dovecot and Cyrus.
pub(crate) const HOMES: [Home; 2] = [Home::Mail01, Home::Mail03];

/// A person at their browser.
pub(crate) struct Owner {
    pub(crate) browser: Browser,
    pub(crate) person: Person,
}

impl Deref for Owner {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Owner {
    /// A new person, whose mail is here, signed in.
    pub(crate) async fn new(node: &Node, home: Home) -> Self {
        let person = Farm::shared().newcomer(home);
        Self { browser: node.sign_in(&person.name).await, person }
    }

    /// The same person at another node.
    pub(crate) fn at(&self, node: &Node) -> Self {
        Self { browser: self.browser.at(node), person: self.person.clone() }
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(body)).await
    }

    /// The same on the condition that the thing still has this tag.
    pub(crate) async fn patch_if(&self, path: &str, tag: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).header("if-match", tag).json(body)).await
    }

    pub(crate) async fn put_if(&self, path: &str, tag: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).header("if-match", tag).json(body)).await
    }

    /// Reads something, which must be there.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    }

    /// Changes settings, which must go well.
    pub(crate) async fn sets(&self, patch: Value) -> Value {
        let answer = self.patch("/settings", &patch).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// Another mail program of this person, with the drawer open. Its name there comes along.
    pub(crate) fn opens_drawer(&self) -> (Imap, String) {
        let mut imap = Farm::shared().imap(&self.person).expect("a sign-in");
        let name = Self::drawer_name(&mut imap).expect("a drawer");
        imap.select(&name).expect("the drawer");
        (imap, name)
    }

    /// What the server calls the drawer; none when there is none.
    pub(crate) fn drawer_name(imap: &mut Imap) -> Option<String> {
        let listed = imap.command("LIST \"\" \"*\"").expect("a list");
        let name = |line: &String| line.rsplit(' ').next().map(|name| name.trim().trim_matches('"').to_owned());
        listed.iter().filter_map(name).find(|name| name == "Gatepost" || name.ends_with("INBOX.Gatepost"))
    }

    /// How many messages the drawer has.
    pub(crate) fn drawer_count(&self) -> u32 {
        let mut imap = Farm::shared().imap(&self.person).expect("a sign-in");
        Self::drawer_name(&mut imap).map_or(0, |name| imap.count(&name).expect("a count"))
    }
}

/// A message that is none of ours.
pub(crate) fn junk(number: u32) -> Letter {
    let raw = format!("From: x@elsewhere.test\r\nSubject: junk {number}\r\n\r\nNothing.\r\n").into_bytes();
    Letter { raw, flags: String::new(), date: None }
}

/// A message that says that it is ours, and is not.
pub(crate) fn forgery(kind: &str, body: &str) -> Letter {
    let raw = format!("Subject: forged\r\nX-Gatepost-Kind: {kind}\r\nContent-Type: application/json\r\n\r\n{body}\r\n");
    Letter { raw: raw.into_bytes(), flags: String::new(), date: None }
}

/// Fails unless this is a failed condition.
pub(crate) fn assert_changed_meanwhile(answer: &Answer) {
    answer.assert_problem(ProblemType::PreconditionFailed);
}
