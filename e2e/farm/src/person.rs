//! People of the farm: the four of the demo, and those that tests add.

use serde::{Deserialize, Serialize};

use crate::site::DOMAIN;

/// Where a person's mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Dovecot.
    Mail01,
    /// Dovecot.
    Mail02,
    /// Cyrus.
    Mail03,
    /// Forwarded to `<name>@elsewhere.test`: no mailbox on the farm.
    Outside,
}

impl Home {
    /// The domain part of the maildrop of whoever lives here.
    pub fn host(self) -> String {
        match self {
            Self::Mail01 => format!("mail01.{DOMAIN}"),
            Self::Mail02 => format!("mail02.{DOMAIN}"),
            Self::Mail03 => format!("mail03.{DOMAIN}"),
            Self::Outside => "elsewhere.test".into(),
        }
    }
}

/// One person of the farm, with all that is needed to be them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The uid, with which they sign in.
    pub name: String,
    /// The cn: "Alice Archer".
    pub display_name: String,
    /// The password, `<name>-secret`.
    pub password: String,
    /// The main address, `<name>@example.org`.
    pub address: String,
    /// Further addresses.
    pub aliases: Vec<String>,
    /// Where Postfix delivers: `<name>@<machine>`.
    pub maildrop: String,
    /// The machine that holds the mailbox; none for who is forwarded.
    pub backend: Option<String>,
    /// How much mail they may have, in kilobytes (1024 bytes); the machine's usual amount when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<u32>,
}

impl Person {
    /// A person by this name (ASCII letters, digits, `-`) whose mail is at `home`.
    pub fn new(name: &str, display_name: &str, home: Home) -> Self {
        Self {
            name: name.into(),
            display_name: display_name.into(),
            password: format!("{name}-secret"),
            address: format!("{name}@{DOMAIN}"),
            aliases: Vec::new(),
            maildrop: format!("{name}@{}", home.host()),
            backend: (home != Home::Outside).then(|| home.host()),
            quota: None,
        }
    }

    /// The same with one more address, `<alias>@example.org`.
    #[must_use]
    pub fn also(mut self, alias: &str) -> Self {
        self.aliases.push(format!("{alias}@{DOMAIN}"));
        self
    }

    /// The same with a mailbox of so many kilobytes.
    #[must_use]
    pub fn limited(mut self, kilobytes: u32) -> Self {
        self.quota = Some(kilobytes);
        self
    }

    /// The people of the demo.
    pub fn demo() -> Vec<Self> {
        vec![
            Self::new("alice", "Alice Archer", Home::Mail01).also("info"),
            Self::new("bob", "Bob Brandt", Home::Mail02),
            Self::new("carol", "Carol Chevalier", Home::Mail03),
            Self::new("dave", "Dave Delgado", Home::Outside),
        ]
    }
}
