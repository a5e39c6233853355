//! A person who reads, whom no other test knows.

use farm::{Farm, Home, Person};
use gatepost_shared::email::{Email, EmailSummary};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::Window;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;

use crate::common::{Browser, Node};

/// Both kinds of mail server: what holds on one must hold on the other.
pub(crate) const HOMES: [Home; 2] = [Home::Mail01, Home::Mail03];

/// Somebody with an empty inbox, signed in.
pub(crate) struct Reader {
    pub(crate) browser: Browser,
    pub(crate) person: Person,
    farm: &'static Farm,
    _node: Node,
}

impl Reader {
    pub(crate) async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let (person, node) = (farm.newcomer(home), Node::start(farm).await);
        let browser = node.sign_in(&person.name).await;
        Self { browser, person, farm, _node: node }
    }

    /// Puts a message into the inbox as it is.
    pub(crate) fn finds(&self, raw: &[u8]) {
        self.farm.append(&self.person, "INBOX", raw, "").expect("a stored message");
    }

    /// Puts a message into the inbox, unless its server will not have it: Cyrus refuses what cannot be a header.
    pub(crate) fn takes(&self, raw: &[u8]) -> bool {
        self.farm.append(&self.person, "INBOX", raw, "").is_ok()
    }

    /// The rows of the inbox, the newest first.
    pub(crate) async fn rows(&self) -> Vec<EmailSummary> {
        let inbox = MailboxId::new("INBOX").expect("a mailbox name");
        self.read::<Window>(&format!("/mailboxes/{inbox}/emails?limit=200")).await.list
    }

    /// Puts a message into the inbox and opens it.
    pub(crate) async fn opens(&self, raw: &[u8]) -> Email {
        let id = self.receives(raw).await;
        self.read(&format!("/emails/{id}")).await
    }

    /// Puts a message into the inbox and says which it is.
    pub(crate) async fn receives(&self, raw: &[u8]) -> EmailId {
        self.finds(raw);
        self.rows().await.into_iter().next().expect("a message in the inbox").id
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text))
    }
}

/// The text that a reader of plain text sees.
pub(crate) fn shown(email: &Email) -> String {
    let ids = email.text_body.iter().filter_map(|part| part.part_id.as_ref());
    ids.filter_map(|id| email.body_values.get(id)).map(|value| value.value.as_str()).collect()
}
